"""Records an article: new, a later state of one we have, or seen at one more address; everything that hangs on it with it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from news import links as addresses
from news import our_doing, recurring, verdict
from news.article import Article
from news.recurring import Learned
from storage.copies import clusters
from storage.corpus import article_rows, new_articles
from storage.corpus.article_rows import Stored, stored_json
from storage.corpus.making import Made, make
from storage.crawls import links, recurring_lines, revisits, runs
from storage.crawls.feeds import UNCONDITIONAL, Validators
from storage.engine import storable, upsert
from storage.errors import NotFound
from storage.operations import tombstones
from storage.searching import terms
from storage.tables import ArticleRow, Link, Revision, Sighting

__all__ = [
    "Made",
    "Recorded",
    "Stored",
    "get",
    "gone_at",
    "is_gone",
    "make",
    "mark_gone",
    "record",
    "revision_json",
    "rewrite",
    "stored_json",
    "take_out",
]

Word = Literal["stored", "revised", "unchanged", "duplicate", "forgotten"]

UNSETTLED = 1000
"""Counted no further."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """What became of an article given to `record`."""

    verdict: Word
    article_id: int
    """Of a duplicate: the article that was there. Of what is forgotten 0: there is none."""


def record(
    session: Session,
    article: Article | Made,
    *,
    link_id: int | None,
    capture_id: int | None,
    run_id: int | None,
    now: datetime,
    source_url: str | None = None,
    ladder: Sequence[int] = (),
    validators: Validators = UNCONDITIONAL,
) -> Recorded:
    """Write down a fetched article and all that follows from it, in the caller's transaction.

    That is: article or revision, sightings, embeds, names, search terms, fingerprint and cluster, the state of its link
    (`links.settle`) and the figures of its run (`runs.outcome`): the caller does neither. `source_url` is the canonical
    address that was asked for; like the one the page was found at, it becomes a sighting where it is not the article's own.
    `ladder` (seconds, `news.revisits`) says when the article's own page is looked at again, `validators` come with that question.

    What was forgotten is not recorded: verdict "forgotten", its capture is to be erased (`storage.operations.erasing`), its
    link is gone. Of an article given as `make` made it, nothing is left to be made while everybody waits.
    """
    made = article if isinstance(article, Made) else Made(article)
    clusters.serialise(session)
    session.flush()
    known = new_articles.look_up(session, made)
    seen_at = {made.article.canonical_url, made.article.url, storable.address(source_url) or made.article.url}
    first = links.is_first(session, link_id, run_id)
    if known.key is not None and tombstones.is_forgotten(session, made.article, seen_at):
        tombstones.refuse(session, seen_at, link_id=link_id, capture_id=capture_id, now=now)
        if run_id is not None:
            runs.outcome(session, run_id, "rejected", "forgotten", first=first)
        return Recorded(verdict="forgotten", article_id=0)
    decided = _judge(session, made, known)
    if isinstance(decided, verdict.New):
        # an import of old captures saw its articles when they were fetched
        first_seen = min(made.article.fetched, now)
        number = new_articles.add(session, made, known, first_seen=first_seen, capture_id=capture_id, run_id=run_id)
    else:
        number = decided.article_id
        _see_again(session, made, decided, capture_id=capture_id, run_id=run_id)
    word = _WORDS[type(decided)]
    if word == "duplicate" or len(seen_at) > 1:
        _sight(session, number, None if word == "duplicate" else made.url_hash, seen_at, capture_id=capture_id, now=now)
    if link_id is not None:
        state: links.State = "duplicate" if word == "duplicate" else "stored"
        links.settle(session, link_id, state=state, now=now, article_id=number, run_id=run_id)
        revisits.plan(session, link_id, session.get_one(ArticleRow, number), ladder, now=now, validators=validators)
    if run_id is not None:
        unkept = isinstance(decided, verdict.Revision) and not decided.kept
        runs.outcome(session, run_id, word, "unkept" if unkept else None, first=first)
    session.flush()
    return Recorded(verdict=word, article_id=number)


def rewrite(session: Session, article_id: int, article: Article) -> list[str]:
    """Bring a stored article to what its page is read as now: what we read better is no revision of the outlet's.

    Id, addresses, first_seen, fetched, sightings and revisions stay; terms, names, fingerprint and cluster follow the text.
    Returns the names of the fields that changed, none where nothing did. Raises NotFound.
    """
    clusters.serialise(session)
    row = session.get(ArticleRow, article_id, with_for_update=True)
    if row is None:
        raise _no_article(article_id)
    before = article_rows.article_of(row)
    kept = {"outlet": before.outlet, "url": before.url, "canonical_url": before.canonical_url, "fetched": before.fetched}
    after = replace(storable.article(article), **kept)  # type: ignore[arg-type]
    changed = [field.name for field in fields(Article) if getattr(before, field.name) != getattr(after, field.name)]
    if changed:
        _write(session, row, Made(after))
        session.flush()
    return changed


def take_out(session: Session, article_id: int, learned: Learned) -> bool:
    """Take learned furniture out of a stored article, as `rewrite` does. False: none stands in it, or nothing else does."""
    row = session.get(ArticleRow, article_id)
    cleaned = recurring.without(article_rows.article_of(row), learned.reason) if row is not None else None
    return cleaned is not None and bool(rewrite(session, article_id, cleaned))


def gone_at(session: Session, link_id: int, url: str, *, now: datetime) -> int | None:
    """The server said 404 or 410 at `url`, to which a link led: mark the link's article as gone where that is its own page.

    Of an article that stands at another address too, the loss of one of them says nothing. Returns the article's number where
    it was not known to be gone. Raises NotFound for an unknown link.
    """
    article_id = links.get(session, link_id).article_id
    row = session.get(ArticleRow, article_id) if article_id is not None else None
    if row is None or addresses.url_hash(url) not in {row.url_hash, addresses.url_hash(row.url)}:
        return None
    return row.id if mark_gone(session, row.id, now=now) else None


def is_gone(session: Session, link_id: int) -> bool:
    """Whether the link's article is known to be gone."""
    status = select(ArticleRow.status).join(Link, Link.article_id == ArticleRow.id).where(Link.id == link_id)
    return session.scalar(status) == "gone"


