"""What all page shapes share: the body as a row of blocks, JSON-LD, and the chrome around the article."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from html import escape
from typing import Any, Literal

from tests.newsroom import embeds
from tests.newsroom.grammar import sections
from tests.newsroom.printed import Printed
from tests.newsroom.profiles import Profile

Block = tuple[Literal["p", "embed", "line"], str]

DISCLAIMER = "موقع تجريبي لاختبار البرامج: كل ما فيه من أخبار وأسماء مختلق."


def blocks(item: Printed, profile: Profile) -> Iterator[Block]:
    """The body in order: ("p", text), ("embed", HTML), ("line", furniture or pasted text)."""
    inline = item.dateline if item.dateline and profile.dateline != "own line" else None
    if item.dateline and not inline:
        yield "p", item.dateline
    for index, text in enumerate(item.paragraphs):
        yield from _between(item, profile, index)
        yield "p", f"{inline} - {text}" if inline and index == 0 else text
    yield from _between(item, profile, len(item.paragraphs))
    if item.credit_line:
        yield "p", item.credit_line


def _between(item: Printed, profile: Profile, index: int) -> Iterator[Block]:
    for post in item.embeds:
        if post.after_paragraph != index:
            continue
        if profile.embeds == "pasted":
            yield from (("line", text) for text in embeds.pasted(post))
        else:
            yield "embed", embeds.iframe(post) if profile.embeds == "iframe" else embeds.markup(post)
    yield from (("line", line.text) for line in item.furniture if line.after_paragraph == index)


def body(item: Printed, profile: Profile, dress: Callable[[Block], str]) -> str:
    return "\n".join(dress(block) for block in blocks(item, profile))


def paragraph(block: Block) -> str:
    """The plain dress: every text a `<p>`, embeds as they are."""
    what, text = block
    return text if what == "embed" else f"<p>{escape(text, quote=False)}</p>"


def json_ld(item: Printed, profile: Profile) -> str:
    """schema.org NewsArticle as a script element."""
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": {"video": "VideoObject", "gallery": "ImageGallery"}.get(item.kind, "NewsArticle"),
        "mainEntityOfPage": {"@type": "WebPage", "@id": item.canonical},
        "headline": item.headline,
        "datePublished": item.published.isoformat(),
        "dateModified": (item.modified or item.published).isoformat(),
        "articleSection": item.section,
        "keywords": list(item.tags),
        "inLanguage": "ar",
        "author": [{"@type": "Person", "name": name} for name in item.authors]
        or [{"@type": "Organization", "name": item.agency or profile.name_ar}],
        "publisher": {
            "@type": "NewsMediaOrganization",
            "name": profile.name_ar,
            "logo": {"@type": "ImageObject", "url": f"{profile.base}/logo.png"},
        },
    }
    if item.standfirst:
        data["description"] = item.standfirst
    if item.picture:
        data["image"] = [{"@type": "ImageObject", "url": item.picture.url, "caption": item.picture.line}]
    return f'<script type="application/ld+json">{json.dumps(data, ensure_ascii=False)}</script>'


def open_graph(item: Printed, profile: Profile) -> str:
    """og: and article: properties as meta elements."""
    rows = [
        ("og:type", "article"),
        ("og:locale", "ar_AR"),
        ("og:site_name", profile.name_ar),
        ("og:title", item.headline),
        ("og:url", item.canonical),
        ("og:description", item.standfirst or item.paragraphs[0][:150]),
        ("article:published_time", item.published.isoformat()),
        ("article:section", item.section),
        *(("article:tag", tag) for tag in item.tags),
    ]
    if item.modified:
        rows.append(("article:modified_time", item.modified.isoformat()))
    if item.picture:
        rows += [("og:image", item.picture.url), ("og:image:alt", item.picture.line)]
    return "\n".join(f'<meta property="{name}" content="{escape(value)}">' for name, value in rows)


def related_links(item: Printed) -> str:
    return "".join(f'<li><a href="{escape(url)}">{escape(headline, quote=False)}</a></li>' for headline, url in item.related)


def newsletter() -> str:
    words = sections("furniture")["newsletter"]
    return f'<div class="newsletter"><h4>{words[0]}</h4><p>{words[1]}</p><input type="email" placeholder="{words[2]}"></div>'


def share() -> str:
    words = sections("furniture")["share"]
    links = "".join(f'<li><a href="#" title="{name}">{name} <span>{words[6]}</span></a></li>' for name in words[1:6])
    return f'<div class="sharedaddy sd-sharing-enabled"><h3>{words[0]}</h3><ul>{links}</ul></div>'


def comments(count: int) -> str:
    return (
        f'<div id="comments" class="comments"><h3>التعليقات ({count})</h3><p>اترك تعليقاً إلغاء الرد</p>'
        "<p>لن يتم نشر عنوان بريدك الإلكتروني. الحقول الإلزامية مشار إليها بـ *</p></div>"
    )


def menu(profile: Profile) -> str:
    entries = (
        ("الرئيسية", "/"),
        ("سياسة", "/section/diplomacy"),
        ("اقتصاد", "/section/economy"),
        ("رياضة", "/section/football"),
        ("اتصل بنا", "/contact"),
    )
    return "".join(f'<a href="{profile.base}{path}">{name}</a> ' for name, path in entries)
