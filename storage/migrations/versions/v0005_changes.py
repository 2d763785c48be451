"""Which articles changed, in the order in which their transactions were committed: what the cursor of an export counts.

Every article has one row in `article_change`; each change gives it a new, higher number, and a deleted article keeps its row:
that it is gone is a change too. Triggers see to it, so that no way of writing can forget to. A number is given

SQLite: inside the writing transaction, and there is only one at a time (BEGIN IMMEDIATE);
PostgreSQL: under the advisory lock that everybody who records takes, held until the transaction has ended, and become visible.

So who sees a number sees all lower ones. No change of an article is: that its page was asked for again and said the same
(`fetched`), and what happens to the copies of its text (its place in a cluster); that it is no copy any more is one.
"""

from __future__ import annotations

import secrets
from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

# SQLite counts rowids only for plain INTEGER keys
KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
RECORD_LOCK = 0x7261736965
"""As `storage.copies.clusters.RECORD_LOCK`."""

CONTENT = (
    "outlet, url, canonical_url, headline, standfirst, body, language, authors, agency, dateline, section, tags, published, "
    "published_raw, published_evidence, published_precision, modified, image_url, image_caption, image_credit, captions, "
    "removed, kind, first_seen, revision, status"
)

# not INSERT OR REPLACE: a trigger takes over the conflict clause of the statement that fires it
_NOTE = "DELETE FROM article_change WHERE article_id = {id}; INSERT INTO article_change (article_id) VALUES ({id});"
SQLITE = (
    f"CREATE TRIGGER article_added AFTER INSERT ON article BEGIN {_NOTE.format(id='new.id')} END",
    f"CREATE TRIGGER article_edited AFTER UPDATE OF {CONTENT} ON article BEGIN {_NOTE.format(id='new.id')} END",
    f"""CREATE TRIGGER article_shown AFTER UPDATE OF is_copy ON article WHEN old.is_copy AND NOT new.is_copy
    BEGIN {_NOTE.format(id="new.id")} END""",
    f"CREATE TRIGGER article_deleted AFTER DELETE ON article BEGIN {_NOTE.format(id='old.id')} END",
    f"CREATE TRIGGER embed_added AFTER INSERT ON embed BEGIN {_NOTE.format(id='new.article_id')} END",
    f"CREATE TRIGGER embed_edited AFTER UPDATE ON embed BEGIN {_NOTE.format(id='new.article_id')} END",
    f"CREATE TRIGGER embed_deleted AFTER DELETE ON embed BEGIN {_NOTE.format(id='old.article_id')} END",
)
POSTGRES = (
    # one number a transaction is enough: nobody has seen it yet
    f"""CREATE FUNCTION note_article_change(changed bigint) RETURNS void LANGUAGE plpgsql AS $$ BEGIN
        PERFORM pg_advisory_xact_lock({RECORD_LOCK});
        INSERT INTO article_change (article_id) VALUES (changed)
        ON CONFLICT (article_id) DO UPDATE SET number = excluded.number
        WHERE article_change.xmin <> pg_current_xact_id()::xid;
    END $$""",  # noqa: S608 - a constant
    """CREATE FUNCTION article_changed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF TG_OP = 'DELETE' THEN PERFORM note_article_change(OLD.id); ELSE PERFORM note_article_change(NEW.id); END IF;
        RETURN NULL;
    END $$""",
    """CREATE FUNCTION embed_changed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF TG_OP = 'DELETE' THEN PERFORM note_article_change(OLD.article_id);
        ELSE PERFORM note_article_change(NEW.article_id); END IF;
        RETURN NULL;
    END $$""",
    f"""CREATE TRIGGER article_edited AFTER INSERT OR DELETE OR UPDATE OF {CONTENT} ON article
    FOR EACH ROW EXECUTE FUNCTION article_changed()""",
    """CREATE TRIGGER article_shown AFTER UPDATE OF is_copy ON article
    FOR EACH ROW WHEN (old.is_copy AND NOT new.is_copy) EXECUTE FUNCTION article_changed()""",
    "CREATE TRIGGER embed_edited AFTER INSERT OR DELETE OR UPDATE ON embed FOR EACH ROW EXECUTE FUNCTION embed_changed()",
)


def upgrade() -> None:
    op.create_table(
        "article_change",
        sa.Column("number", KEY, primary_key=True),
        sa.Column("article_id", KEY, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("article_change_of", "article_change", ["article_id"], unique=True)
    op.execute("INSERT INTO article_change (article_id) SELECT id FROM article ORDER BY id")
    for statement in SQLITE if op.get_bind().dialect.name == "sqlite" else POSTGRES:
        op.execute(statement)
    corpus = op.create_table(
        "corpus",
        sa.Column("identity", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("bands_from", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("identity"),
    )
    made = datetime.now(UTC)
    if op.get_bind().dialect.name == "sqlite":
        made = made.replace(tzinfo=None)
    op.bulk_insert(corpus, [{"identity": secrets.token_hex(6), "made_at": made, "bands_from": None}])
