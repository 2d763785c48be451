"""Article JSON straight from the tables, for whoever reads many: the same as `article_rows.stored_json`, made without objects."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, Text, bindparam, cast, func, literal, select, type_coerce
from sqlalchemy.orm import Session

from news.article import isotime
from storage.tables import ArticleRow, Capture, Cluster, EmbedRow, Revision, Sighting

Row = dict[str, Any]
# `loads` also looks for white space before and behind: three times the work of a short list
_scan = json.JSONDecoder().scan_once  # type: ignore[attr-defined]

PLAIN = (
    "id", "outlet", "url", "canonical_url", "headline", "standfirst", "body", "language", "agency", "dateline", "section",
    "published_raw", "published_evidence", "published_precision", "image_url", "image_caption", "image_credit", "kind",
    "word_count", "content_hash", "revision", "status", "similarity",
)  # fmt: skip
TIMES = ("published", "modified", "first_seen", "fetched")
LISTS = ("authors", "tags", "captions", "removed")
IN_ONE_LIST = 900
"""Ids in one IN list."""
DENSE = 4
"""Of so many neighbouring numbers one is asked for at least: then all between are looked at."""


def time_text(session: Session, column: Any) -> ColumnElement[str]:
    """A time as `news.article.isotime` writes it, made by the engine."""
    if session.get_bind().dialect.name == "sqlite":
        text = type_coerce(column, Text)
        return func.substr(text, 1, 10, type_=Text) + literal("T") + func.substr(text, 12, 8, type_=Text) + literal("Z")
    return func.to_char(column, 'YYYY-MM-DD"T"HH24:MI:SS"Z"', type_=Text)  # the session's zone is UTC


def statement(session: Session, *more: Any) -> Select[Any]:
    """SELECT of `more`, then of what Article JSON is made of; the caller says FROM what (`whole`), WHERE and in which order.

    Of tables, not of mapped classes: SQLAlchemy's rows of these cost twice as much.
    """
    sqlite = session.get_bind().dialect.name == "sqlite"
    article, cluster, capture = ArticleRow.__table__.c, Cluster.__table__.c, Capture.__table__.c
    return select(
        *more,
        *(article[name] for name in PLAIN),
        *(time_text(session, article[name]) for name in TIMES),
        # as text: most are empty, and need no reading then
        *(type_coerce(article[name], Text) if sqlite else cast(article[name], Text) for name in LISTS),
        cluster.id,
        cluster.size,
        cluster.lead_id,
        capture.file,
        capture.offset,
    )


def whole(asked: Select[Any]) -> Select[Any]:
    """The statement with what hangs on the article joined to it."""
    article, cluster, capture = ArticleRow.__table__, Cluster.__table__, Capture.__table__
    return asked.outerjoin(cluster, cluster.c.id == article.c.cluster_id).outerjoin(capture, capture.c.id == article.c.capture_id)


def gather(session: Session, rows: Iterable[Sequence[Any]]) -> list[Row]:
    """The rows of `statement`, without the `more`, as Article JSON, in their order."""
    found = [_json(*row) for row in rows]
    by_id = {article["id"]: article for article in found}
    for number, embed in embeds(session, list(by_id)):
        by_id[number]["embeds"].append(embed)
    return found


def load(session: Session, ids: Sequence[int]) -> list[Row]:
    """The articles with these ids, in this order; ids of no article are left out. For some hundred at most."""
    asked = _by_id(session.get_bind().dialect.name, session)
    rows = gather(session, session.execute(asked, {"ids": list(ids)}))
    by_id = {row["id"]: row for row in rows}
    return [by_id[number] for number in ids if number in by_id]


_MADE: dict[str, Select[Any]] = {}


def _by_id(engine: str, session: Session) -> Select[Any]:
    """Made once for each engine: to write it takes SQLAlchemy longer than the database to answer it."""
    if engine not in _MADE:
        article = ArticleRow.__table__
        asked = whole(statement(session).select_from(article))
        _MADE[engine] = asked.where(article.c.id.in_(bindparam("ids", expanding=True)))
    return _MADE[engine]


def embeds(session: Session, ids: Sequence[int]) -> Iterator[tuple[int, dict[str, Any]]]:
    """The embeds of these articles, each with its article's number, in the order of the text."""
    between, among = _embeds(session)
    if ids and max(ids) - min(ids) < DENSE * len(ids):  # cheaper than to write a list of them
        those = set(ids)
        for number, *values in session.execute(between, {"first": min(ids), "last": max(ids)}):
            if number in those:
                yield number, dict(zip(_EMBED, values, strict=True))
        return
    for begin in range(0, len(ids), IN_ONE_LIST):
        for number, *values in session.execute(among, {"ids": ids[begin : begin + IN_ONE_LIST]}):
            yield number, dict(zip(_EMBED, values, strict=True))


