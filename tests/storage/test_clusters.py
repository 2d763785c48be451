from __future__ import annotations

import multiprocessing
from dataclasses import replace

import pytest
from sqlalchemy import func, select

from news import fingerprint
from storage import articles, clusters, database
from storage.database import Database
from storage.tables import ArticleRow, Cluster
from tests.storage.samples import FETCHED, OTHER, WIRE, WIRE_EDITED, article


def keep(db: Database, value) -> int:
    with db.write() as session:
        return articles.record(session, value, link_id=None, capture_id=None, run_id=None, now=FETCHED).article_id


def place(db: Database, number: int):
    with db.read() as session:
        return articles.get(session, number)


def test_edited_wire_copy_follows_the_first_we_saw(db: Database) -> None:
    lead = keep(db, article(outlet="first"))
    copy = keep(db, article(outlet="second", headline="عنوان آخر", body=WIRE_EDITED))
    other = keep(db, article(outlet="third", body=OTHER))
    first, second = place(db, lead), place(db, copy)
    assert first.cluster is not None
    assert second.cluster is not None
    assert (first.cluster.id, first.cluster.size, first.cluster.lead, first.cluster.similarity) == (
        first.cluster.id,
        2,
        lead,
        1.0,
    )
    assert (second.cluster.id, second.cluster.lead, second.is_copy, first.is_copy) == (first.cluster.id, lead, True, False)
    expected = fingerprint.similarity(fingerprint.signature(WIRE) or b"", fingerprint.signature(WIRE_EDITED) or b"")
    assert 0.5 <= second.cluster.similarity == expected < 1
    assert place(db, other).cluster is None
    with db.read() as session:
        assert clusters.members(session, first.cluster.id) == [lead, copy]
    assert db.check() == []


def test_a_copy_of_a_copy_is_compared_with_the_lead(db: Database) -> None:
    lead = keep(db, article(outlet="a"))
    keep(db, article(outlet="b", body=WIRE_EDITED))
    third = place(db, keep(db, article(outlet="c", body=WIRE)))
    assert third.cluster is not None
    assert (third.cluster.lead, third.cluster.size, third.cluster.similarity) == (lead, 3, 1.0)


TOLL = "بلغت حصيلة حوادث المرور خلال الأسبوع الماضي {} قتيلا و{} جريحا، حسبما أفادت به الحماية المدنية اليوم الثلاثاء. "
TOLL += (
    "وسجلت أثقل حصيلة في ولاية الجزائر، فيما دعت المصالح نفسها السائقين إلى توخي الحيطة والحذر واحترام قواعد السلامة المرورية."
)


@pytest.mark.parametrize(
    ("one", "two", "same"),
    [
        (TOLL.format(31, 1200), TOLL.format(42, 1100), False),
        (TOLL.format(31, 1200), TOLL.format(31, 1200) + " وأضاف البيان تفاصيل.", True),
        ("عاجل", "عاجل", True),
        ("", "", False),
        (OTHER, WIRE, False),
    ],
    ids=["template, other numbers", "template, same numbers", "flash, same words", "empty bodies", "unrelated"],
)
def test_which_texts_are_one(db: Database, one: str, two: str, same: bool) -> None:
    keep(db, article(outlet="a", body=one))
    second = place(db, keep(db, article(outlet="b", body=two)))
    assert (second.cluster is not None) is same


def test_a_short_body_without_headlines_says_too_little(db: Database) -> None:
    keep(db, article(outlet="a", headline=None, body="شاهد الفيديو"))
    assert place(db, keep(db, article(outlet="b", headline=None, body="شاهد الفيديو"))).cluster is None


def test_a_copy_that_is_rewritten_leaves(db: Database) -> None:
    lead = keep(db, article(outlet="a"))
    copy = keep(db, article(outlet="b"))
    assert keep(db, article(outlet="b", body=OTHER)) == copy
    first, second = place(db, lead), place(db, copy)
    assert (second.cluster, second.is_copy) == (None, False)
    assert first.cluster is not None
    assert first.cluster.size == 1
    # and comes back
    keep(db, article(outlet="b"))
    assert place(db, copy).is_copy
    assert db.check() == []


def test_a_lead_that_is_rewritten_stays_the_lead(db: Database) -> None:
    lead = keep(db, article(outlet="a"))
    keep(db, article(outlet="b"))
    keep(db, article(outlet="a", body=OTHER))
    assert not place(db, lead).is_copy
    assert db.check() == []


def test_many_texts_of_one_template_cost_a_bounded_search(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clusters, "PER_BAND", 2)
    monkeypatch.setattr(clusters, "CANDIDATES", 3)
    monkeypatch.setattr(clusters, "_candidates", clusters._candidates.__wrapped__)
    compared = []
    similarity = fingerprint.similarity
    monkeypatch.setattr(fingerprint, "similarity", lambda a, b: compared.append(1) or similarity(a, b))
    for number in range(12):
        keep(db, article(url=f"https://example.com/{number}", body=TOLL.format(number + 10, 100 + number)))
        assert len(compared) <= 3
        compared.clear()


def _record(url: str, number: int, ready) -> None:
    corpus = database.open(url)
    ready.wait()
    for text in range(5):
        body = f"{WIRE}\n\n{OTHER.replace('الجزائر', 'ولاية ' * (text + 1))}".replace("قال", f"قال{text}")
        # every wire text is its own: other words throughout
        body = " ".join(f"{word}{'ابتثجحخدذر'[text]}" for word in body.split())
        keep(corpus, replace(article(outlet=f"outlet{number}", url=f"https://example.com/{text}"), body=body))
    corpus.close()


def test_four_processes_with_the_same_wire_copy_make_one_lead_each(database_url: str) -> None:
    database.open(database_url, create=True).close()
    context = multiprocessing.get_context("spawn")
    ready = context.Barrier(4)
    workers = [context.Process(target=_record, args=(database_url, number, ready)) for number in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert [worker.exitcode for worker in workers] == [0] * 4
    db = database.open(database_url)
    with db.read() as session:
        assert session.scalar(select(func.count()).select_from(ArticleRow)) == 20
        assert session.scalars(select(Cluster.size)).all() == [4] * 5
        assert session.scalar(select(func.count()).where(ArticleRow.is_copy)) == 15
    assert db.check() == []
    db.close()
