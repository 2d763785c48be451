"""A watch may have quiet hours and a digest of its own, on the clocks of its zone; what was found of late is counted quickly."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    op.add_column("watch", sa.Column("quiet", sa.Text(), nullable=True))
    op.add_column("watch", sa.Column("digest", sa.Text(), nullable=True))
    op.add_column("watch", sa.Column("zone", sa.Text(), nullable=True))
    op.create_index("watch_hit_when", "watch_hit", ["at", "watch_id"])
