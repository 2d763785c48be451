"""The tables, the same on SQLite and PostgreSQL, under one name. Search indexes differ by engine and stand in the migrations."""

from __future__ import annotations

from storage.article_tables import (
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
from storage.change_tables import ArticleChange, CorpusMark
from storage.columns import Base, Key, UTCDateTime
from storage.crawl_tables import Capture, Erasure, FeedState, Forgotten, Lease, Link, OutletState, Run, Secret
from storage.health_tables import Alert, AlertEvent, AlertNotice, OutletHealth, SchedulerState
from storage.token_tables import Token
from storage.watch_tables import Watch, WatchCursor, WatchHit, WatchNotice

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
