"""A row of the corpus as an Article, and back; and the Article JSON of the contract with all that only a stored article has."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from news import arabic, links
from news.article import Article, Embed, Evidence, Image, Kind, Precision, Removed, Status, article_json, isotime
from storage.tables import ArticleRow, EmbedRow

SAME_NAME = (
    "outlet", "url", "canonical_url", "headline", "standfirst", "body", "language", "agency", "dateline", "section",
    "published", "published_raw", "published_evidence", "published_precision", "modified", "kind", "fetched",
    "content_hash", "word_count",
)  # fmt: skip
"""Columns that hold what the Article's field of that name holds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClusterPlace:
    """An article's place among the copies of its text."""

    id: int
    size: int
    lead: int
    """Id of the article we saw first."""
    similarity: float
    """To the lead, 0 to 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """An article as it stands in the corpus."""

    id: int
    article: Article
    first_seen: datetime
    sorted_at: datetime
    cluster: ClusterPlace | None
    is_copy: bool
    revision: int
    """Number of this state; 1 is the first we saw."""
    revisions: int
    """How many states there are."""
    status: Status
    file: str | None
    offset: int | None


def columns(article: Article) -> dict[str, Any]:
    """What the row says of this state of the article, whichever row it is."""
    image = article.image
    return {name: getattr(article, name) for name in SAME_NAME} | {
        "url_hash": links.url_hash(article.canonical_url),
        "fold_version": arabic.FOLD_VERSION,
        "authors": list(article.authors),
        "tags": list(article.tags),
        "captions": list(article.captions),
        "removed": [{"text": line.text, "reason": line.reason} for line in article.removed],
        "image_url": image.url if image else None,
        "image_caption": image.caption if image else None,
        "image_credit": image.credit if image else None,
    }


def sorted_at(article: Article, first_seen: datetime) -> datetime:
    """A page that dates itself ahead of the day we saw it must not stand on top until then."""
    return min(article.published, first_seen) if article.published else first_seen


def embeds(article: Article) -> list[dict[str, Any]]:
    """The rows of its embeds, but for its number."""
    return [{"position": position, **asdict(embed)} for position, embed in enumerate(article.embeds)]


def fill(row: ArticleRow, article: Article) -> None:
    """Bring the row to this state of the article; what is ours (cluster, revision, first seen …) stays."""
    for name, value in columns(article).items():
        setattr(row, name, value)
    row.embeds = [EmbedRow(**embed) for embed in embeds(article)]


def article_of(row: ArticleRow) -> Article:
    """The article as it was given to `fill`."""
    return Article(
        outlet=row.outlet,
        url=row.url,
        canonical_url=row.canonical_url,
        headline=row.headline,
        body=row.body,
        fetched=row.fetched,
        standfirst=row.standfirst,
        language=row.language,
        authors=tuple(row.authors),
        agency=row.agency,
        dateline=row.dateline,
        section=row.section,
        tags=tuple(row.tags),
        published=row.published,
        published_raw=row.published_raw,
        published_evidence=cast("Evidence | None", row.published_evidence),
        published_precision=cast("Precision | None", row.published_precision),
        modified=row.modified,
        image=Image(url=row.image_url, caption=row.image_caption, credit=row.image_credit) if row.image_url is not None else None,
        captions=tuple(row.captions),
        embeds=tuple(_embed(embed) for embed in row.embeds),
        removed=tuple(Removed(**line) for line in row.removed),
        kind=cast("Kind", row.kind),
    )


def _embed(row: EmbedRow) -> Embed:
    return Embed(
        platform=row.platform,
        url=row.url,
        author=row.author,
        posted=row.posted,
        text=row.text,
        after_paragraph=row.after_paragraph,
    )


def stored_of(row: ArticleRow) -> Stored:
    """All that is known of an article, from its row and what hangs on it."""
    cluster = row.cluster
    place = None
    if cluster is not None:
        place = ClusterPlace(id=cluster.id, size=cluster.size, lead=cluster.lead_id, similarity=row.similarity or 0.0)
    return Stored(
        id=row.id,
        article=article_of(row),
        first_seen=row.first_seen,
        sorted_at=row.sorted_at,
        cluster=place,
        is_copy=row.is_copy,
        revision=row.revision,
        revisions=row.revision,
        status=cast("Status", row.status),
        file=row.capture.file if row.capture else None,
        offset=row.capture.offset if row.capture else None,
    )


def stored_json(stored: Stored) -> dict[str, Any]:
    """The Article JSON of the contract."""
    place = stored.cluster
    return article_json(stored.article) | {
        "id": stored.id,
        "first_seen": isotime(stored.first_seen),
        "cluster": asdict(place) if place else None,
        "revision": stored.revision,
        "revisions": stored.revisions,
        "status": stored.status,
        "capture": {"file": stored.file, "offset": stored.offset} if stored.file is not None else None,
    }


def load(session: Session, ids: Sequence[int]) -> list[Stored]:
    """The articles with these ids, in this order; ids of no article are left out."""
    statement = (
        select(ArticleRow)
        .where(ArticleRow.id.in_(ids))
        .options(joinedload(ArticleRow.capture), joinedload(ArticleRow.cluster), selectinload(ArticleRow.embeds))
    )
    rows = {row.id: row for row in session.scalars(statement)}
    return [stored_of(rows[number]) for number in ids if number in rows]
