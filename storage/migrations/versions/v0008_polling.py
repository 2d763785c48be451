"""When an outlet is asked next is planned from what it usually gives; the memory of that and the last plan."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.add_column("outlet_state", sa.Column("planned_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("outlet_state", sa.Column("plan", sa.Text(), nullable=False, server_default=sa.text("''")))
    op.add_column("outlet_state", sa.Column("resting_until", sa.DateTime(timezone=True), nullable=True))
    op.add_column("outlet_state", sa.Column("memory", sa.JSON(), nullable=True))
