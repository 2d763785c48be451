"""The tables, the same on SQLite and PostgreSQL. Search indexes differ by engine and stand in the migrations."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, DateTime, ForeignKey, Index, Integer, LargeBinary, SmallInteger, Text, TypeDecorator
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship


class UTCDateTime(TypeDecorator[datetime]):
    """Aware datetimes in, aware UTC out. SQLite keeps them as UTC text, so that text order is time order."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("naive time")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


# SQLite counts rowids only for plain INTEGER keys
Key = BigInteger().with_variant(Integer, "sqlite")


class Base(DeclarativeBase):
    type_annotation_map = {
        datetime: UTCDateTime,
        str: Text,
        bytes: LargeBinary,
        dict[str, Any]: JSON,
        dict[str, int]: JSON,
        list[str]: JSON,
        list[dict[str, Any]]: JSON,
    }


class OutletState(Base):
    """What we know of an outlet beyond its declaration."""

    __tablename__ = "outlet_state"

    outlet: Mapped[str] = mapped_column(primary_key=True)
    enabled: Mapped[bool | None]
    """The operator's word over the declaration's; None: as declared."""
    next_due_at: Mapped[datetime | None] = mapped_column(index=True)
    """The truth of the schedule."""
    last_run_id: Mapped[int | None]
    last_started_at: Mapped[datetime | None]
    last_success_at: Mapped[datetime | None]
    last_stored_at: Mapped[datetime | None]
    """When an article was last stored."""
    failures: Mapped[int] = mapped_column(default=0)
    """Runs in a row in which no source answered."""
    health: Mapped[str] = mapped_column(default="never ran")
    reason: Mapped[str] = mapped_column(default="")
    """Why, in words for a person."""


