"""What stands where an article should: bot challenges, log-in, consent and pay walls, soft 404s, maintenance, parked domains.

Weighed as the article is, from many weak signs: a heading that says nothing else, sentences in the wall's own voice, marks in the
source, against what speaks for an article (structured data, a date, reporting, text besides). A page about robots, cookies or
an outage has these words and is an article.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from crawler.extraction.body.bodytext import Body
from crawler.extraction.gate import wallwords
from crawler.extraction.metadata.headline import Headline, strip_site
from crawler.extraction.page import jsonld
from crawler.extraction.page.head import Head
from crawler.extraction.page.tree import Block, text_of
from news import agencies
from news.article import NotAnArticle, Reason

THRESHOLD = 3.0
"""Weight of signs from which a page is taken for a wall."""
SHORT = 600
"""Characters of text beside the wall's own words from which it is hardly one."""
BARE = 300
"""Characters of text, and `FEW_LINKS` links, under which a whole page is nearly nothing."""
FEW_LINKS = 8
EMPTY = 150
"""Characters of text under which a page has none."""
SCRIPT_PAGE = 20_000
"""Characters; a page that is only a redirecting script is no longer."""
TEASER = 1_500
"""Characters a paywall leaves to read at most; longer is the article."""
MAX_SOURCE = 400_000
"""Characters of the source that are searched for marks; walls are small pages."""
LIST = 3
"""Headings that are links, from which a page is a list and its text other articles' beginnings."""
MAX_HEADING = 160
MAX_BLOCKS = 40
MAX_LINE = 400
SHORT_LINE = 220
"""Characters; a line no longer that holds the wall's words is its notice, a longer one may be a sentence about it."""
_FILLER = (
    "404|403|429|500|503|http|error|erreur|oops|ooops|oups|sorry|desole|we re sorry|whoops|خطا|عذرا|عفوا|ناسف|للاسف|تنبيه|رقم|رمز"
    r"|code|status|الخطا|\d{6,12}"
)
_SPLIT = re.compile(r"\s+[|–—•·»«:\-]+\s+|\s*[|»]\s*")
_SCRIPT = re.compile(r"<(script|style)\b[^>]{0,500}>[^<]*(?:<(?!/\1)[^<]*)*", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]{0,300}>")
_MOVED = re.compile(r"(?:\blocation(?:\.href)?\s*=\s*['\"`]|\blocation\.(?:replace|assign)\s*\(\s*['\"`])", re.IGNORECASE)
_MOUNT = re.compile(
    r"<div[^<>]{0,80}\bid\s*=\s*[\"']?(?:root|app|__next|__nuxt|___gatsby|main-app|react-root|app-root|svelte|q-app)[\"'\s>]"
    r"|<(?:app-root|router-outlet|flt-glass-pane|main-app)\b|enable javascript|javascript (?:is )?(?:disabled|required)"
    r"|تفعيل (?:ال)?جافا",
    re.IGNORECASE,
)
_PLAYER = re.compile(r"<(?:video|audio|iframe|amp-(?:video|iframe|youtube))\b|\"VideoObject\"|<img\b", re.IGNORECASE)
"""What such a page may show without a word of text."""
_CUT_OFF = re.compile(r"(?:\.{3,}|…|\[…\]|\[\.\.\.\])\W{0,3}$")


def _pattern(phrases: Iterable[str]) -> str:
    """The phrases in folded form as one alternation; «…» is a gap of up to four words."""
    folded = (r"(?: \w{1,30}){0,4} ".join(map(agencies.key, phrase.split("…"))).rstrip() for phrase in phrases)
    return "|".join(sorted(dict.fromkeys(folded), key=len, reverse=True))


_TITLES = {
    reason: re.compile(rf"(?:(?:{_FILLER}) )*(?:{_pattern(phrases)})(?: (?:{_FILLER}))*")
    for reason, phrases in wallwords.TITLES.items()
}
_SAID = {reason: re.compile(rf"(?<!\w)(?:{_pattern(phrases)})(?!\w)") for reason, phrases in wallwords.SAID.items()}


def _index() -> dict[str, list[tuple[Reason, frozenset[str]]]]:
    found: dict[str, list[tuple[Reason, frozenset[str]]]] = {}
    for reason in wallwords.SAID:
        for phrase in {*wallwords.TITLES.get(reason, ()), *wallwords.SAID[reason]}:
            needed = frozenset(agencies.key(phrase.replace("…", " ")).split())
            found.setdefault(max(needed, key=len), []).append((reason, needed))
    return found


_PHRASES = _index()
"""The words of each phrase, by its longest: what a page cannot say is known before any pattern runs."""
_EXCUSE = re.compile(rf"(?:{_FILLER})(?: (?:{_FILLER}))*")
"""A heading that says no more than sorry, or a number."""
_REPORTING = re.compile(rf"(?<!\w)(?:{_pattern(wallwords.REPORTING)})(?!\w)")


