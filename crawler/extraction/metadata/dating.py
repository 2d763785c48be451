"""When the article was published: every signal read, contradictions resolved by a written order, impossible dates refused.

Order of evidence: JSON-LD datePublished, meta, <time>, address, feed entry, visible text of the article's head; `rivals` has the
cases in which a signal loses its place.

A time without an offset is the outlet's; «Z» or «+00:00» more than 15 minutes ahead of the fetch is the outlet's own clock
mislabelled. Exactly midnight (00:00:00) with nothing finer is a day, not a second. «آخر تحديث» is a modification, never a
publication, and a modification before the publication is dropped.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from crawler.extraction.metadata import rivals
from crawler.extraction.metadata.rivals import Candidate
from crawler.extraction.page import jsonld
from crawler.extraction.page.head import Head
from crawler.extraction.page.tree import Element, raw_text, squeeze, text_of
from news import dates
from news.article import Entry, Evidence, Precision
from news.calendar import machine as stamps
from news.outlet import Outlet

AHEAD = timedelta(days=1)
MAX_VISIBLE = 4
"""Visible dates of the article's head that are compared."""
CARD = 20
"""Characters that a link around a date holds beside it, when it is the card of another article."""
_PUBLISHED_METAS = (
    "article:published_time", "og:article:published_time", "article:published", "datepublished", "date", "dc.date",
    "dc.date.issued", "dcterms.created",
    "dc.date.created", "pubdate", "publishdate", "publish-date", "publish_date", "sailthru.date", "parsely-pub-date",
    "article.published", "cxenseparse:recs:publishtime",
    "datecreated", "publication_date", "og:pubdate",
)  # fmt: skip
_MODIFIED_METAS = (
    "article:modified_time",
    "og:updated_time",
    "datemodified",
    "last-modified",
    "dcterms.modified",
    "article:modified",
)
DATE_CLASS = re.compile(
    r"(?:^|[\s_-])(?:date|time|published|pubdate|posted|created|datetime|timestamp|post-?meta|entry-?meta"
    r"|article-?info|news-?info)|(?:date|time|created)(?:$|[\s_-])"
)
_UPDATED = re.compile(r"updated|modified|تحديث", re.IGNORECASE)
_PUBLISHED = re.compile(r"publi|posted|created|entry-date", re.IGNORECASE)
_NOT_THE_PAGE = frozenset(("comment", "review", "claimreview", "question", "answer", "imageobject", "itemlist", "listitem"))
LABELLED = 100
"""Characters of a <time> and the label beside it."""
_GLUED_DIGIT = re.compile(r"(?<=[^\W\d_])\d")
_FROM_NOW = re.compile(r"منذ|قبل|ago|[أا]مس|اليوم|الآن", re.IGNORECASE)


@dataclass(slots=True)
class Dates:
    published: datetime | None = None
    raw: str | None = None
    evidence: Evidence | None = None
    precision: Precision | None = None
    modified: datetime | None = None
    candidates: tuple[Candidate, ...] = ()
    """Every signal in the order of evidence, with why it lost."""


def read(
    head: Head,
    region: list[Element],
    lines: list[str],
    entry: Entry | None,
    outlet: Outlet,
    now: datetime,
    after: list[Element] | None = None,
    foot: Sequence[str] = (),
) -> Dates:
    """Read every signal, choose by the order above.

    `region` are the elements of the article's head that may hold its date, the nearest first; `lines` are what it prints there.
    `after` are those behind the body, `foot` the sign-offs printed there: they count where the head gives no date, the elements
    also for the time of day where it gives the day.
    """
    found = _read_from(head, region, lines, entry, outlet, now)
    if (after or foot) and found.published is None:
        found = _read_from(head, after or [], list(foot), entry, outlet, now)
    elif after and found.precision == "day":
        timed = _read_from(head, [*region, *after], lines, entry, outlet, now)
        winner = next((candidate for candidate in timed.candidates if candidate.lost is None), None)
        if (
            winner
            and winner.evidence == "time"
            and not winner.coarse
            and found.published
            and winner.day == found.published.date()
        ):
            found = timed
    return found


def _read_from(head: Head, region: list[Element], lines: list[str], entry: Entry | None, outlet: Outlet, now: datetime) -> Dates:
    region = [element for element in region if not _in_card(element)]
    updates = [element for element in region if _is_update(element, outlet, now)]
    region = [element for element in region if element not in updates]
    marked = {squeeze(" ".join(element.itertext())): True for element in region}
    marked |= {line: False for line in lines if line not in marked}
    texts = {text: mark for text, mark in marked.items() if 2 < len(text) <= dates.MAX_LINE}
    found = [_mislabelled(candidate, outlet, now) for candidate in _candidates(head, region, entry, outlet, now)]
    found += _visible(texts, outlet, now)
    found.sort(key=lambda candidate: rivals.ORDER.index(candidate.evidence))
    modified = _modified(head, texts, updates, outlet, now)
    judged = rivals.judge(found, modified, now)
    chosen = next((candidate for candidate in judged if candidate.lost is None), None)
    if chosen is None:
        return Dates(modified=modified, candidates=judged)
    if modified is not None and modified < chosen.when:
        modified = None
    if chosen.coarse:
        midnight = datetime.combine(chosen.day, time(), UTC)
        return Dates(midnight, chosen.moment.raw, chosen.evidence, "day", modified, judged)
    return Dates(chosen.when, chosen.moment.raw, chosen.evidence, chosen.moment.precision, modified, judged)