_EMBEDS: dict[str, tuple[Select[Any], Select[Any]]] = {}


def _embeds(session: Session) -> tuple[Select[Any], Select[Any]]:
    """Of articles between two numbers, and of those in a list; made once for each engine."""
    engine = session.get_bind().dialect.name
    if engine not in _EMBEDS:
        embed = EmbedRow.__table__.c
        columns = (
            embed.platform, embed.url, embed.author, time_text(session, embed.posted), embed.text, embed.after_paragraph,
        )  # fmt: skip
        asked = select(embed.article_id, *columns).order_by(embed.article_id, embed.position)
        _EMBEDS[engine] = (
            asked.where(embed.article_id.between(bindparam("first"), bindparam("last"))),
            asked.where(embed.article_id.in_(bindparam("ids", expanding=True))),
        )
    return _EMBEDS[engine]


_EMBED = ("platform", "url", "author", "posted", "text", "after_paragraph")


def _json(
    number: int, outlet: str, url: str, canonical_url: str, headline: str | None, standfirst: str | None, body: str,
    language: str | None, agency: str | None, dateline: str | None, section: str | None, published_raw: str | None,
    published_evidence: str | None, published_precision: str | None, image_url: str | None, image_caption: str | None,
    image_credit: str | None, kind: str, word_count: int, content_hash: str, revision: int, status: str, similarity: float | None,
    published: str | None, modified: str | None, first_seen: str, fetched: str,
    authors: str, tags: str, captions: str, removed: str,
    cluster: int | None, cluster_size: int, cluster_lead: int, capture_file: str | None, capture_offset: int,
) -> Row:  # fmt: skip
    return {
        "id": number,
        "outlet": outlet,
        "url": url or None,
        "canonical_url": canonical_url or None,
        "headline": headline,
        "standfirst": standfirst,
        "body": body,
        "language": language,
        "authors": [] if authors == "[]" else _scan(authors, 0)[0],
        "agency": agency,
        "dateline": dateline,
        "section": section,
        "tags": [] if tags == "[]" else _scan(tags, 0)[0],
        "published": published,
        "published_raw": published_raw,
        "published_evidence": published_evidence,
        "published_precision": published_precision,
        "modified": modified,
        "first_seen": first_seen,
        "fetched": fetched,
        "image": None if image_url is None else {"url": image_url or None, "caption": image_caption, "credit": image_credit},
        "captions": [] if captions == "[]" else _scan(captions, 0)[0],
        "embeds": [],
        "removed": [] if removed == "[]" else _scan(removed, 0)[0],
        "word_count": word_count,
        "kind": kind,
        "content_hash": content_hash,
        "cluster": None
        if cluster is None
        else {"id": cluster, "size": cluster_size, "lead": cluster_lead, "similarity": similarity or 0.0},
        "revision": revision,
        "revisions": revision,
        "status": status,
        "capture": None if capture_file is None else {"file": capture_file, "offset": capture_offset},
    }


def add_history(session: Session, articles: Iterable[Row]) -> None:
    """Give each article `states`, the earlier ones, and `sightings`, the addresses it was seen at that are not its own."""
    by_id = {article["id"]: article for article in articles}
    for article in by_id.values():
        article["states"], article["sightings"] = [], []
    ids = list(by_id)
    for begin in range(0, len(ids), IN_ONE_LIST):
        some = ids[begin : begin + IN_ONE_LIST]
        states = select(Revision).where(Revision.article_id.in_(some)).order_by(Revision.article_id, Revision.number)
        for state in session.scalars(states):
            told = {"number": state.number, "kind": state.kind, "fetched": isotime(state.fetched), "state": state.state}
            by_id[state.article_id]["states"].append(told)
        seen = select(Sighting).where(Sighting.article_id.in_(some)).order_by(Sighting.article_id, Sighting.id)
        for sighting in session.scalars(seen):
            by_id[sighting.article_id]["sightings"].append({"url": sighting.url, "seen": isotime(sighting.seen)})
