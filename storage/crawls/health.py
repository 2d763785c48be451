"""What is needed to judge over time how an outlet is doing, and the judgement itself."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from storage.engine import storable, upsert
from storage.tables import ArticleRow, OutletHealth

EXACT = ("second", "minute")
"""Precisions of a date that tell an hour."""
LEARNED_FROM = 20_000
"""Articles looked at, the newest."""
OPENING = 300
"""Characters by which two bodies are taken for the same, together with their length."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """One article, as far as its layout shows in it."""

    dated: bool
    signed: bool
    pictured: bool
    sectioned: bool
    words: int | None
    """None for what need not have many: flashes, videos, galleries."""
    body: tuple[int, str]
    """Length and beginning."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """Fields as in `storage.tables.OutletHealth`."""

    outlet: str
    state: str
    reason: str
    since: datetime
    assessed_at: datetime
    run_id: int | None = None
    runs: int = 0


def appearances(session: Session, outlet: str, since: datetime) -> list[datetime]:
    """When its articles came out, in order: as printed where that tells an hour, else when we saw them first."""
    columns = ArticleRow.sorted_at, ArticleRow.first_seen, ArticleRow.published_precision
    here = ArticleRow.outlet == outlet, ArticleRow.sorted_at >= since - timedelta(days=1)
    rows = session.execute(select(*columns).where(*here).order_by(ArticleRow.sorted_at.desc()).limit(LEARNED_FROM))
    found = [dated if precision in EXACT else seen for dated, seen, precision in rows]
    return sorted(when for when in found if when >= since)


def last_appearance(session: Session, outlet: str) -> datetime | None:
    """When its newest article came out; None where it has none."""
    columns = ArticleRow.sorted_at, ArticleRow.first_seen, ArticleRow.published_precision
    # a date without an hour sorts at its midnight: the newest may stand a few places down
    newest = select(*columns).where(ArticleRow.outlet == outlet).order_by(ArticleRow.sorted_at.desc()).limit(50)
    return max((dated if precision in EXACT else seen for dated, seen, precision in session.execute(newest)), default=None)


def samples(session: Session, outlet: str, limit: int) -> list[Sample]:
    """The articles stored last, the newest first."""
    statement = (
        select(
            ArticleRow.published, ArticleRow.authors, ArticleRow.image_url, ArticleRow.section, ArticleRow.word_count,
            ArticleRow.kind, func.length(ArticleRow.body), func.substr(ArticleRow.body, 1, OPENING),
        )
        .where(ArticleRow.outlet == outlet)
        .order_by(ArticleRow.sorted_at.desc(), ArticleRow.id.desc())
        .limit(limit)
    )  # fmt: skip
    return [
        Sample(
            dated=published is not None,
            signed=bool(authors),
            pictured=image is not None,
            sectioned=section is not None,
            words=words if kind == "article" else None,
            body=(length, opening),
        )
        for published, authors, image, section, words, kind, length, opening in session.execute(statement)
    ]


def of_all(session: Session) -> dict[str, Health]:
    """The judgements, by outlet."""
    return {row.outlet: _value(row) for row in session.scalars(select(OutletHealth))}


def write(session: Session, judged: Iterable[Health]) -> None:
    """Replace the judgements of these outlets."""
    rows = list(judged)
    known = {row.outlet: row for row in session.scalars(select(OutletHealth))}
    for one in rows:
        values = {name: getattr(one, name) for name in Health.__slots__}  # type: ignore[attr-defined,unused-ignore]
        values["reason"] = storable.text(one.reason)
        if one.outlet not in known:
            upsert.insert_absent(session, OutletHealth, [values])
            continue
        for name, value in values.items():
            setattr(known[one.outlet], name, value)
    session.flush()


def _value(row: OutletHealth) -> Health:
    return Health(**{name: getattr(row, name) for name in Health.__slots__})  # type: ignore[attr-defined,unused-ignore]