@dataclass(slots=True)
class _Shown:
    """What a page shows, folded, as the walls are looked for in it."""

    titles: list[str]
    """Its headings without the site's name."""
    subtitles: list[str]
    """Lesser headings of the text."""
    parts: list[str]
    """Pieces of its title, where the rest may be a site's name."""
    lines: list[tuple[str, int]]
    """(folded line, characters outside links)."""
    weight: int
    bare: bool
    teasers: bool
    source: str
    locked: bool
    """The article's structured data says it is not free."""
    cut_off: bool
    """The text ends in dots."""


def refuse(head: Head, headline: Headline, body: Body, source: str, dated: bool, teasers: int) -> None:
    """Raises NotAnArticle with the wall's reason. `source`: the page's markup, searched when the text is short; may be "".

    `dated`: the page itself prints or declares when it was published.
    """
    titles = _titles(head, headline)
    locked = any(map(_is_locked, head.nodes))
    weight = body.weight
    reasons = [reason for reason in wallwords.WHAT if _possible(reason, titles, weight, locked, teasers)]
    if not reasons:
        return
    reasons = _told(reasons, head, body, titles, source, locked)
    if not reasons:
        return
    shown = _shown(head, body, titles, source, locked, teasers)
    best: tuple[float, Reason, str] | None = None
    for reason in reasons:
        signs = [*_for(reason, shown, head), *_against(reason, shown, head, headline, dated)]
        score = sum(weight for weight, _ in signs)
        if score >= THRESHOLD and (best is None or score > best[0]):
            best = (score, reason, ", ".join(what for weight, what in signs if weight > 0))
    if best is not None:
        raise NotAnArticle(best[1], f"{wallwords.WHAT[best[1]]}: {best[2]}"[:300])
    if shown.bare and shown.weight < EMPTY and not head.h1s and not _PLAYER.search(shown.source):
        if len(source) < SCRIPT_PAGE and head.article is None and _MOVED.search(source):
            raise NotAnArticle("redirect", "its script sends the reader elsewhere")
        if _MOUNT.search(source[:MAX_SOURCE]):
            raise NotAnArticle("needs_script", "the page is empty until its scripts run")


def _titles(head: Head, headline: Headline) -> list[str]:
    headings = [
        head.title or "",
        strip_site(head.title or "", head.own),
        headline.text or "",
        *(text_of(h1) for h1 in head.h1s[:2]),
    ]
    return [agencies.key(text) for text in dict.fromkeys(headings) if text and len(text) <= MAX_HEADING]


def _possible(reason: Reason, titles: list[str], weight: int, locked: bool, teasers: int) -> bool:
    """Cheap test: long text under a heading of its own is no wall, whatever it speaks of."""
    if weight < SHORT or teasers >= LIST or (reason == "paywall" and locked and weight < TEASER):
        return True
    return any(reason in _says(set(title.split())) and _TITLES[reason].fullmatch(title) for title in titles)


def _says(words: set[str]) -> set[Reason]:
    """The reasons of which `words` hold all words of a phrase."""
    return {reason for word in words for reason, needed in _PHRASES.get(word, ()) if needed <= words}


def _told(reasons: list[Reason], head: Head, body: Body, titles: list[str], source: str, locked: bool) -> list[Reason]:
    """Those of the reasons the page has words or marks for; all of them where it shows nearly nothing."""
    blocks = _blocks(body)
    if _is_bare(source, max(body.weight, sum(block.weight for block in blocks))):
        return reasons
    words = {word for title in titles for word in title.split()}
    words.update(*(agencies.key(block.text[:MAX_LINE]).split() for block in blocks if block.text))
    said = _says(words)
    kept: list[Reason] = []
    for reason in reasons:
        other = (reason == "soft_404" and "error404" in head.body_classes) or (
            reason == "paywall" and (locked or any(mark in source for mark in wallwords.MARKS["paywall"]))
        )
        if other or reason in said:
            kept.append(reason)
    return kept


def _blocks(body: Body) -> list[Block]:
    return [*body.above, *body.lead, *body.blocks[:MAX_BLOCKS], *body.below, *body.dropped[:MAX_BLOCKS]]


def _is_bare(source: str, weight: int) -> bool:
    return bool(source) and weight < BARE and source.count("<a ", 0, MAX_SOURCE) < FEW_LINKS


