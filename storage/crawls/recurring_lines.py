"""Counts the lines of an outlet's articles, and keeps which of them were learned to be furniture.

Every article's lines are noted as numbers in the transaction that writes its text (`note`); what they teach is decided from the
newest articles of the outlet together (`judge`), at the end of a run, when more is known than at any page of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from news import lessons, recurring
from news.article import Article
from news.recurring import Learned, Piece, Window
from storage.corpus import article_rows
from storage.errors import NotFound
from storage.tables import ArticleLine, ArticleRow, RecurringLine

State = Literal["learned", "over", "mistaken", "kept"]
"""learned: taken out · over: it has stopped; still taken out of the pages of its time · mistaken: it never came to stand in many,
and is given back · kept: a person said that it is no furniture."""
EDGE = 30
"""Lines of an article that are counted from either end."""
OTHERS = 24
"""Articles of the window in which a line's words are looked for beside those that hold it."""
MISTAKEN = 4
"""A line that stopped before it stood in so many articles was learned too early."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A learned line, for people."""

    id: int
    outlet: str
    sample: str
    state: State
    place: str
    articles: int
    first_seen: datetime
    last_seen: datetime
    since: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesson:
    """What a look at an outlet's articles taught."""

    learned: tuple[str, ...] = ()
    """Lines as printed, newly learned."""
    forgotten: tuple[str, ...] = ()
    affected: tuple[int, ...] = ()
    """Articles in whose text a learned line stands."""


def facts(article: Article) -> list[tuple[int, bool]]:
    """The lines of an article that are counted: (number, taken out as learned); of one without any that it was looked at."""
    lines = article.paragraphs
    counted = lines if len(lines) <= 2 * EDGE else [*lines[:EDGE], *lines[-EDGE:]]
    taken = [line.text for line in article.removed if line.reason == recurring.REASON]
    folded = [(recurring.key(line), gone) for some, gone in ((counted, False), (taken[:EDGE], True)) for line in some]
    # NO_LINE, or every look would count the article anew
    return [(recurring.digest(line), gone) for line, gone in folded if line] or [(recurring.NO_LINE, False)]


def note(session: Session, article_id: int, article: Article) -> None:
    """Put the article's lines in the place of those it had."""
    session.execute(delete(ArticleLine).where(ArticleLine.article_id == article_id))
    rows = [
        {"article_id": article_id, "place": place, "outlet": article.outlet, "digest": number, "taken": gone}
        for place, (number, gone) in enumerate(facts(article))
    ]
    session.execute(insert(ArticleLine), rows)


def learned(session: Session, outlet: str) -> list[Line]:
    """Every line ever learned of the outlet, the most frequent first."""
    statement = select(RecurringLine).where(RecurringLine.outlet == outlet)
    rows = session.scalars(statement.order_by(RecurringLine.articles.desc(), RecurringLine.id))
    return [Line(**{name: getattr(row, name) for name in Line.__slots__}) for row in rows]  # type: ignore[attr-defined,unused-ignore]


def in_force(session: Session, outlet: str, fetched: datetime | None = None) -> Learned:
    """What is taken out of the outlet's pages: of those fetched from now on, or of one fetched at that time."""
    rows = session.execute(
        select(RecurringLine.folded, RecurringLine.state, RecurringLine.last_seen).where(RecurringLine.outlet == outlet)
    )
    return Learned(
        frozenset(
            folded
            for folded, state, last_seen in rows
            if state == "learned" or (state == "over" and fetched is not None and fetched <= last_seen)
        )
    )


def keep(session: Session, outlet: str, line_id: int, now: datetime) -> str:
    """A person's word: the line is no furniture, now and ever. Returns it as printed. Raises NotFound."""
    row = session.get(RecurringLine, line_id)
    if row is None or row.outlet != outlet:
        raise NotFound(f"{outlet} has no learned line {line_id}; `rasid outlets furniture {outlet}` lists them")
    row.state, row.since = "kept", now
    session.flush()
    return row.sample


def judge(session: Session, outlet: str, now: datetime, *, era: Sequence[int] | None = None) -> Lesson:
    """Learn and forget, from the newest articles of the outlet; with `era`, learn only, from those of that time.

    Only who holds the outlet's lease may judge. Takes nothing out of any text: `Lesson.affected` says where that is to be done.
    """
    known = {row.digest: row for row in session.scalars(select(RecurringLine).where(RecurringLine.outlet == outlet))}
    window = _window(session, outlet) if era is None else _of_era(session, era)
    open_ = [number for number in window.recurring() if _may_learn(known.get(number), len(window.holders[number]))]
    found = _learn(session, window, open_)
    state: State = "learned" if era is None else "over"
    new = {number: _write(session, outlet, number, told, known.get(number), state, now) for number, told in found.items()}
    known |= new
    times = _fetched(session, window.articles)
    forgotten: list[str] = []
    for number, row in known.items():
        where = window.holders.get(number, set()) | window.taken.get(number, set())
        if where and row.state != "kept":
            _count(row, [times[article] for article in where])
        if era is None and row.state == "learned" and lessons.is_over(number, window, row.articles):
            row.state, row.since = ("mistaken" if row.articles < MISTAKEN and number not in new else "over"), now
            forgotten.append(row.sample)
    session.flush()
    affected = {
        article
        for number, row in known.items()
        if row.state == "learned" or number in new
        for article in window.holders.get(number, ())
    }
    fresh = tuple(row.sample for row in new.values())
    return Lesson(learned=fresh, forgotten=tuple(forgotten), affected=tuple(sorted(affected)))


