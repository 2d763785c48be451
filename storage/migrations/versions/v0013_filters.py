"""Lists by any one filter begin at the newest: names stand in the order of `terms.place`, kinds and languages in that of lists.

A name is a row of its own no more than once for an article, so article, role and name are its key; that was three trees in
SQLite and is two.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"

CREATE = """CREATE TABLE moved (article_id {number} NOT NULL REFERENCES article (id), role TEXT NOT NULL, folded TEXT NOT NULL,
place BIGINT NOT NULL, PRIMARY KEY (article_id, role, folded))"""
# as `storage.searching.terms.place`: whole seconds, within 32 bits, then the article's number
SQLITE_PLACE = "max(-4294967295, min(4294967295, CAST(strftime('%s', sorted_at) AS INTEGER))) * 1073741824 + article.id"
POSTGRES_PLACE = (
    "greatest(-4294967295, least(4294967295, floor(extract(epoch FROM sorted_at))::bigint)) * 1073741824 + article.id"
)
FILL = """INSERT INTO moved (article_id, role, folded, place) SELECT name.article_id, role, folded, {place}
FROM name JOIN article ON article.id = name.article_id WHERE true ORDER BY name.article_id ON CONFLICT DO NOTHING"""


def upgrade() -> None:
    sqlite = op.get_bind().dialect.name == "sqlite"
    number, place = ("INTEGER", SQLITE_PLACE) if sqlite else ("BIGINT", POSTGRES_PLACE)
    create = CREATE.format(number=number) + (" WITHOUT ROWID" if sqlite else "")
    for statement in (create, FILL.format(place=place), "DROP TABLE name", "ALTER TABLE moved RENAME TO name"):
        op.execute(sa.text(statement))
    if not sqlite:
        op.execute("ALTER TABLE name RENAME CONSTRAINT moved_pkey TO name_pkey")
        op.execute("ALTER TABLE name RENAME CONSTRAINT moved_article_id_fkey TO name_article_id_fkey")
    op.create_index("name_newest", "name", ["role", "folded", "place"])
    op.create_index("article_kind_newest", "article", ["kind", "sorted_at", "id"])
    op.create_index("article_language_newest", "article", ["language", "sorted_at", "id"])
