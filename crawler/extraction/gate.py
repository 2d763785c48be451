"""Is the page an article? Signs for and against, general ones only, weighed; each refusal says why.

No single sign is believed: copies print the home page's head on articles, themes call every page an article, categories claim
og:type «article».
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from crawler.extraction import jsonld
from crawler.extraction.bodytext import Body
from crawler.extraction.head import Head, is_home
from crawler.extraction.headline import Headline
from crawler.extraction.tree import Block, text_of
from news import agencies
from news.article import Entry, NotAnArticle
from news.outlet import Outlet

THRESHOLD = 2.0
"""Weight of signs from which a page counts as an article."""

_SINGLE = re.compile(
    r"^(?:single(?:-\w+)*|postid-\d+|post-template-default|node-type-(?:article|news|story|post)"
    r"|page-node-type-(?:article|news|story)|article-page|page-article|is-article|story-page|news-details?"
    r"|article|story)$"
)
_LISTING = re.compile(
    r"^(?:archive|category|tag|author|search|search-results|search-no-results|error404|blog|paged"
    r"|blog-index|tax-\w+|date|taxonomy|listing|page-taxonomy|section-page|front|path-frontpage"
    r"|post-type-archive)$"
)
_LIST_PATH = re.compile(
    r"(?:^|/)(?:category|categories|cat|tag|tags|topic|topics|author|authors|writers|search|archive"
    r"|archives|section|sections|taxonomy|label|keyword|keywords|page/?\d+|page\d+|feed|wp-admin"
    r"|wp-login\.php|login|register|contact|contact-us|about|about-us|privacy|privacy-policy|terms"
    r"|sitemap)(?:/|$|\.)",
    re.IGNORECASE,
)
_LIST_QUERY = re.compile(r"(?:^|&)(?:s|q|search|cat|tag|author|paged|page)=")
_STORY_PATH = re.compile(r"/(?:19|20)\d\d/\d{1,2}/|\d{5,}|/[^/]*(?:-[^/-]+){3,}")
_HOUSE_PAGES = frozenset(
    map(agencies.key, (
        "اتصل بنا", "اتصلوا بنا", "تواصل معنا", "للتواصل معنا", "من نحن", "من نحن؟", "عن الموقع", "حول الموقع",
        "سياسة الخصوصية", "شروط الاستخدام", "الشروط والأحكام", "أعلن معنا", "للإعلان معنا", "هيئة التحرير", "فريق العمل",
        "خريطة الموقع", "أرشيف الموقع", "الأرشيف", "الارشيف", "بحث", "البحث", "نتائج البحث", "انضم إلينا", "تسجيل الدخول",
        "إنشاء حساب", "الوسوم", "التصنيفات", "سياسة النشر", "Contact", "Contact us", "About", "About us", "Search",
        "Archive", "Sitemap", "Privacy policy", "Terms of use", "Login", "Sign in", "Register",
    ))
)  # fmt: skip
_CHALLENGE = re.compile(
    r"just a moment\.\.\.|checking your browser|attention required!|enable javascript and cookies"
    r"|verify(?:ing)? (?:that )?you are (?:a )?human|are you a robot|ddos protection by|access denied"
    r"|request unsuccessful\. incapsula|please complete the security check|pardon our interruption|unusual"
    r" traffic"
    r"|g-recaptcha-response|التحقق من أنك (?:إنسان|لست)|تأكيد أنك لست (?:روبوت|برنامج)|يرجى تفعيل (?:ملفات"
    r" تعريف الارتباط|جافا ?سكريبت)",
    re.IGNORECASE,
)
_ERROR = re.compile(
    r"الصفحة (?:التي (?:تبحث|طلبت|تحاول)\w*[^.]{0,40} )?(?:المطلوبة |المطلوب )?(?:غير موجودة|لم تعد موجودة"
    r"|غير متوفرة|غير متاحة|لم يتم العثور)|لم يتم العثور على (?:الصفحة|هذه الصفحة|المحتوى|نتائج)|لا يمكن"
    r" العثور على (?:الصفحة|تلك الصفحة)|عذرا[ًَ]?[،,]? ?(?:الصفحة|هذه الصفحة|لا يمكن)|خطأ 404|(?:error|خطأ"
    r"|صفحة) ?404|404 (?:error|not found|-|–|\|)|page not found|not found \(404\)|الموقع (?:تحت الصيانة"
    r"|قيد الصيانة|في صيانة)|under maintenance|service unavailable|bad gateway|internal server error"
    r"|nothing (?:was )?found",
    re.IGNORECASE,
)
_LOGIN = re.compile(r"تسجيل الدخول|سجل الدخول|log ?in|sign in", re.IGNORECASE)
SHORT = 600
"""Characters of body under which an error's or a challenge's words are believed; articles about robots and outages are longer."""


@dataclass(slots=True)
class Verdict:
    score: float
    reasons: list[str]


def challenge(head: Head, headline: Headline, body: Body) -> None:
    """Raises NotAnArticle("challenge") for bot walls, log-in walls and error pages under status 200."""
    if body.weight >= SHORT:
        return
    heading = " ".join(filter(None, (head.title, headline.text, *(text_of(h1) for h1 in head.h1s[:2]))))
    shown = " ".join(block.text for block in body.blocks)[:2_000]
    for pattern, what in ((_CHALLENGE, "bot challenge"), (_ERROR, "error page")):
        found = pattern.search(heading) or (pattern.search(shown) if body.weight < 300 else None)
        if found and not (pattern is _ERROR and head.article is not None):
            raise NotAnArticle("challenge", f"{what}: {found[0].strip()}")
    if "error404" in head.body_classes:
        raise NotAnArticle("challenge", "error page: 404")
    if _LOGIN.search(heading) and head.password:
        raise NotAnArticle("challenge", "log-in wall")


def refuse_address(head: Head) -> None:
    """Raises NotAnArticle for a front page."""
    if head.url and is_home(head.url) and not urlsplit(head.url).query:
        raise NotAnArticle("not_article", "front page")


def weigh(head: Head, headline: Headline, body: Body, outlet: Outlet, entry: Entry | None, dated: bool) -> Verdict:
    """All signs, for and against."""
    found = [*_from_head(head, headline), *_from_classes(head), *_from_address(head, outlet)]
    title = agencies.key(headline.text or "")
    if body.declared:
        found.append((1.0, "declared body"))
    if headline.confirmed:
        found.append((1.0, "headline confirmed"))
    if dated:
        found.append((1.0, "dated"))
    if entry is not None and entry.source and entry.published is not None:
        found.append((2.0, "in a feed"))
    if title in _HOUSE_PAGES or agencies.key(head.title or "") in _HOUSE_PAGES:
        found.append((-4.0, "a house page"))
    teasers = count_teasers(body)
    if teasers >= 4 and body.weight < 500 * teasers:
        found.append((-4.0, f"{teasers} teasers"))
    if not headline.text:
        found.append((-2.0, "no headline"))
    if any("noindex" in value.lower() for value in head.metas.get("robots", ())):
        found.append((-1.5, "noindex"))
    found.append(_from_text(body))
    return Verdict(sum(weight for weight, _ in found), [f"{reason} {weight:+g}" for weight, reason in found])


def _from_head(head: Head, headline: Headline) -> list[tuple[float, str]]:
    found: list[tuple[float, str]] = []
    kinds = frozenset().union(*(jsonld.types(node) for node in head.nodes)) if head.nodes else frozenset()
    title = agencies.key(headline.text or "")
    if head.article is not None:
        agrees = agencies.key(jsonld.text(head.article.get("headline") or head.article.get("name")) or "") == title
        found.append((4.0 if agrees else 2.0, "JSON-LD article"))
    if not head.foreign:
        if head.meta("og:type") == "article":
            found.append((2.0, "og:type article"))
        if head.meta("article:published_time"):
            found.append((1.5, "published_time"))
        listed = kinds & jsonld.LISTINGS
        if listed and head.article is None:
            found.append((-6.0, f"JSON-LD {min(listed)}"))
    return found


def _from_classes(head: Head) -> list[tuple[float, str]]:
    found: list[tuple[float, str]] = []
    if any(map(_SINGLE.match, head.body_classes)):
        found.append((3.0, "body class of a single article"))
    elif "post" in head.body_classes:
        found.append((1.0, "body class post"))
    listing = sorted(token for token in head.body_classes if _LISTING.match(token))
    if listing and not any(token.startswith(("single", "postid")) for token in head.body_classes):
        found.append((-5.0, f"body class {listing[0]}"))
    return found


def _from_address(head: Head, outlet: Outlet) -> list[tuple[float, str]]:
    if not head.url:
        return []
    parts = urlsplit(head.url)
    path = unquote(parts.path)
    found: list[tuple[float, str]] = []
    if outlet.article_url and re.search(outlet.article_url, head.url):
        found.append((2.0, "address of an article"))
    if _LIST_PATH.search(path.removesuffix("/index.html")) or _LIST_QUERY.search(parts.query):
        found.append((-3.0, "address of a list"))
    elif _STORY_PATH.search(path):
        found.append((0.5, "address of a story"))
    return found


def _from_text(body: Body) -> tuple[float, str]:
    long = sum(1 for block in body.blocks if block.weight >= 80)
    if body.weight >= 600 and long >= 2:
        return 1.0, "running text"
    return (0.0, "some text") if long else (-1.0, "little text")


def count_teasers(body: Body) -> int:
    """Headings that are links, inside the article's own container: a list of other articles."""
    found = 0
    for heading in body.container.iter("h1", "h2", "h3", "h4", "h5", "dt", "dd"):
        link = heading.find(".//a[@href]")
        if link is None:
            link = next(heading.iterancestors("a"), None)
        if link is not None and len(text_of(heading)) >= 12 and not (link.get("href") or "#").startswith("#"):
            found += 1
    return found


def is_linked_list(blocks: list[Block]) -> bool:
    """Most of the container's text is links."""
    chars = sum(len(block.text) for block in blocks) or 1
    return sum(block.link_chars for block in blocks) > 0.6 * chars