def _shown(head: Head, body: Body, titles: list[str], source: str, locked: bool, teasers: int) -> _Shown:
    pieces = _SPLIT.split(head.title) if head.title and len(head.title) <= MAX_HEADING else []
    blocks = _blocks(body)
    weight = max(body.weight, sum(block.weight for block in blocks))
    bare = _is_bare(source, weight)
    lines = [(agencies.key(block.text[:MAX_LINE]), block.weight) for block in blocks if block.text]
    if bare:  # what only readers without scripts see, and what stands in frames
        lines.append((agencies.key(_TAG.sub(" ", _SCRIPT.sub(" ", source[:SCRIPT_PAGE])))[:SHORT_LINE], 0))
    said = _SAID["paywall"]
    story = [
        block.text for block in body.blocks if len(block.text) >= 40 and not said.search(agencies.key(block.text[:MAX_LINE]))
    ]
    return _Shown(
        titles,
        [agencies.key(block.text) for block in blocks if block.heading and len(block.text) <= MAX_HEADING],
        [agencies.key(piece) for piece in pieces[:4]],
        lines,
        weight,
        bare,
        teasers >= LIST,
        source[:MAX_SOURCE] if weight < TEASER else "",
        locked,
        bool(story) and _CUT_OFF.search(story[-1][-20:]) is not None,
    )


def _for(reason: Reason, shown: _Shown, head: Head) -> Iterator[tuple[float, str]]:
    yield from _headings(reason, shown)
    said = _SAID[reason]
    notice = [
        (line, found[0])
        for line, _ in shown.lines
        if line not in shown.titles and (found := said.search(line)) and not _REPORTING.search(line)
    ]
    if notice:
        line, words = min(notice, key=lambda pair: len(pair[0]))
        yield (2.0 if len(line) <= SHORT_LINE else 1.0), f"«{words}»"
        if len({words for _, words in notice}) > 1:
            yield 0.5, "said twice"
        if shown.bare:
            yield 1.0, "and hardly more"
        if any(map(_EXCUSE.fullmatch, (*shown.titles, *shown.subtitles))):
            yield 1.0, "an excuse for a heading"
    mark = next((mark for mark in wallwords.MARKS[reason] if mark in shown.source), None)
    if mark is not None:
        sure = 3.0 if mark in wallwords.SURE_MARKS else 2.5 if reason in ("challenge", "parked") else 1.0
        yield (sure if shown.bare else 1.0), mark
    if shown.bare and any("noindex" in value.lower() for value in head.metas.get("robots", ())):
        yield 0.5, "noindex"
    if reason == "soft_404" and "error404" in head.body_classes:
        yield 3.0, "body class error404"
    elif reason == "login" and head.password:
        yield 1.0, "asks for a password"
    elif reason == "paywall":
        yield from _paywall(shown, notice=bool(notice), marked=mark is not None)


def _headings(reason: Reason, shown: _Shown) -> Iterator[tuple[float, str]]:
    full = _TITLES[reason]
    heading = next((title for title in shown.titles if full.fullmatch(title)), None)
    if heading is not None:
        yield 3.0, f"«{heading}»"
    elif any(map(full.fullmatch, shown.subtitles)):
        yield 2.0, "a heading"
    elif len(shown.parts) > 1 and any(map(full.fullmatch, shown.parts)):
        yield 1.5, "title"
    else:
        found = next(filter(None, map(_SAID[reason].search, shown.titles)), None)
        if found is not None:
            yield 1.5, f"«{found[0]}»"


def _paywall(shown: _Shown, *, notice: bool, marked: bool) -> Iterator[tuple[float, str]]:
    if shown.locked:
        yield 1.5, "isAccessibleForFree: false"
    if shown.cut_off:
        yield 1.0, "the text breaks off"
    # the notice often stands in a box that pruning takes for an advertisement
    if not notice and shown.locked + shown.cut_off + marked >= 1 and shown.source:
        found = _SAID["paywall"].search(agencies.key(_TAG.sub(" ", _SCRIPT.sub(" ", shown.source))))
        if found is not None:
            yield 1.5, f"«{found[0]}»"


def _is_locked(node: jsonld.Node) -> bool:
    return str(node.get("isAccessibleForFree", "")).lower().endswith("false") and bool(jsonld.types(node) & jsonld.ARTICLES)


def _against(reason: Reason, shown: _Shown, head: Head, headline: Headline, dated: bool) -> Iterator[tuple[float, str]]:
    """What speaks for an article. A paywall's teaser is one, cut off: only its length counts."""
    said = _SAID[reason]
    rest = sum(weight for line, weight in shown.lines if not said.search(line) and line not in shown.titles)
    if reason == "paywall":
        yield (-4.0 if rest >= TEASER else -1.0 if rest >= SHORT else 0.0), "text"
        return
    if not shown.teasers:
        yield (-4.0 if rest >= SHORT else -1.5 if rest >= BARE else 0.0), "text"
    told = jsonld.text(head.article.get("headline")) if head.article is not None else None
    if told and agencies.key(told) == agencies.key(headline.text or ""):
        yield -3.0, "JSON-LD article"
    elif head.meta("article:published_time"):
        yield -2.0, "published_time"
    elif dated:
        yield -1.0, "dated"
    if any(_REPORTING.search(line) for line, _ in shown.lines):
        yield -1.5, "reporting"
