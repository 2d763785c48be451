"""Watches: kept searches, their hits, the notices of them, and how far the changes of articles were looked at."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"

# SQLite counts rowids only for plain INTEGER keys
KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "watch",
        sa.Column("id", KEY, primary_key=True),
        sa.Column("name", sa.Text(), nullable=False, unique=True),
        sa.Column("query", sa.Text(), nullable=False),
        sa.Column("filters", sa.JSON(), nullable=False),
        sa.Column("aliases", sa.JSON(), nullable=False),
        sa.Column("channels", sa.JSON(), nullable=False),
        sa.Column("muted_until", MOMENT, nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("after_article", sa.BigInteger(), nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
    )
    op.create_table(
        "watch_hit",
        sa.Column("id", KEY, primary_key=True),
        sa.Column("watch_id", KEY, sa.ForeignKey("watch.id"), nullable=False),
        sa.Column("article_id", KEY, sa.ForeignKey("article.id"), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("copy_of", KEY, sa.ForeignKey("watch_hit.id", ondelete="SET NULL"), nullable=True),
    )
    op.create_index("watch_hit_once", "watch_hit", ["watch_id", "article_id"], unique=True)
    op.create_index("watch_hit_latest", "watch_hit", ["watch_id", "id"])
    op.create_index("watch_hit_article", "watch_hit", ["article_id"])
    op.create_index("watch_hit_copy_of", "watch_hit", ["copy_of"])
    op.create_table(
        "watch_notice",
        sa.Column("id", KEY, primary_key=True),
        sa.Column("hit_id", KEY, sa.ForeignKey("watch_hit.id", ondelete="CASCADE"), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("not_before", MOMENT, nullable=False),
        sa.Column("sent_at", MOMENT, nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
    )
    op.create_index("watch_notice_once", "watch_notice", ["hit_id", "channel"], unique=True)
    op.create_index("watch_notice_waiting", "watch_notice", ["state", "channel", "id"])
    op.create_table(
        "watch_cursor",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )
