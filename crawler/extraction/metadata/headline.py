"""The headline: the page's own heading where anything confirms it, never the site's name, never the home page's title.

Order: a heading two places agree on (an h1, one marked as headline, or an h2 or h3 the head repeats), an unmarked line that is
what the title says, an h1 by itself, what the head says without the site's name (JSON-LD, og:title, twitter:title, title), a line
on its own above the first running text (`openings`). An h1 of a word or two that nothing confirms is a section's name wherever
the head gives a title. A title that ends in «الصفحة الرئيسية» is the home page's, on whatever page it stands.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from crawler.extraction.metadata import openings
from crawler.extraction.page import jsonld
from crawler.extraction.page.head import Head
from crawler.extraction.page.tree import Element, classes, text_of
from news import agencies

MAX_CHARS = 400
_TITLE_CLASS = re.compile(
    r"(?:entry|post|article|single|story|news|main|page|content|details?)[-_]?(?:title|headline|heading"
    r"|head)|(?:^|[\s_-])headline|title[-_](?:article|news|post)"
)
MAX_H1 = 30
FEW_WORDS = 2
_NO_HEADLINE = frozenset(
    map(agencies.key, ("الرئيسية", "الصفحة الرئيسية", "Home", "Homepage", "تفاصيل الخبر", "تفاصيل", "الخبر", "اقرأ الخبر"))
)
"""What templates print where a headline belongs."""
_HOME = frozenset(map(agencies.key, ("الرئيسية", "الصفحة الرئيسية", "صفحة البداية", "Home", "Home page", "Homepage", "Accueil")))
"""The last step of a home page's title."""
_SEPARATOR = re.compile(r"((?<!\s)\s+[|–—•·»«\-:]+\s+|(?:(?<!\s)\s+)?[|»]\s*)")


@dataclass(slots=True)
class Headline:
    text: str | None
    element: Element = None
    """The heading it was read from; the article stands after it."""
    confirmed: bool = False
    """Two places of the page agree on it."""
    source: str = "none"


def find(root: Element, head: Head) -> Headline:
    """Choose the headline; text None where the page gives none."""
    said = titles(head)
    keys = {agencies.key(text) for _, text in said}
    best: tuple[float, Headline] | None = None
    for rank, element in enumerate([*head.h1s[:MAX_H1], *_lesser(head)]):
        text = text_of(element)
        folded = agencies.key(text)
        if not folded or len(text) > MAX_CHARS or folded in _NO_HEADLINE or (folded in head.own and element.tag != "h1"):
            continue
        agreed = max((_agreement(folded, other) for other in keys), default=0.0)
        if element.tag != "h1" and agreed < 0.8:
            continue
        marked = element.get("itemprop") == "headline" or bool(_TITLE_CLASS.search(classes(element)))
        score = agreed * 4 + 1.5 * marked + (1.0 if element.tag == "h1" else 0.0) - 0.1 * min(rank, 8)
        if best is None or score > best[0]:
            best = (score, Headline(text, element, agreed >= 0.8, str(element.tag)))
    if best is not None and best[1].confirmed and best[1].element.tag != "h1" and agencies.key(str(best[1].text)) not in keys:
        exact = _unmarked(root, head)  # «<h3>title, and more»: a line that is the whole title outweighs one that begins with it
        if exact is not None and agencies.key(str(exact.text)) in keys:
            return exact
    if best is not None and best[1].confirmed:
        best[1].text = _without_badge(best[1], [text for _, text in said])
    if best is not None and (best[1].confirmed or len(str(best[1].text).split()) > FEW_WORDS or not said):
        return best[1]
    plain = _unmarked(root, head)
    if plain is not None:
        return plain
    if best is not None and not any(len(text.split()) > FEW_WORDS for _, text in said):
        return best[1]
    if said:
        return Headline(said[0][1][:MAX_CHARS], source=said[0][0])
    opening = openings.find(root, head.own, _is_title_class)
    if opening is not None and agencies.key(opening.text) not in _NO_HEADLINE:
        return Headline(opening.text, opening.element, opening.repeated, "line above the text")
    return Headline(None)


def _is_title_class(element: Element) -> bool:
    return _TITLE_CLASS.search(classes(element)) is not None