def _candidates(head: Head, region: list[Element], entry: Entry | None, outlet: Outlet, now: datetime) -> list[Candidate]:
    """What the page and the feed write for machines."""
    found: list[Candidate] = []

    def machine(raw: object, evidence: Evidence) -> None:
        raw = next(iter(raw), None) if isinstance(raw, list) else raw
        text = str(raw) if isinstance(raw, (str, int, float)) and not isinstance(raw, bool) else ""
        moment = dates.machine(text, now=now, timezone=outlet.timezone) if text else None
        if moment is None and text and not _FROM_NOW.search(text):
            moment = dates.read(text, now=now, timezone=outlet.timezone, country=outlet.country, day_first=False)
        if moment is not None:
            found.append(Candidate(moment, evidence))

    if head.article is not None:
        for key in ("datePublished", "uploadDate", "dateCreated"):
            machine(head.article.get(key), "jsonld")
    if not head.foreign:
        for node in head.nodes:
            if node is not head.article and node.get("datePublished") and not jsonld.types(node) & _NOT_THE_PAGE:
                machine(node["datePublished"], "jsonld")
        if head.article is None and len({candidate.day for candidate in found}) > 1:
            found.clear()  # several nodes, several days, none of them known to be this page's
        for name in _PUBLISHED_METAS:
            for value in head.metas.get(name, ())[:2]:
                machine(value, "meta")
    for element in region:
        prop = element.get("property") or ""
        declared = element.get("itemprop") == "datePublished" or "date" in prop
        titled = element.get("title") if element.tag == "abbr" else None  # Blogger's
        machine(element.get("datetime") or (element.get("content") if declared else None) or titled, "time")
    day = dates.from_url(head.url) if head.url else None
    if day is not None and day.when <= now + AHEAD:
        found.append(Candidate(day, "url"))
    if entry is not None and entry.published is not None and entry.published <= now + AHEAD:
        raw = entry.published_raw or entry.published.isoformat()
        moment = dates.machine(raw, now=now, timezone=outlet.timezone) or _read(dates.read, raw, outlet, now)
        if moment is None or moment.when != entry.published:
            moment = dates.Moment(when=entry.published, raw=raw, precision="second", zoned=True)
        found.append(Candidate(moment, "feed"))
    return found


def _mislabelled(candidate: Candidate, outlet: Outlet, now: datetime) -> Candidate:
    """Nothing is published after it was fetched: such a «Z» is a local time the template called UTC."""
    moment = candidate.moment
    if (
        moment.printed is None
        or not moment.zoned
        or moment.when <= now + dates.LEAD
        or moment.when.replace(tzinfo=None) != moment.printed
    ):
        return candidate
    local = stamps.in_zone(moment.printed.date(), moment.printed.time(), ZoneInfo(outlet.timezone))
    return candidate if local is None or local > now + dates.LEAD else replace(candidate, moment=replace(moment, when=local))


def _visible(texts: dict[str, bool], outlet: Outlet, now: datetime) -> list[Candidate]:
    """Dates the article's head prints, those labelled as publication first."""
    found: list[Candidate] = []
    for text, marked in texts.items():
        moment = _read(dates.read, text, outlet, now)
        if moment is None and (digit := _GLUED_DIGIT.search(text)):
            # «محليات22 تشرين الثاني 2026»: what stands beside the date on the screen is glued to it in the text
            moment = _read(dates.read, text[digit.start() :], outlet, now)
        if moment is not None and not moment.updated:
            found.append(Candidate(moment, "visible", labelled=dates.is_labelled(text), marked=marked))
            if len(found) == MAX_VISIBLE:
                break
    return sorted(found, key=lambda candidate: not candidate.labelled)


def _read(reader: Callable[..., dates.Moment | None], text: str, outlet: Outlet, now: datetime) -> dates.Moment | None:
    return reader(text, now=now, timezone=outlet.timezone, country=outlet.country, locale=outlet.date_locale)


def _modified(head: Head, texts: Iterable[str], updates: list[Element], outlet: Outlet, now: datetime) -> datetime | None:
    values = [head.article.get("dateModified")] if head.article is not None else []
    values += [value for name in _MODIFIED_METAS for value in head.meta_list(name)]
    values += [element.get("datetime") or element.get("content") for element in updates]
    for value in values:
        moment = dates.machine(value, now=now, timezone=outlet.timezone) if isinstance(value, str) else None
        if moment is not None:
            return moment.when
    for text in texts:
        moment = _read(dates.update, text, outlet, now)
        if moment is not None and moment.precision != "day":
            return moment.when
    return None


def _is_update(element: Element, outlet: Outlet, now: datetime) -> bool:
    """An element that gives the time of an update, by its class, its microdata or the label before it."""
    said = f"{element.get('class') or ''} {element.get('itemprop') or ''} {element.get('property') or ''}"
    if _UPDATED.search(said):
        return not _PUBLISHED.search(said)
    parent = element.getparent() if element.tag == "time" else None
    if parent is None or len(raw_text(parent)) > LABELLED or len(parent.findall(".//time")) != 1:
        return False
    moment = _read(dates.read, text_of(parent), outlet, now)
    return moment is not None and moment.updated


def _in_card(element: Element) -> bool:
    """Inside a link that says more than the date: the card of another article."""
    link = element if element.tag == "a" else next(element.iterancestors("a"), None)
    return link is not None and link is not element and len(text_of(link)) > len(text_of(element)) + CARD


def says_date(element: Element) -> bool:
    """An element whose tag or microdata says it holds the article's date."""
    if element.tag == "time" or element.get("itemprop") in ("datePublished", "dateCreated"):
        return True
    prop = element.get("property") or ""
    return "date" in prop or "created" in prop