def mark_gone(session: Session, article_id: int, *, now: datetime) -> bool:
    """The server said 404 or 410 of an article's own page: that is a revision; the text stays. False: known already.

    Raises NotFound.
    """
    clusters.serialise(session)  # before the row is locked: the trigger that numbers changes takes the same lock
    row = session.get(ArticleRow, article_id, with_for_update=True)
    if row is None:
        raise _no_article(article_id)
    if row.status == "gone":
        return False
    _keep(session, row, "gone")
    row.status, row.revision, row.fetched, row.revised_at = "gone", row.revision + 1, now, now
    session.flush()
    return True


def get(session: Session, article_id: int) -> Stored:
    """Raises NotFound."""
    found = article_rows.load(session, [article_id])
    if not found:
        raise _no_article(article_id)
    return found[0]


def revision_json(session: Session, article_id: int, number: int) -> dict[str, Any]:
    """The Article JSON of one state of an article, the latest included. Raises NotFound."""
    latest = get(session, article_id)
    if number == latest.revision:
        return stored_json(latest)
    known = select(Revision.state).where(Revision.article_id == article_id, Revision.number == number)
    state: dict[str, Any] | None = session.scalar(known)
    if state is None:
        raise NotFound(f"article {article_id} has no revision {number}; it has 1 to {latest.revision}")
    return state | {"revisions": latest.revisions}


_WORDS: dict[type[verdict.Verdict], Literal["stored", "revised", "unchanged", "duplicate"]] = {
    verdict.New: "stored",
    verdict.Revision: "revised",
    verdict.Duplicate: "duplicate",
    verdict.Unchanged: "unchanged",
}


def _judge(session: Session, made: Made, known: new_articles.Known) -> verdict.Verdict:
    here = None
    if known.here is not None:
        row = session.get_one(ArticleRow, known.here, populate_existing=True)
        if (silent := our_doing.as_read_now(article_rows.article_of(row), made.article)) is not None:
            _write(session, row, Made(silent))
        here = _known(row, made.article)
    return verdict.judge(made.article, verdict.Known(here=here, same_text=known.same_outlet))


def _known(row: ArticleRow, fetched: Article) -> verdict.Stored:
    return verdict.Stored(
        article_id=row.id,
        content_hash=row.content_hash,
        headline=row.headline,
        body=row.body,
        revisions=row.revision - 1,
        unsettled=row.unsettled,
        age=fetched.fetched - (row.revised_at or row.first_seen),
        gone=row.status == "gone",
    )


def _see_again(
    session: Session,
    made: Made,
    decided: verdict.Revision | verdict.Unchanged | verdict.Duplicate,
    *,
    capture_id: int | None,
    run_id: int | None,
) -> None:
    row = session.get_one(ArticleRow, decided.article_id)
    if isinstance(decided, verdict.Unchanged):
        row.fetched, row.unsettled = max(row.fetched, made.article.fetched), 0
    if not isinstance(decided, verdict.Revision):
        return
    if decided.kept:
        _keep(session, row, decided.kind)
        row.revision, row.revised_at = row.revision + 1, made.article.fetched
    if decided.kind != "back":
        row.unsettled = min(row.unsettled + 1, UNSETTLED)
    row.status, row.capture_id, row.run_id = "live", capture_id, run_id
    _write(session, row, made)


def _write(session: Session, row: ArticleRow, made: Made) -> None:
    """Bring the row and all that is made from its text to this state."""
    article_rows.fill(row, made.article)
    row.sorted_at = article_rows.sorted_at(made.article, row.first_seen)
    session.flush()
    terms.write(session, row.id, made.article)
    recurring_lines.note(session, row.id, made.article)
    clusters.place(session, row, made)


def _keep(session: Session, row: ArticleRow, kind: str) -> None:
    """Put the state the article has away, before it gets another."""
    session.add(
        Revision(
            article_id=row.id,
            number=row.revision,
            kind=kind,
            fetched=row.fetched,
            since=row.revised_at or row.first_seen,
            content_hash=row.content_hash,
            state=stored_json(article_rows.stored_of(row)),
            capture_id=row.capture_id,
        )
    )


def _sight(
    session: Session, article_id: int, own: str | None, urls: Iterable[str], *, capture_id: int | None, now: datetime
) -> None:
    """Note the addresses that are not the article's own; `own`: its hash, None where it is to be asked for."""
    by_hash = {addresses.url_hash(url): url for url in urls}
    by_hash.pop(own if own is not None else session.get_one(ArticleRow, article_id).url_hash, None)
    seen = [
        {"article_id": article_id, "url": url, "url_hash": key, "seen": now, "capture_id": capture_id}
        for key, url in by_hash.items()
    ]
    upsert.insert_absent(session, Sighting, seen)


def _no_article(article_id: int) -> NotFound:
    return NotFound(f"no article {article_id}; `rasid list` shows which there are")