def _without_badge(found: Headline, said: list[str]) -> str | None:
    """The heading without a kicker or date set inside it («<h1><span>رياضة</span> …»), where the head gives the rest as headline.

    «عاجل» stays: it says what kind of article this is.
    """
    text = found.text or ""
    for inner in (said_ for item in found.element.iterdescendants() if isinstance(item.tag, str) and (said_ := text_of(item))):
        if len(inner) < len(text) / 2 and (text.startswith(inner) or text.endswith(inner)) and agencies.key(inner) != "عاجل":
            rest = (text.removeprefix(inner) if text.startswith(inner) else text.removesuffix(inner)).strip(" :|-–—")
            if any(agencies.key(rest) == agencies.key(title) for title in said):
                return rest
    return found.text


def candidates(head: Head) -> list[tuple[str, str]]:
    """(source, text) of every heading and title that could have been the headline, for debugging."""
    shown = [(str(element.tag), text_of(element)) for element in [*head.h1s[:MAX_H1], *_lesser(head)]]
    return [(source, text[:MAX_CHARS]) for source, text in [*titles(head), *shown] if text]


def _unmarked(root: Element, head: Head) -> Headline | None:
    """A headline no tag marks: a line of the page that is what the title says before its last separator."""
    wanted: set[str] = set()
    for title in [] if head.foreign else [title for title in (head.title, *head.metas.get("og:title", ())) if title]:
        parts = _SEPARATOR.split(title)
        wanted |= {agencies.key("".join(parts[:end])) for end in range(1, len(parts) + 1, 2)} | {agencies.key("".join(parts[2:]))}
    wanted = {text for text in wanted if len(text) >= 15 and text not in head.own}
    if not wanted:
        return None
    for element in root.iter("b", "strong", "div", "span", "p", "td", "font", "center", "big"):
        if (
            element.text
            and len(element.text) <= MAX_CHARS
            and next(element.iterancestors("a"), None) is None
            and agencies.key(element.text) in wanted
        ):
            return Headline(text_of(element), element, confirmed=True, source="line")
    return None


def titles(head: Head) -> list[tuple[str, str]]:
    """(source, headline) as the head gives it, the most trustworthy first, without the site's name."""
    found: list[tuple[str, str]] = []
    if head.article is not None:
        text = jsonld.text(head.article.get("headline") or head.article.get("name"))
        found += [("jsonld headline", text)] if text else []
    if not head.foreign:
        found += [
            (f"meta {name}", text)
            for name in ("og:title", "twitter:title", "headline", "title")
            for text in head.metas.get(name, ())[:2]
        ]
        found += [("title", head.title)] if head.title else []
    stripped = ((source, strip_site(text, head.own)) for source, text in found if not is_home_title(text))
    return [
        (source, text) for source, text in stripped if (folded := agencies.key(text)) and folded not in head.own | _NO_HEADLINE
    ]


def _lesser(head: Head) -> list[Element]:
    """Headings of second rank, for pages whose h1 is the logo."""
    return [element for element in head.lesser if element.find(".//a") is None]


def _agreement(one: str, other: str) -> float:
    """1 for the same words; less where one begins the other (a title cut in mid-word, a heading with a suffix)."""
    if one == other:
        return 1.0
    short, long = sorted((one, other), key=len)
    if len(short) < 12:
        return 0.0
    if long.startswith(short) or long.endswith(short):
        return 0.9 if len(short) > 0.4 * len(long) else 0.5
    common = set(one.split()) & set(other.split())
    share = len(common) / max(len(set(long.split())), 1)
    return 0.8 if share >= 0.8 else 0.0


def is_home_title(title: str) -> bool:
    """«الموقع | الصفحة الرئيسية»: some copies and systems print it on every page."""
    return agencies.key(_SEPARATOR.split(title)[-1]) in _HOME


def strip_site(title: str, own: frozenset[str]) -> str:
    """Take the site's name, or anything ending in it, off either end of a title."""
    parts = _SEPARATOR.split(title)
    while len(parts) > 2 and _names_site(parts[-1], own):
        parts = parts[:-2]
    while len(parts) > 2 and _names_site(parts[0], own):
        parts = parts[2:]
    return "".join(parts).strip()


def _names_site(part: str, own: frozenset[str]) -> bool:
    folded = agencies.key(part)
    return (
        not folded
        or folded in own
        or any(
            len(name) > 3 and (folded.startswith(name + " ") or folded.endswith(" " + name)) and len(folded) < 2.5 * len(name)
            for name in own
        )
    )
