from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import func, select

from news import copies, fingerprint
from storage import database
from storage.copies import clusters, lookup
from storage.corpus import articles
from storage.database import Database
from storage.operations import checkup
from storage.tables import ArticleRow, Cluster
from tests import forking
from tests.effort import times
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
    assert checkup.problems(db) == []


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
    assert (first.cluster, first.is_copy) == (None, False)  # one alone is no cluster
    # and comes back
    keep(db, article(outlet="b"))
    assert place(db, copy).is_copy
    assert checkup.problems(db) == []


def test_a_lead_that_is_rewritten_hands_over(db: Database) -> None:
    lead, heir, last = (
        keep(db, article(outlet=name, body=body)) for name, body in (("a", WIRE), ("b", WIRE_EDITED), ("c", WIRE))
    )
    keep(db, article(outlet="a", body=OTHER))
    assert place(db, lead).cluster is None
    second, third = place(db, heir), place(db, last)
    assert second.cluster is not None
    assert third.cluster is not None
    assert (second.cluster.lead, second.cluster.size, second.cluster.similarity, second.is_copy) == (heir, 2, 1.0, False)
    assert third.is_copy
    assert 0.5 <= third.cluster.similarity < 1  # to its new lead
    assert checkup.problems(db) == []


def test_a_lead_that_is_touched_up_stays_the_lead(db: Database) -> None:
    lead = keep(db, article(outlet="a"))
    copy = keep(db, article(outlet="b"))
    keep(db, article(outlet="a", body=WIRE_EDITED))
    first, second = place(db, lead), place(db, copy)
    assert not first.is_copy
    assert second.cluster is not None
    assert (second.cluster.lead, second.cluster.size) == (lead, 2)
    assert second.cluster.similarity < 1
    assert checkup.problems(db) == []


def test_a_lead_that_goes_stays_the_lead(db: Database) -> None:
    lead = keep(db, article(outlet="a"))
    copy = keep(db, article(outlet="b"))
    with db.write() as session:
        articles.mark_gone(session, lead, now=FETCHED)
    assert (place(db, lead).is_copy, place(db, copy).is_copy) == (False, True)


@pytest.mark.parametrize("members", [2, 3])
def test_a_lead_that_is_taken_out_leaves_a_whole_cluster(db: Database, members: int) -> None:
    ids = [keep(db, article(outlet=f"o{number}")) for number in range(members)]
    with db.write() as session:
        clusters.leave(session, session.get_one(ArticleRow, ids[0]))
    stored = [place(db, number) for number in ids]
    assert [one.is_copy for one in stored] == [False, False, True][:members]
    assert [one.cluster.lead if one.cluster else None for one in stored] == (
        [None, None] if members == 2 else [None, ids[1], ids[1]]
    )
    assert checkup.problems(db) == []


PARAGRAPHS = WIRE.split("\n\n")
LONG = "\n\n".join([*PARAGRAPHS, *OTHER.split("\n\n")])


@pytest.mark.parametrize(
    ("first", "second"),
    [(LONG, "\n\n".join(LONG.split("\n\n")[:2])), (WIRE, LONG), ("\n\n".join(LONG.split("\n\n")[:2]), LONG)],
    ids=["cut to a third", "another wire joined", "the whole after the part"],
)
def test_part_and_whole_are_one_story(db: Database, first: str, second: str) -> None:
    lead = keep(db, article(outlet="a", body=first))
    found = place(db, keep(db, article(outlet="b", headline="عنوان آخر تماما", body=second)))
    assert found.cluster is not None
    assert found.cluster.lead == lead


def test_a_footer_of_the_outlet_does_not_make_copies(db: Database) -> None:
    footer = "\n\n".join(PARAGRAPHS)
    ids = [keep(db, article(outlet="a", url=f"https://example.com/{n}", headline=None, body=f"{text}\n\n{footer}"))
           for n, text in enumerate(NEWS)]  # fmt: skip
    other = keep(db, article(outlet="b", headline=None, body=f"{OTHER}\n\n{footer}"))
    assert [place(db, number).cluster for number in [*ids, other]] == [None] * 4


