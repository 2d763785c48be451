"""Tables of the crawl: outlets, feeds, runs, links, captures, leases."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, SmallInteger, text
from sqlalchemy.orm import Mapped, mapped_column

from storage.engine.columns import Base, Key


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
    """Runs in a row in which no source answered, or that broke."""
    health: Mapped[str] = mapped_column(default="never ran")
    reason: Mapped[str] = mapped_column(default="")
    """Why, in words for a person."""
    planned_at: Mapped[datetime | None]
    """When `next_due_at` was set: a later one than now tells that the clock has been set back since."""
    plan: Mapped[str] = mapped_column(default="")
    """Why it is due then, in words for a person."""
    resting_until: Mapped[datetime | None]
    """Set while it is asked less often than its longest interval, because it is silent or wants us to stay away."""
    memory: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True), deferred=True)
    """`news.listening.Memory`, some kilobytes; loaded only when asked for."""


class FeedState(Base):
    """Where addresses come from, and what it last answered."""

    __tablename__ = "feed_state"
    __table_args__ = (Index("feed_state_address", "outlet", "url_hash", unique=True),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    outlet: Mapped[str]
    url: Mapped[str]
    url_hash: Mapped[str]
    kind: Mapped[str] = mapped_column(default="")
    """feed | sitemap | section"""
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
    """One crawl of one outlet, in figures that add up at any moment, however the run ends.

    offered = known + new: every line a source held is an address we know or a new one.
    new + again = fetched + failed + unasked: every link asked for gave a page or failed, and what is new was asked for or waits.
    fetched = stored + revised + unchanged + duplicate + rejected: every page has one outcome.
    In a run that neither takes up what others left nor leaves anything, the second is: new = fetched + failed.
    All are written in the transaction that makes them true (`storage.crawls.runs.add`), and `rasid db check` verifies them.
    """

    __tablename__ = "run"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    outlet: Mapped[str] = mapped_column(index=True)
    trigger: Mapped[str]
    """schedule | manual | api"""
    state: Mapped[str] = mapped_column(index=True)
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
    again: Mapped[int] = mapped_column(default=0)
    """Links asked for that an earlier run had found: left waiting, failed, changed, looked at again, named by a person."""
    unasked: Mapped[int] = mapped_column(default=0)
    """New links that were not asked for, or whose outcome is not known yet; after the run's end they wait for the next."""
    fetched: Mapped[int] = mapped_column(default=0)
    """Pages that came and were judged."""
    stored: Mapped[int] = mapped_column(default=0)
    revised: Mapped[int] = mapped_column(default=0)
    unchanged: Mapped[int] = mapped_column(default=0)
    duplicate: Mapped[int] = mapped_column(default=0)
    rejected: Mapped[int] = mapped_column(default=0)
    failed: Mapped[int] = mapped_column(default=0)
    """Links asked for that gave no page, or whose extraction broke."""
    reasons: Mapped[dict[str, int]] = mapped_column(default=dict)
    """"rejected:not_article" → n, "failed:timeout" → n, "feed:dns" → n"""


class PrunedRuns(Base):
    """What the runs that `rasid db prune` took out of the ledger add up to: counters of instruments must never fall."""

    __tablename__ = "pruned_runs"

    outlet: Mapped[str] = mapped_column(primary_key=True)
    state: Mapped[str] = mapped_column(primary_key=True)
    """As of `Run`, how they ended."""
    runs: Mapped[int] = mapped_column(BigInteger, default=0)
    stored: Mapped[int] = mapped_column(BigInteger, default=0)
    revised: Mapped[int] = mapped_column(BigInteger, default=0)
    unchanged: Mapped[int] = mapped_column(BigInteger, default=0)
    duplicate: Mapped[int] = mapped_column(BigInteger, default=0)
    rejected: Mapped[int] = mapped_column(BigInteger, default=0)
    failed: Mapped[int] = mapped_column(BigInteger, default=0)


class Link(Base):
    """An address and its one state; the links `waiting` are the frontier."""

    __tablename__ = "link"
    __table_args__ = (
        Index("link_address", "outlet", "url_hash", unique=True),
        Index("link_frontier", "outlet", "state", "due_at"),
        # few links have one, and for three days only
        Index(
            "link_revisit",
            "outlet",
            "revisit_at",
            sqlite_where=text("revisit_at IS NOT NULL"),
            postgresql_where=text("revisit_at IS NOT NULL"),
        ),
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
    """What the source said of it, for the fetch: `news.article.Entry` but url, source, published."""
    published: Mapped[datetime | None]
    """As the source said; the newest are asked for first."""
    first_seen: Mapped[datetime]
    last_seen: Mapped[datetime]
    """Last time a source offered it."""
    due_at: Mapped[datetime | None]
    """Waiting and failed links: not before. Failed without it: given up. None with other states."""
    attempts: Mapped[int] = mapped_column(default=0)
    fetched: Mapped[datetime | None]
    http_status: Mapped[int | None]
    article_id: Mapped[int | None] = mapped_column(ForeignKey("article.id"), index=True)
    run_id: Mapped[int | None]
    asked_again: Mapped[int] = mapped_column(SmallInteger, default=0)
    """How often a source's word had its page asked for again."""
    asked_again_at: Mapped[datetime | None]
    """When that was due last."""
    revisit_at: Mapped[datetime | None]
    """When its page is looked at again because its article is young (`news.revisits`); None: no more."""
    revisits: Mapped[int] = mapped_column(SmallInteger, default=0)
    """Looks of that kind so far."""
    unsettled: Mapped[int] = mapped_column(SmallInteger, default=0)
    """Looks in a row at which its article had another text."""
    etag: Mapped[str | None]
    last_modified: Mapped[str | None]
    """Validators of the page as last read, for asking conditionally."""


class Erasure(Base):
    """A record of the archive that is to be overwritten: its page is forgotten."""

    __tablename__ = "erasure"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    file: Mapped[str]
    """Relative to the archive."""
    offset: Mapped[int] = mapped_column(BigInteger)
    length: Mapped[int] = mapped_column(BigInteger)


class Secret(Base):
    """Random bytes of this corpus, made when first needed."""

    __tablename__ = "secret"

    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[bytes]


class Forgotten(Base):
    """A tombstone: an address, or a text of an outlet, that must not come back (`storage.operations.forgetting`)."""

    __tablename__ = "forgotten"

    mark: Mapped[str] = mapped_column(primary_key=True)
    """HMAC-SHA256 (hex) under a key of this corpus: whoever has other lists of hashes learns nothing from it."""
    article_id: Mapped[int | None] = mapped_column(Key, index=True)
    """The number the article had; no other article gets it."""
    at: Mapped[datetime]


class Capture(Base):
    """The WARC record of a fetched page."""

    __tablename__ = "capture"
    __table_args__ = (Index("capture_url", "url", postgresql_using="hash"),)

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


class Lease(Base):
    """Who may work on something now. `fence` grows with every holder; a write with an old one is refused."""

    __tablename__ = "lease"

    name: Mapped[str] = mapped_column(primary_key=True)
    holder: Mapped[str]
    """Empty: free. Else host:pid:start-time-of-the-process, so that a dead holder on the same machine is known as dead."""
    fence: Mapped[int]
    expires_at: Mapped[datetime]
