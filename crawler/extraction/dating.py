"""When the article was published: signals in a written order, contradictions resolved, impossible dates refused.

Order: JSON-LD datePublished, meta, <time>, address, feed entry, visible text of the article's head. A time without an offset
yields to one with an offset that lies within 14 hours of it (sites print local time there, or call local time UTC); a day read
from the address yields to visible text of the same day or the next, which knows more.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from crawler.extraction.head import Head
from crawler.extraction.tree import Element, squeeze
from news import dates
from news.article import Entry, Evidence, Precision
from news.outlet import Outlet

SLOP = timedelta(hours=14)
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
_OFFSET = re.compile(r"(?:Z|UTC|GMT|[+-]\d\d:?\d\d)\s*$|[+-]\d\d:?\d\d\)?\s*$")
DATE_CLASS = re.compile(
    r"(?:^|[\s_-])(?:date|time|published|pubdate|posted|created|datetime|timestamp|post-?meta|entry-?meta"
    r"|article-?info|news-?info)|(?:date|time|created)(?:$|[\s_-])"
)
_UPDATED = re.compile(r"[،,|\-–]?\s*(?:آخر تحديث|اخر تحديث|تم التحديث|تاريخ التحديث|حُدّث|تحديث|Updated|Last updated)\b")
_FIRST_DIGIT = re.compile(r"(?<=[^\W\d_])[\d\u0660-\u0669\u06f0-\u06f9]")
_DIGIT = re.compile(r"[\d\u0660-\u0669\u06f0-\u06f9]|منذ|قبل|أمس|اليوم")


@dataclass(slots=True)
class Dates:
    published: datetime | None = None
    raw: str | None = None
    evidence: Evidence | None = None
    precision: Precision | None = None
    modified: datetime | None = None


@dataclass(slots=True)
class _Signal:
    moment: dates.Moment
    evidence: Evidence
    has_offset: bool


def read(head: Head, region: list[Element], lines: list[str], entry: Entry | None, outlet: Outlet, now: datetime) -> Dates:
    """Read every signal, choose by the order above.

    `region` are the elements of the article's head that may hold its date, the nearest first; `lines` are what it prints there.
    """
    texts = [squeeze(" ".join(element.itertext())) for element in region] + lines
    signals = _signals(head, region, texts, entry, outlet, now)
    modified = _modified(head, texts, outlet, now)
    if not signals:
        return Dates(modified=modified)
    chosen = signals[0]
    for other in signals[1:]:
        near = abs(other.moment.when - chosen.moment.when)
        finer = chosen.moment.precision == "day" and other.moment.precision != "day"
        if (
            chosen.evidence in ("jsonld", "meta")
            and not chosen.has_offset
            and other.has_offset
            and other.evidence in ("jsonld", "meta")
            and near <= SLOP
        ) or (chosen.evidence == "url" and near <= timedelta(hours=48) and (finer or other.evidence == "visible")):
            chosen = other
    return Dates(chosen.moment.when, chosen.moment.raw, chosen.evidence, chosen.moment.precision, modified)


def _signals(
    head: Head, region: list[Element], texts: list[str], entry: Entry | None, outlet: Outlet, now: datetime
) -> list[_Signal]:
    found: list[_Signal] = []

    def machine(raw: object, evidence: Evidence) -> None:
        if isinstance(raw, str) and raw.strip():
            moment = dates.machine(raw, now=now, timezone=outlet.timezone)
            if moment is not None:
                found.append(_Signal(moment, evidence, bool(_OFFSET.search(raw))))

    if head.article is not None:
        for key in ("datePublished", "uploadDate", "dateCreated"):
            machine(head.article.get(key), "jsonld")
    if not head.foreign:
        for node in head.nodes:
            if node is not head.article and node.get("datePublished"):
                machine(node["datePublished"], "jsonld")
        if head.article is None and len({signal.moment.when.date() for signal in found}) > 1:
            found.clear()  # several nodes, several days, none of them known to be this page's
        for name in _PUBLISHED_METAS:
            for value in head.metas.get(name, ())[:2]:
                machine(value, "meta")
    for element in region:
        stamp = element.get("datetime") or (
            element.get("content")
            if element.get("itemprop") == "datePublished" or "date" in (element.get("property") or "")
            else None
        )
        machine(stamp, "time")
    day = dates.from_url(head.url) if head.url else None
    if day is not None and day.when <= now + timedelta(days=1):
        found.append(_Signal(day, "url", False))
    if entry is not None and entry.published is not None and entry.published <= now + timedelta(days=1):
        raw = entry.published_raw or entry.published.isoformat()
        found.append(_Signal(dates.Moment(when=entry.published, raw=raw, precision="second"), "feed", True))
    visible = _visible(texts, outlet, now)
    if visible is not None:
        found.append(_Signal(visible, "visible", False))
    return found


def _read(text: str, outlet: Outlet, now: datetime) -> dates.Moment | None:
    return dates.read(text, now=now, timezone=outlet.timezone, country=outlet.country, locale=outlet.date_locale)


def _visible(texts: list[str], outlet: Outlet, now: datetime) -> dates.Moment | None:
    for text in texts:
        if not 5 < len(text) <= 160 or not _DIGIT.search(text):
            continue
        updated = _UPDATED.search(text)
        digit = _FIRST_DIGIT.search(text)
        # «محليات22 تشرين الثاني 2026»: what stands beside the date on the screen is glued to it in the text
        for part in (text[: updated.start()] if updated else text, text, text[digit.start() :] if digit else ""):
            moment = _read(part, outlet, now) if part.strip() else None
            if moment is not None:
                return moment
    return None


def _modified(head: Head, texts: list[str], outlet: Outlet, now: datetime) -> datetime | None:
    values = [head.article.get("dateModified")] if head.article is not None else []
    values += [value for name in _MODIFIED_METAS for value in head.meta_list(name)]
    for value in values:
        moment = dates.machine(value, now=now, timezone=outlet.timezone) if isinstance(value, str) else None
        if moment is not None:
            return moment.when
    for text in texts:
        updated = _UPDATED.search(text) if len(text) <= 160 else None
        for part in (text[updated.start() :], text) if updated else ():
            moment = _read(part, outlet, now)
            if moment is not None and moment.precision != "day":
                return moment.when
    return None


def says_date(element: Element) -> bool:
    """An element whose tag or microdata says it holds the article's date."""
    if element.tag == "time" or element.get("itemprop") in ("datePublished", "dateCreated"):
        return True
    prop = element.get("property") or ""
    return "date" in prop or "created" in prop
