"""Who printed a story first, how late the others were, and whose it is."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select

from storage.corpus import articles, spread
from storage.database import Database
from storage.tables import ArticleRow
from tests.storage.samples import FETCHED, WIRE, article

MINUTE = timedelta(minutes=1)


def keep(db: Database, outlet: str, seen: datetime, **values) -> int:
    """The same story at an outlet, seen then."""
    one = article(outlet=outlet, url=f"https://{outlet}.example/{seen:%H%M}", fetched=seen, body=WIRE, **values)
    with db.write() as session:
        return articles.record(session, one, link_id=None, capture_id=None, run_id=None, now=seen).article_id


def only(db: Database) -> spread.Spread:
    with db.read() as session:
        (cluster,) = set(session.scalars(select(ArticleRow.cluster_id)))
        return spread.spreads(session, [cluster])[cluster]


def test_no_clusters_no_answer(db: Database) -> None:
    with db.read() as session:
        assert spread.spreads(session, []) == {}
        assert spread.spreads(session, [17]) == {}


def test_who_printed_it_first_need_not_be_whom_we_saw_first(db: Database) -> None:
    exact = {"published_precision": "minute", "published_evidence": "jsonld"}
    keep(db, "seen-first", FETCHED, published=FETCHED - 5 * MINUTE, **exact)
    earlier = keep(db, "printed-first", FETCHED + 30 * MINUTE, published=FETCHED - 58 * MINUTE, **exact)
    keep(db, "third", FETCHED + 60 * MINUTE)
    found = only(db)
    assert (found.articles, found.outlets, found.first_id, found.first_outlet) == (3, 3, earlier, "printed-first")
    assert found.first_at == FETCHED - 58 * MINUTE
    assert found.delay(FETCHED - 5 * MINUTE, "minute", FETCHED) == 53 * MINUTE
    assert found.delay(None, None, FETCHED) == 58 * MINUTE


def test_a_day_alone_and_a_time_to_come_win_no_race(db: Database) -> None:
    first = keep(db, "first", FETCHED, published=FETCHED - MINUTE, published_precision="second", published_evidence="jsonld")
    midnight = FETCHED.replace(hour=0, minute=0)
    keep(db, "day", FETCHED + MINUTE, published=midnight, published_precision="day", published_evidence="line")
    later = FETCHED + timedelta(days=400)
    keep(db, "future", FETCHED + 2 * MINUTE, published=later, published_precision="minute", published_evidence="jsonld")
    found = only(db)
    assert (found.first_id, found.first_at) == (first, FETCHED - MINUTE)
    assert found.delay(midnight, "day", FETCHED + MINUTE) == 2 * MINUTE
    assert found.delay(later, "minute", FETCHED + 2 * MINUTE) == 3 * MINUTE


def test_equal_times_go_by_number(db: Database) -> None:
    one = keep(db, "one", FETCHED)
    keep(db, "two", FETCHED)
    assert only(db).first_id == one


def test_the_agency_most_of_them_credit(db: Database) -> None:
    for at, (outlet, agency) in enumerate((("a", "رويترز"), ("b", "الأناضول"), ("c", "الأناضول"), ("d", None))):
        keep(db, outlet, FETCHED + at * MINUTE, agency=agency)
    assert only(db).agency == "الأناضول"


def test_agencies_credited_equally_often_go_by_name(db: Database) -> None:
    keep(db, "a", FETCHED, agency="رويترز")
    keep(db, "b", FETCHED + MINUTE, agency="الأناضول")
    assert only(db).agency == "الأناضول"


def test_nobody_credits_an_agency(db: Database) -> None:
    keep(db, "a", FETCHED)
    keep(db, "a", FETCHED + MINUTE, headline="عنوان آخر للخبر نفسه")
    found = only(db)
    assert (found.agency, found.articles, found.outlets) == (None, 2, 1)
