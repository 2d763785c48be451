"""One story: all prints of a text, as they followed each other."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from storage.corpus import article_json, spread
from storage.corpus.article_json import Row
from storage.corpus.dossier import MOST_ID
from storage.corpus.spread import Spread
from storage.errors import NotFound
from storage.tables import ArticleRow, Cluster

MOST = 200
"""Prints that are read, the first ones."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    id: int
    size: int
    lead: int
    """Number of the article we saw first."""
    spread: Spread
    articles: list[Row]
    """Article JSON, at most MOST, in the order in which they were there (`spread.printed_at`)."""

    def delay(self, article: Row) -> float:
        """Seconds after the first."""
        published = datetime.fromisoformat(article["published"]) if article["published"] else None
        seen = datetime.fromisoformat(article["first_seen"])
        return self.spread.delay(published, article["published_precision"], seen).total_seconds()


def read(session: Session, cluster_id: int) -> Story:
    """The story of that number. Raises NotFound."""
    cluster = session.get(Cluster, cluster_id) if 0 < cluster_id <= MOST_ID else None
    known = spread.spreads(session, [cluster_id]).get(cluster_id) if cluster is not None else None
    if cluster is None or known is None:
        raise NotFound(f"no story {cluster_id}; `cluster.id` of an article names its story")
    article = ArticleRow.__table__
    asked: Any = article_json.whole(article_json.statement(session).select_from(article))
    asked = asked.where(article.c.cluster_id == cluster_id).order_by(spread.printed_at, article.c.id).limit(MOST)
    rows = article_json.gather(session, session.execute(asked))
    return Story(id=cluster.id, size=cluster.size, lead=cluster.lead_id, spread=known, articles=rows)
