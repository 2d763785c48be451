"""Alembic's entry: `storage.database.Database.upgrade` hands over a connection with an open, exclusive transaction."""

from __future__ import annotations

from alembic import context

from storage import database, tables

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=tables.Base.metadata,
    version_table=database.VERSION_TABLE,
)
context.run_migrations()
