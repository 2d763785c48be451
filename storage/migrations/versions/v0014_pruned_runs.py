"""What was pruned of the ledger goes on counting in /metrics."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"

SUMS = ("runs", "stored", "revised", "unchanged", "duplicate", "rejected", "failed")


def upgrade() -> None:
    op.create_table(
        "pruned_runs",
        sa.Column("outlet", sa.Text(), primary_key=True),
        sa.Column("state", sa.Text(), primary_key=True),
        *(sa.Column(name, sa.BigInteger(), nullable=False) for name in SUMS),
    )