class FeedState(Base):
    """Where addresses come from, and what it last answered."""

    __tablename__ = "feed_state"
    __table_args__ = (Index("feed_state_address", "outlet", "url_hash", unique=True),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    outlet: Mapped[str]
    url: Mapped[str]
    url_hash: Mapped[str]
    etag: Mapped[str | None]
    last_modified: Mapped[str | None]
    last_attempt_at: Mapped[datetime | None]
    last_success_at: Mapped[datetime | None]
    full_fetch_at: Mapped[datetime | None]
    """When it last answered with a body; older than a day: asked unconditionally."""
    status: Mapped[int | None]
    failures: Mapped[int] = mapped_column(default=0)
    error: Mapped[str | None]
    offered: Mapped[int] = mapped_column(default=0)
    """Entries in its last body."""


class Run(Base):
    """One crawl of one outlet. offered = known + new; fetched = stored + revised + unchanged + duplicate + rejected."""

    __tablename__ = "run"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    outlet: Mapped[str] = mapped_column(index=True)
    trigger: Mapped[str]
    """schedule | manual"""
    state: Mapped[str]
    """queued | running | finished | failed | stopped | lost"""
    why: Mapped[str] = mapped_column(default="")
    """Reason of the end, in words."""
    queued_at: Mapped[datetime]
    started_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    host: Mapped[str | None]
    pid: Mapped[int | None]
    fence: Mapped[int | None]
    requests: Mapped[int] = mapped_column(default=0)
    not_modified: Mapped[int] = mapped_column(default=0)
    offered: Mapped[int] = mapped_column(default=0)
    known: Mapped[int] = mapped_column(default=0)
    new: Mapped[int] = mapped_column(default=0)
    fetched: Mapped[int] = mapped_column(default=0)
    stored: Mapped[int] = mapped_column(default=0)
    revised: Mapped[int] = mapped_column(default=0)
    unchanged: Mapped[int] = mapped_column(default=0)
    duplicate: Mapped[int] = mapped_column(default=0)
    rejected: Mapped[int] = mapped_column(default=0)
    failed: Mapped[int] = mapped_column(default=0)
    """Links asked for that gave no page, or whose extraction broke."""
    reasons: Mapped[dict[str, int]] = mapped_column(default=dict)
    """"rejected:not_article" → n, "failed:timeout" → n, "feed:dns" → n"""


class Link(Base):
    """An address and its one state; the links `waiting` are the frontier."""

    __tablename__ = "link"
    __table_args__ = (
        Index("link_address", "outlet", "url_hash", unique=True),
        Index("link_frontier", "outlet", "state", "due_at"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    outlet: Mapped[str]
    url: Mapped[str]
    url_hash: Mapped[str]
    """SHA-256 (hex) of the canonical address: addresses can be longer than an index row may be."""
    state: Mapped[str]
    """waiting | stored | duplicate | rejected | failed | gone"""
    reason: Mapped[str | None]
    source: Mapped[str]
    entry: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """What the source said of it (`news.article.Entry` without url and source), for the fetch."""
    first_seen: Mapped[datetime]
    last_seen: Mapped[datetime]
    """Last time a source offered it."""
    due_at: Mapped[datetime | None]
    """Waiting and failed links: not before. None with other states."""
    attempts: Mapped[int] = mapped_column(default=0)
    fetched: Mapped[datetime | None]
    http_status: Mapped[int | None]
    article_id: Mapped[int | None] = mapped_column(ForeignKey("article.id"), index=True)
    run_id: Mapped[int | None]


class Capture(Base):
    """The WARC record of a fetched page."""

    __tablename__ = "capture"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    run_id: Mapped[int | None] = mapped_column(index=True)
    outlet: Mapped[str]
    url: Mapped[str]
    file: Mapped[str]
    """Relative to the archive."""
    offset: Mapped[int] = mapped_column(BigInteger)
    length: Mapped[int] = mapped_column(BigInteger)
    status: Mapped[int]
    content_type: Mapped[str | None]
    fetched: Mapped[datetime]


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
        Index("article_cluster", "cluster_id"),
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
    fingerprint: Mapped[bytes | None]
    """`news.fingerprint` signature; None for texts too short to compare."""
    cluster_id: Mapped[int | None] = mapped_column(ForeignKey("cluster.id"))
    similarity: Mapped[float | None]
    """To the cluster's lead; 1.0 for the lead and exact copies; None outside any cluster."""
    is_copy: Mapped[bool] = mapped_column(default=False, index=True)
    """In a cluster and not its lead: hidden by default."""
    revision: Mapped[int] = mapped_column(default=1)
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
    content_hash: Mapped[str]
    state: Mapped[dict[str, Any]]
    """The Article JSON of that state."""
    capture_id: Mapped[int | None]


class Sighting(Base):
    """An article seen at an address that is not its own."""

    __tablename__ = "sighting"
    __table_args__ = (Index("sighting_address", "article_id", "url_hash", unique=True),)

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
    """One band of a fingerprint: articles that share one may be copies."""

    __tablename__ = "band"

    band: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    hash: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    article_id: Mapped[int] = mapped_column(ForeignKey("article.id"), primary_key=True, index=True)


class Terms(Base):
    """What search looks at: words made in Python, one space apart, the same on both engines."""

    __tablename__ = "terms"

    article_id: Mapped[int] = mapped_column(ForeignKey("article.id"), primary_key=True)
    headline: Mapped[str]
    """Folded words of the headline, in order: exact phrases."""
    body: Mapped[str]
    """Folded words of standfirst and body, in order."""
    stems: Mapped[str]
    """Index terms (`news.arabic.terms`) of headline, standfirst and body."""


class Name(Base):
    """An author or tag of an article, folded, for filters."""

    __tablename__ = "name"
    __table_args__ = (Index("name_lookup", "role", "folded", "article_id"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    article_id: Mapped[int] = mapped_column(ForeignKey("article.id"), index=True)
    role: Mapped[str]
    """author | tag | section | agency"""
    folded: Mapped[str]


class Lease(Base):
    """Who may work on something now. `fence` grows with every holder; a write with an old one is refused."""

    __tablename__ = "lease"

    name: Mapped[str] = mapped_column(primary_key=True)
    holder: Mapped[str]
    """host:pid:start-time-of-the-process, so that a dead holder on the same machine is known as dead."""
    fence: Mapped[int]
    expires_at: Mapped[datetime]
