"""How outlets are doing over time, alerts with their delivery, the scheduler's own word; the ledger's equation of new links.

`run.fetched` counted links that gave no page, too: it counts pages now. What an earlier run left and what a run did not come to
was not counted: of old runs the difference tells the sum of the two, which is all that the equation needs.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

# SQLite counts rowids only for plain INTEGER keys
KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    for name in ("again", "unasked"):
        op.add_column("run", sa.Column(name, sa.Integer(), nullable=False, server_default=sa.text("0")))
    # the right sides see the row as it was: `fetched` is still every link asked for
    op.execute(
        """UPDATE run SET fetched = fetched - failed,
        again = CASE WHEN fetched > new THEN fetched - new ELSE 0 END,
        unasked = CASE WHEN new > fetched THEN new - fetched ELSE 0 END"""
    )
    op.create_table(
        "outlet_health",
        sa.Column("outlet", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("since", MOMENT, nullable=False),
        sa.Column("assessed_at", MOMENT, nullable=False),
        sa.Column("run_id", sa.BigInteger(), nullable=True),
        sa.Column("runs", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("outlet"),
    )
    op.create_table(
        "scheduler_state",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("since", MOMENT, nullable=False),
        sa.Column("ticked_at", MOMENT, nullable=False),
        sa.Column("started_at", MOMENT, nullable=True),
        sa.Column("run_id", sa.BigInteger(), nullable=True),
        sa.Column("shortest", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )
    _alert_tables()


def _alert_tables() -> None:
    op.create_table(
        "alert",
        sa.Column("id", KEY, primary_key=True),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("opened_at", MOMENT, nullable=False),
        sa.Column("well_since", MOMENT, nullable=True),
        sa.Column("cleared_at", MOMENT, nullable=True),
    )
    op.create_index("alert_of", "alert", ["subject", "opened_at"])
    op.create_index("alert_open", "alert", ["cleared_at"])
    op.create_table(
        "alert_event",
        sa.Column("id", KEY, primary_key=True),
        sa.Column("alert_id", KEY, sa.ForeignKey("alert.id"), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
    )
    op.create_index("ix_alert_event_alert_id", "alert_event", ["alert_id"])
    op.create_table(
        "alert_notice",
        sa.Column("id", KEY, primary_key=True),
        sa.Column("event_id", KEY, sa.ForeignKey("alert_event.id"), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("not_before", MOMENT, nullable=False),
        sa.Column("sent_at", MOMENT, nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
    )
    op.create_index("ix_alert_notice_event_id", "alert_notice", ["event_id"])
    op.create_index("alert_notice_waiting", "alert_notice", ["state", "channel"])
