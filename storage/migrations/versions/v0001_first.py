"""All tables, and the search index of either engine.

The index holds `terms.stems` and nothing else: which words an article has, not where. Python made these words, so neither
engine may divide or change them again:

SQLite: FTS5 over `terms` (external content, kept by triggers) with the tokenizer `ascii`, for which every character above
U+007F belongs to a word; `unicode61` knows the letters of Unicode 6.1 only. `detail=none`: positions are not needed, exact
phrases are looked up in `terms` itself.
PostgreSQL: a generated `tsvector` straight from the array of words, without its parser, which depends on the locale. (A
`to_tsvector` also forgets positions after 16,383 words.)
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

# SQLite counts rowids only for plain INTEGER keys
KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

SQLITE_INDEX = (
    """CREATE VIRTUAL TABLE terms_index
    USING fts5(stems, content='terms', content_rowid='article_id', tokenize='ascii', detail=none, columnsize=0)""",
    """CREATE TRIGGER terms_added AFTER INSERT ON terms BEGIN
        INSERT INTO terms_index(rowid, stems) VALUES (new.article_id, new.stems);
    END""",
    """CREATE TRIGGER terms_removed AFTER DELETE ON terms BEGIN
        INSERT INTO terms_index(terms_index, rowid, stems) VALUES ('delete', old.article_id, old.stems);
    END""",
    """CREATE TRIGGER terms_changed AFTER UPDATE ON terms BEGIN
        INSERT INTO terms_index(terms_index, rowid, stems) VALUES ('delete', old.article_id, old.stems);
        INSERT INTO terms_index(rowid, stems) VALUES (new.article_id, new.stems);
    END""",
)
POSTGRES_INDEX = (
    """ALTER TABLE terms ADD COLUMN stems_vector tsvector
    GENERATED ALWAYS AS (array_to_tsvector(string_to_array(stems, ' '))) STORED""",
    "CREATE INDEX terms_index ON terms USING gin (stems_vector)",
)


def upgrade() -> None:
    _crawl_tables()
    _article_table()
    _article_parts()
    _lookup_tables()
    for statement in SQLITE_INDEX if op.get_bind().dialect.name == "sqlite" else POSTGRES_INDEX:
        op.execute(statement)


def _crawl_tables() -> None:
    op.create_table(
        "outlet_state",
        sa.Column("outlet", sa.Text(), nullable=False),
        sa.Column("enabled", sa.Boolean(), nullable=True),
        sa.Column("next_due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_run_id", sa.Integer(), nullable=True),
        sa.Column("last_started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_success_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_stored_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("health", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("outlet"),
    )
    op.create_index("ix_outlet_state_next_due_at", "outlet_state", ["next_due_at"])
    op.create_table(
        "feed_state",
        sa.Column("id", KEY, primary_key=True),
        sa.Column("outlet", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("url_hash", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("etag", sa.Text(), nullable=True),
        sa.Column("last_modified", sa.Text(), nullable=True),
        sa.Column("last_attempt_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_success_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("full_fetch_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("offered", sa.Integer(), nullable=False),
    )
    op.create_index("feed_state_address", "feed_state", ["outlet", "url_hash"], unique=True)
    op.create_table(
        "run",
        sa.Column("id", KEY, primary_key=True),
        sa.Column("outlet", sa.Text(), nullable=False),
        sa.Column("trigger", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("queued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("host", sa.Text(), nullable=True),
        sa.Column("pid", sa.Integer(), nullable=True),
        sa.Column("fence", sa.Integer(), nullable=True),
        sa.Column("requests", sa.Integer(), nullable=False),
        sa.Column("not_modified", sa.Integer(), nullable=False),
        sa.Column("offered", sa.Integer(), nullable=False),
        sa.Column("known", sa.Integer(), nullable=False),
        sa.Column("new", sa.Integer(), nullable=False),
        sa.Column("fetched", sa.Integer(), nullable=False),
        sa.Column("stored", sa.Integer(), nullable=False),
        sa.Column("revised", sa.Integer(), nullable=False),
        sa.Column("unchanged", sa.Integer(), nullable=False),
        sa.Column("duplicate", sa.Integer(), nullable=False),
        sa.Column("rejected", sa.Integer(), nullable=False),
        sa.Column("failed", sa.Integer(), nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=False),
    )
    op.create_index("ix_run_outlet", "run", ["outlet"])
    op.create_index("ix_run_state", "run", ["state"])
    op.create_table(
        "capture",
        sa.Column("id", KEY, primary_key=True),
        sa.Column("run_id", sa.Integer(), nullable=True),
        sa.Column("outlet", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("file", sa.Text(), nullable=False),
        sa.Column("offset", sa.BigInteger(), nullable=False),
        sa.Column("length", sa.BigInteger(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("content_type", sa.Text(), nullable=True),
        sa.Column("fetched", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("ix_capture_run_id", "capture", ["run_id"])
    op.create_table(
        "lease",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("holder", sa.Text(), nullable=False),
        sa.Column("fence", sa.Integer(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )


def _article_table() -> None:
    op.create_table(
        "cluster",
        sa.Column("id", KEY, primary_key=True),
        sa.Column("lead_id", sa.BigInteger(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
    )
    op.create_table(
        "article",
        sa.Column("id", KEY, primary_key=True),
        sa.Column("outlet", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("canonical_url", sa.Text(), nullable=False),
        sa.Column("url_hash", sa.Text(), nullable=False),
        sa.Column("headline", sa.Text(), nullable=True),
        sa.Column("standfirst", sa.Text(), nullable=True),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=True),
        sa.Column("authors", sa.JSON(), nullable=False),
        sa.Column("agency", sa.Text(), nullable=True),
        sa.Column("dateline", sa.Text(), nullable=True),
        sa.Column("section", sa.Text(), nullable=True),
        sa.Column("tags", sa.JSON(), nullable=False),
        sa.Column("published", sa.DateTime(timezone=True), nullable=True),
        sa.Column("published_raw", sa.Text(), nullable=True),
        sa.Column("published_evidence", sa.Text(), nullable=True),
        sa.Column("published_precision", sa.Text(), nullable=True),
        sa.Column("modified", sa.DateTime(timezone=True), nullable=True),
        sa.Column("image_url", sa.Text(), nullable=True),
        sa.Column("image_caption", sa.Text(), nullable=True),
        sa.Column("image_credit", sa.Text(), nullable=True),
        sa.Column("captions", sa.JSON(), nullable=False),
        sa.Column("removed", sa.JSON(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("word_count", sa.Integer(), nullable=False),
        sa.Column("first_seen", sa.DateTime(timezone=True), nullable=False),
        sa.Column("fetched", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sorted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("content_hash", sa.Text(), nullable=False),
        sa.Column("fold_version", sa.SmallInteger(), nullable=False),
        sa.Column("fingerprint", sa.LargeBinary(), nullable=True),
        sa.Column("cluster_id", KEY, nullable=True),
        sa.Column("similarity", sa.Double(), nullable=True),
        sa.Column("is_copy", sa.Boolean(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("capture_id", KEY, nullable=True),
        sa.Column("run_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["capture_id"], ["capture.id"]),
        sa.ForeignKeyConstraint(["cluster_id"], ["cluster.id"]),
    )
    op.create_index("article_address", "article", ["outlet", "url_hash"], unique=True)
    op.create_index("article_cluster", "article", ["cluster_id"])
    op.create_index("article_content", "article", ["content_hash"])
    op.create_index("article_newest", "article", ["sorted_at", "id"])
    op.create_index("article_outlet_newest", "article", ["outlet", "sorted_at", "id"])


def _article_parts() -> None:
    op.create_table(
        "revision",
        sa.Column("id", KEY, primary_key=True),
        sa.Column("article_id", KEY, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("fetched", sa.DateTime(timezone=True), nullable=False),
        sa.Column("content_hash", sa.Text(), nullable=False),
        sa.Column("state", sa.JSON(), nullable=False),
        sa.Column("capture_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"]),
    )
    op.create_index("revision_of", "revision", ["article_id", "number"], unique=True)
    op.create_table(
        "sighting",
        sa.Column("id", KEY, primary_key=True),
        sa.Column("article_id", KEY, nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("url_hash", sa.Text(), nullable=False),
        sa.Column("seen", sa.DateTime(timezone=True), nullable=False),
        sa.Column("capture_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"]),
    )
    op.create_index("sighting_address", "sighting", ["url_hash", "article_id"], unique=True)
    op.create_index("sighting_of", "sighting", ["article_id"])
    op.create_table(
        "embed",
        sa.Column("id", KEY, primary_key=True),
        sa.Column("article_id", KEY, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("author", sa.Text(), nullable=True),
        sa.Column("posted", sa.DateTime(timezone=True), nullable=True),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("after_paragraph", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"]),
    )
    op.create_index("ix_embed_article_id", "embed", ["article_id"])
    op.create_table(
        "name",
        sa.Column("id", KEY, primary_key=True),
        sa.Column("article_id", KEY, nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"]),
    )
    op.create_index("ix_name_article_id", "name", ["article_id"])
    op.create_index("name_lookup", "name", ["role", "folded", "article_id"])


def _lookup_tables() -> None:
    op.create_table(
        "band",
        sa.Column("band", sa.SmallInteger(), nullable=False),
        sa.Column("hash", sa.BigInteger(), nullable=False),
        sa.Column("article_id", KEY, nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"]),
        sa.PrimaryKeyConstraint("band", "hash", "article_id"),
    )
    op.create_index("ix_band_article_id", "band", ["article_id"])
    op.create_table(
        "terms",
        sa.Column("article_id", KEY, nullable=False),
        sa.Column("headline", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("stems", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"]),
        sa.PrimaryKeyConstraint("article_id"),
    )
    op.create_table(
        "link",
        sa.Column("id", KEY, primary_key=True),
        sa.Column("outlet", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("url_hash", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("entry", sa.JSON(), nullable=False),
        sa.Column("published", sa.DateTime(timezone=True), nullable=True),
        sa.Column("first_seen", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("fetched", sa.DateTime(timezone=True), nullable=True),
        sa.Column("http_status", sa.Integer(), nullable=True),
        sa.Column("article_id", KEY, nullable=True),
        sa.Column("run_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"]),
    )
    op.create_index("ix_link_article_id", "link", ["article_id"])
    op.create_index("link_address", "link", ["outlet", "url_hash"], unique=True)
    op.create_index("link_frontier", "link", ["outlet", "state", "due_at"])