def _may_learn(row: RecurringLine | None, holders: int) -> bool:
    return row is None or row.state == "over" or (row.state == "mistaken" and holders >= MISTAKEN)


def _learn(session: Session, window: Window, numbers: Sequence[int]) -> dict[int, tuple[str, str]]:
    """Newly learned lines: number → (place, as printed)."""
    if not numbers:
        return {}
    others = recurring.evenly(window.articles, OTHERS)
    wanted = {article for number in numbers for article in window.sample(number)} | set(others)
    common = {number for number in window.holders if len(window.holders[number]) > 1} | set(window.taken)
    studies = {piece.id: lessons.study(piece, common) for piece in _pieces(session, wanted)}
    told = lessons.learn(window, numbers, studies, [studies[article] for article in others if article in studies])
    return {number: (place, _printed(studies, window, number)) for number, place in told.items()}


def _printed(studies: dict[int, lessons.Study], window: Window, number: int) -> str:
    holding = (studies[article] for article in window.sample(number) if article in studies)
    study = next(study for study in holding if number in study.numbers)
    return study.piece.lines[study.numbers.index(number)]


def _write(
    session: Session,
    outlet: str,
    number: int,
    told: tuple[str, str],
    row: RecurringLine | None,
    state: State,
    now: datetime,
) -> RecurringLine:
    place, sample = told
    if row is None:
        row = RecurringLine(outlet=outlet, digest=number, folded=recurring.key(sample), sample=sample, articles=0)
        row.first_seen = row.last_seen = now
        session.add(row)
    row.state, row.place, row.since = state, place, now
    return row


def _count(row: RecurringLine, times: Sequence[datetime]) -> None:
    known = [row.first_seen, row.last_seen] if row.articles else []
    row.first_seen, row.last_seen = min([*known, *times]), max([*known, *times])
    row.articles = max(row.articles, len(times))


def _fetched(session: Session, articles: Sequence[int]) -> dict[int, datetime]:
    rows = session.execute(select(ArticleRow.id, ArticleRow.fetched).where(ArticleRow.id.in_(articles)))
    return dict(rows.tuples().all())


def _pieces(session: Session, ids: Iterable[int]) -> list[Piece]:
    columns = ArticleRow.id, ArticleRow.cluster_id, ArticleRow.headline, ArticleRow.body, ArticleRow.authors
    rows = session.execute(select(*columns).where(ArticleRow.id.in_(sorted(ids))))
    return [
        Piece(
            id=number,
            story=-number if cluster is None else cluster,
            headline=headline or "",
            lines=tuple(body.split("\n\n")),
            authors=frozenset(authors),
        )
        for number, cluster, headline, body, authors in rows
    ]


def _window(session: Session, outlet: str) -> Window:
    """The newest articles; those not counted yet are noted, those too old are dropped."""
    newest = list(
        session.scalars(
            select(ArticleRow.id).where(ArticleRow.outlet == outlet).order_by(ArticleRow.id.desc()).limit(recurring.WINDOW)
        )
    )[::-1]
    if not newest:
        return Window()
    session.execute(delete(ArticleLine).where(ArticleLine.outlet == outlet, ArticleLine.article_id < newest[0]))
    lines = _noted(session, outlet)
    missing = [number for number in newest if number not in lines]
    for stored in article_rows.load(session, missing):
        note(session, stored.id, stored.article)
    if missing:
        lines = _noted(session, outlet)
    window = Window()
    for number in newest:
        window.add(number, lines.get(number, ()))
    return window


def _noted(session: Session, outlet: str) -> dict[int, list[tuple[int, bool]]]:
    columns = ArticleLine.article_id, ArticleLine.digest, ArticleLine.taken
    found: dict[int, list[tuple[int, bool]]] = {}
    for article, number, gone in session.execute(select(*columns).where(ArticleLine.outlet == outlet)):
        found.setdefault(article, []).append((number, gone))
    return found


def _of_era(session: Session, era: Sequence[int]) -> Window:
    window = Window()
    for stored in article_rows.load(session, era):
        window.add(stored.id, facts(stored.article))
    return window