LETTERS = "ابتثجحخدذرزس"
NEWS = (
    "افتتح وزير النقل خطا جديدا للقطار بين العاصمة والمدن الساحلية يخدم آلاف الركاب كل يوم بأسعار مخفضة للطلاب.",
    "اكتشف علماء آثار مقبرة من العصر الروماني في أطراف المدينة القديمة وفيها أوان فخارية وتماثيل صغيرة من البرونز.",
    "تراجعت أسعار القمح في البورصات العالمية بعد توقعات بمحصول وفير في الموسم المقبل وزيادة الصادرات من البحر الأسود.",
)


def test_many_texts_of_one_template_cost_a_bounded_search(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lookup, "PER_BAND", 4)
    monkeypatch.setattr(lookup, "CANDIDATES", 3)
    monkeypatch.setattr(lookup, "COMPARED", 2)
    monkeypatch.setattr(lookup, "_sharing", lookup._sharing.__wrapped__)
    estimated, compared = [], []
    similarity, shared = fingerprint.similarity, copies._shared
    monkeypatch.setattr(fingerprint, "similarity", lambda a, b: estimated.append(1) or similarity(a, b))
    monkeypatch.setattr(copies, "_shared", lambda *a: compared.append(1) or shared(*a))
    for number in range(12):
        keep(db, article(url=f"https://example.com/{number}", body=TOLL.format(number + 10, 100 + number)))
        assert len(estimated) <= 3
        assert len(compared) <= 2
        estimated.clear()
        compared.clear()


def test_a_wire_printed_by_hundreds_is_compared_once_each(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    compared = []
    shared = copies._shared
    monkeypatch.setattr(copies, "_shared", lambda *a: compared.append(1) or shared(*a))
    for number in range(120):
        keep(db, article(outlet=f"o{number}", body=f"{WIRE}\n\nخاص {LETTERS[number % 10]}{LETTERS[number // 10]}"))
        assert len(compared) <= 2 * lookup.COMPARED
        compared.clear()
    with db.read() as session:
        assert session.scalar(select(func.max(Cluster.size))) >= 100


PROCESSES, ROUNDS = times(4, 8), 5


def _record(url: str, number: int, ready) -> None:
    corpus = database.open(url)
    fingerprint.signature(WIRE)  # loads numpy: not while everybody waits for the lock
    for text in range(ROUNDS):
        # every wire text is its own: other words throughout; and every outlet adds its own line to it
        body = " ".join(f"{word}{LETTERS[text]}" for word in f"{WIRE}\n\n{OTHER}".split())
        own = f"{body}\n\n{' '.join(f'{word}{LETTERS[number]}' for word in NEWS[text % 3].split())}"
        ready.wait()
        keep(corpus, replace(article(outlet=f"outlet{number}", url=f"https://example.com/{text}"), body=own))
    corpus.close()


def test_processes_with_the_same_wire_copy_make_exactly_one_lead_each(corpus_url: str) -> None:
    context = forking.context()
    ready = context.Barrier(PROCESSES, timeout=60)
    workers = [context.Process(target=_record, args=(corpus_url, number, ready)) for number in range(PROCESSES)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert [worker.exitcode for worker in workers] == [0] * PROCESSES
    db = database.open(corpus_url)
    with db.read() as session:
        assert session.scalar(select(func.count()).select_from(ArticleRow)) == PROCESSES * ROUNDS
        assert session.scalars(select(Cluster.size)).all() == [PROCESSES] * ROUNDS
        assert session.scalar(select(func.count()).where(ArticleRow.is_copy)) == (PROCESSES - 1) * ROUNDS
    assert checkup.problems(db) == []
    db.close()
