"""Tables of the corpus: articles with all that hangs on them, clusters of copies, and what search looks at."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, SmallInteger
from sqlalchemy.orm import Mapped, mapped_column, relationship

from storage.crawls.crawl_tables import Capture
from storage.engine.columns import Base, Key


class Cluster(Base):
    """The same text at several places; the lead article is the one we saw first."""

    __tablename__ = "cluster"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    lead_id: Mapped[int] = mapped_column(BigInteger)
    size: Mapped[int] = mapped_column(default=1)


class ArticleRow(Base):
    """An article in its latest state."""

    __tablename__ = "article"
    __table_args__ = (
        Index("article_address", "outlet", "url_hash", unique=True),
        Index("article_content", "content_hash"),
        Index("article_newest", "sorted_at", "id"),
        Index("article_outlet_newest", "outlet", "sorted_at", "id"),
        Index("article_kind_newest", "kind", "sorted_at", "id"),
        Index("article_language_newest", "language", "sorted_at", "id"),
        Index("article_cluster", "cluster_id"),
        Index("article_fingerprint_version", "fingerprint_version"),
        Index("article_capture", "capture_id"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    outlet: Mapped[str]
    url: Mapped[str]
    canonical_url: Mapped[str]
    url_hash: Mapped[str]
    """Of `canonical_url`."""
    # what the page said
    headline: Mapped[str | None]
    standfirst: Mapped[str | None]
    body: Mapped[str]
    language: Mapped[str | None]
    authors: Mapped[list[str]] = mapped_column(default=list)
    agency: Mapped[str | None]
    dateline: Mapped[str | None]
    section: Mapped[str | None]
    tags: Mapped[list[str]] = mapped_column(default=list)
    published: Mapped[datetime | None]
    published_raw: Mapped[str | None]
    published_evidence: Mapped[str | None]
    published_precision: Mapped[str | None]
    modified: Mapped[datetime | None]
    image_url: Mapped[str | None]
    image_caption: Mapped[str | None]
    image_credit: Mapped[str | None]
    captions: Mapped[list[str]] = mapped_column(default=list)
    removed: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    kind: Mapped[str]
    word_count: Mapped[int]
    # ours
    first_seen: Mapped[datetime]
    fetched: Mapped[datetime]
    sorted_at: Mapped[datetime]
    """min(published, first_seen): a false future date cannot pin an article on top."""
    content_hash: Mapped[str]
    fold_version: Mapped[int] = mapped_column(SmallInteger)
    """`news.arabic.FOLD_VERSION` with which hash, fingerprint, bands, terms and names were made."""
    fingerprint: Mapped[bytes | None]
    """`news.fingerprint` signature; None for texts too short to compare."""
    fingerprint_version: Mapped[int] = mapped_column(SmallInteger, default=0)
    """`news.fingerprint.VERSION` with which fingerprint and bands were made; 0: they were not made yet."""
    cluster_id: Mapped[int | None] = mapped_column(ForeignKey("cluster.id"))
    similarity: Mapped[float | None]
    """To the cluster's lead; 1.0 for the lead and exact copies; None outside any cluster."""
    is_copy: Mapped[bool] = mapped_column(default=False)
    """In a cluster and not its lead: hidden by default."""
    revision: Mapped[int] = mapped_column(default=1)
    revised_at: Mapped[datetime | None]
    """When the latest state was first seen, where it is not the first."""
    unsettled: Mapped[int] = mapped_column(SmallInteger, default=0)
    """Looks in a row at which the text was another."""
    status: Mapped[str] = mapped_column(default="live")
    capture_id: Mapped[int | None] = mapped_column(ForeignKey("capture.id"))
    run_id: Mapped[int | None]

    embeds: Mapped[list[EmbedRow]] = relationship(order_by="EmbedRow.position", cascade="all, delete-orphan")
    capture: Mapped[Capture | None] = relationship()
    cluster: Mapped[Cluster | None] = relationship()


