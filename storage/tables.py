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
from storage.columns import Base, Key, UTCDateTime
from storage.crawl_tables import Capture, FeedState, Lease, Link, OutletState, Run

__all__ = [
    "ArticleLine",
    "ArticleRow",
    "Band",
    "Base",
    "Capture",
    "Cluster",
    "EmbedRow",
    "FeedState",
    "Key",
    "Lease",
    "Link",
    "Name",
    "OutletState",
    "RecurringLine",
    "Revision",
    "Run",
    "Sighting",
    "Terms",
    "UTCDateTime",
]
