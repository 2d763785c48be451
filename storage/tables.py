"""The tables, the same on SQLite and PostgreSQL, under one name. Search indexes differ by engine and stand in the migrations."""

from __future__ import annotations

from storage.corpus.article_tables import (
    ArticleLine,
    ArticleRow,
    Band,
    Cluster,
    EmbedRow,
    Name,
    RecurringLine,
    Revision,
    Sighting,
    Terms,
)
from storage.corpus.change_tables import ArticleChange, CorpusMark
from storage.crawls.crawl_tables import Capture, Erasure, FeedState, Forgotten, Lease, Link, OutletState, PrunedRuns, Run, Secret
from storage.crawls.health_tables import Alert, AlertEvent, AlertNotice, OutletHealth, SchedulerState
from storage.engine.columns import Base, Key, UTCDateTime
from storage.readers.token_tables import Token
from storage.readers.watch_tables import Watch, WatchCursor, WatchHit, WatchNotice

__all__ = [
    "Alert",
    "AlertEvent",
    "AlertNotice",
    "ArticleChange",
    "ArticleLine",
    "ArticleRow",
    "Band",
    "Base",
    "Capture",
    "Cluster",
    "CorpusMark",
    "EmbedRow",
    "Erasure",
    "FeedState",
    "Forgotten",
    "Key",
    "Lease",
    "Link",
    "Name",
    "OutletHealth",
    "OutletState",
    "PrunedRuns",
    "RecurringLine",
    "Revision",
    "Run",
    "SchedulerState",
    "Secret",
    "Sighting",
    "Terms",
    "Token",
    "UTCDateTime",
    "Watch",
    "WatchCursor",
    "WatchHit",
    "WatchNotice",
]