class Revision(Base):
    """A state an article had before; the article itself holds the latest one."""

    __tablename__ = "revision"
    __table_args__ = (Index("revision_of", "article_id", "number", unique=True),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    article_id: Mapped[int] = mapped_column(ForeignKey("article.id"))
    number: Mapped[int]
    """1 is the first state we saw."""
    kind: Mapped[str]
    """How the next state differs: headline | content | minor | gone | back"""
    fetched: Mapped[datetime]
    """When it was last seen so."""
    since: Mapped[datetime | None]
    """When it was first seen so; of the states of a restless page that were not kept, the first of them."""
    content_hash: Mapped[str]
    state: Mapped[dict[str, Any]]
    """The Article JSON of that state."""
    capture_id: Mapped[int | None]


class Sighting(Base):
    """An article seen at an address that is not its own."""

    __tablename__ = "sighting"
    __table_args__ = (Index("sighting_address", "url_hash", "article_id", unique=True), Index("sighting_of", "article_id"))

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    article_id: Mapped[int] = mapped_column(ForeignKey("article.id"))
    url: Mapped[str]
    url_hash: Mapped[str]
    seen: Mapped[datetime]
    capture_id: Mapped[int | None]


class EmbedRow(Base):
    """A foreign post inside an article's body."""

    __tablename__ = "embed"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    article_id: Mapped[int] = mapped_column(ForeignKey("article.id"), index=True)
    position: Mapped[int]
    platform: Mapped[str]
    url: Mapped[str | None]
    author: Mapped[str | None]
    posted: Mapped[datetime | None]
    text: Mapped[str | None]
    after_paragraph: Mapped[int]


class Band(Base):
    """One band of a fingerprint, or one of its sentence anchors: articles that share one may be copies."""

    __tablename__ = "band"
    __table_args__ = ({"sqlite_with_rowid": False},)

    band: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    hash: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    article_id: Mapped[int] = mapped_column(ForeignKey("article.id"), primary_key=True, index=True)


class Terms(Base):
    """What search looks at: words made in Python, one space apart, the same on both engines."""

    __tablename__ = "terms"
    __table_args__ = (Index("terms_place", "place", unique=True), Index("terms_version", "version"))

    article_id: Mapped[int] = mapped_column(ForeignKey("article.id"), primary_key=True)
    headline: Mapped[str]
    """Folded words of the headline, in order: exact phrases."""
    body: Mapped[str]
    """Folded words of standfirst and body, in order."""
    stems: Mapped[str]
    """Index terms (`storage.searching.terms`) of headline, standfirst and body, each once: what the engine's index holds."""
    place: Mapped[int] = mapped_column(BigInteger)
    """Order of the newest (`storage.searching.terms.place`), and the row's number in SQLite's index."""
    version: Mapped[int] = mapped_column(SmallInteger)
    """`storage.searching.terms.VERSION` these words were made with."""


class Name(Base):
    """An author, tag, section or agency of an article, folded, for filters."""

    __tablename__ = "name"
    __table_args__ = (Index("name_newest", "role", "folded", "place"), {"sqlite_with_rowid": False})

    article_id: Mapped[int] = mapped_column(ForeignKey("article.id"), primary_key=True)
    role: Mapped[str] = mapped_column(primary_key=True)
    """author | tag | section | agency"""
    folded: Mapped[str] = mapped_column(primary_key=True)
    place: Mapped[int] = mapped_column(BigInteger)
    """The article's, as in `terms`: what stands under a name is listed from the newest."""


class ArticleLine(Base):
    """A line of one of the newest articles of an outlet, as a number: what learning counts (`news.recurring`)."""

    __tablename__ = "article_line"
    __table_args__ = (Index("article_line_outlet", "outlet", "article_id"), {"sqlite_with_rowid": False})

    article_id: Mapped[int] = mapped_column(ForeignKey("article.id"), primary_key=True)
    place: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    outlet: Mapped[str]
    digest: Mapped[int] = mapped_column(BigInteger)
    taken: Mapped[bool] = mapped_column(default=False)
    """Taken out of the text as learned furniture."""


class RecurringLine(Base):
    """A line of an outlet that was learned to be furniture."""

    __tablename__ = "recurring_line"
    __table_args__ = (Index("recurring_line_of", "outlet", "digest", unique=True),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    outlet: Mapped[str]
    digest: Mapped[int] = mapped_column(BigInteger)
    folded: Mapped[str]
    """Its comparing form (`news.recurring.key`)."""
    sample: Mapped[str]
    """As it was printed."""
    state: Mapped[str]
    """learned | over | mistaken | kept"""
    place: Mapped[str]
    """head | tail | middle"""
    articles: Mapped[int]
    """Of the newest, how many it stands in or was taken out of."""
    first_seen: Mapped[datetime]
    last_seen: Mapped[datetime]
    """When the first and the last page with it were fetched, as far as counted."""
    since: Mapped[datetime]
    """In this state."""
