from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from storage import database
from storage.database import Database


@pytest.fixture
def db(corpus_url: str) -> Iterator[Database]:
    """An empty corpus, on either engine."""
    corpus = database.open(corpus_url)
    yield corpus
    corpus.close()


@pytest.fixture
def now() -> datetime:
    return datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
