from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from news import arabic
from news.article import Removed, article_json
from storage.corpus import articles, captures
from storage.corpus.articles import Recorded
from storage.crawls import links, runs
from storage.database import Database
from storage.errors import NotFound
from storage.operations import checkup
from storage.tables import Link, Name, Run, Sighting, Terms
from tests.storage.samples import FETCHED, OTHER, WIRE, article, entry, full


def keep(db: Database, value, now=FETCHED, **given) -> Recorded:
    with db.write() as session:
        return articles.record(session, value, **{"link_id": None, "capture_id": None, "run_id": None, "now": now, **given})


def json_of(db: Database, article_id: int) -> dict:
    with db.read() as session:
        return articles.stored_json(articles.get(session, article_id))


def test_everything_comes_back_as_it_went_in(db: Database, now) -> None:
    with db.write() as session:
        run = runs.queue(session, "example", "manual", now)
        capture = captures.add(
            session,
            run_id=run,
            outlet="example",
            url="https://example.com/news/1",
            file="example/1.warc.gz",
            offset=2**33,
            length=10,
            status=200,
            content_type="text/html\x00",
            fetched=now,
        )
        done = articles.record(session, full(), link_id=None, capture_id=capture, run_id=run, now=now)
    assert done.verdict == "stored"
    assert json_of(db, done.article_id) == article_json(full()) | {
        "id": done.article_id,
        "first_seen": "2026-11-22T09:00:00Z",
        "cluster": None,
        "revision": 1,
        "revisions": 1,
        "status": "live",
        "capture": {"file": "example/1.warc.gz", "offset": 2**33},
    }
    with db.read() as session:
        stored = articles.get(session, done.article_id)
        assert stored.article == full()
        assert stored.sorted_at == full().published
        names = set(session.execute(select(Name.role, Name.folded)).tuples())
    assert {("agency", "رويترز"), ("author", "احمد محمد"), ("section", "سياسه"), ("tag", "الغاز")} <= names
    assert checkup.problems(db) == []


def test_one_transaction_settles_the_link_and_counts_the_run(db: Database, now) -> None:
    with db.write() as session:
        run = runs.queue(session, "example", "manual", now)
        links.offer(session, "example", [entry(1), entry(2), entry(3)], now, run)
        runs.add(session, run, offered=3, new=3)
        first, second, third = links.take(session, "example", now, 10)
    given = {"run_id": run}
    one = keep(db, article(), link_id=first.id, **given)
    assert keep(db, article(url="https://example.com/news/2"), link_id=second.id, **given) == Recorded(
        verdict="duplicate", article_id=one.article_id
    )
    with pytest.raises(RuntimeError):
        _record_and_fail(db, third.id, run)
    with db.read() as session:
        row = session.get_one(Run, run)
        assert (row.fetched, row.stored, row.duplicate) == (2, 1, 1)
        states = {row.id: row.state for row in session.scalars(select(Link))}
        assert states == {first.id: "stored", second.id: "duplicate", third.id: "waiting"}
        assert session.scalars(select(Sighting.url)).all() == ["https://example.com/news/2"]
    assert checkup.problems(db) == []


def _record_and_fail(db: Database, link: int, run: int) -> None:
    with db.write() as session:
        url = "https://example.com/news/3"
        articles.record(session, article(url=url, body=OTHER), link_id=link, capture_id=None, run_id=run, now=FETCHED)
        raise RuntimeError


def test_the_same_page_again_is_unchanged(db: Database) -> None:
    first = keep(db, article())
    again = keep(db, article(fetched=FETCHED + timedelta(hours=1)))
    assert again == Recorded(verdict="unchanged", article_id=first.article_id)
    found = json_of(db, first.article_id)
    assert (found["fetched"], found["revision"]) == ("2026-11-22T10:00:00Z", 1)


def test_changed_text_is_a_revision_and_the_old_state_is_kept(db: Database) -> None:
    first = keep(db, article(tags=("قديم",)))
    changed = article(body=OTHER, tags=("جديد",), fetched=FETCHED + timedelta(hours=1))
    assert keep(db, changed) == Recorded(verdict="revised", article_id=first.article_id)
    now = json_of(db, first.article_id)
    assert (now["body"], now["revision"], now["revisions"]) == (OTHER, 2, 2)
    with db.read() as session:
        before = articles.revision_json(session, first.article_id, 1)
        assert (before["body"], before["revision"], before["revisions"]) == (WIRE, 1, 2)
        assert articles.revision_json(session, first.article_id, 2) == now
        with pytest.raises(NotFound, match="1 to 2"):
            articles.revision_json(session, first.article_id, 3)
        assert session.scalars(select(Name.folded).where(Name.role == "tag")).all() == ["جديد"]
        assert session.scalars(select(Terms.body)).one() == " ".join(arabic.words(OTHER))
    assert checkup.problems(db) == []


def test_gone_and_back(db: Database, now) -> None:
    first = keep(db, article())
    with db.write() as session:
        assert articles.mark_gone(session, first.article_id, now=now)
        assert not articles.mark_gone(session, first.article_id, now=now)
    assert json_of(db, first.article_id)["status"] == "gone"
    assert keep(db, article()).verdict == "revised"
    found = json_of(db, first.article_id)
    assert (found["status"], found["revision"], found["body"]) == ("live", 3, WIRE)
    assert checkup.problems(db) == []


@pytest.mark.parametrize(("minutes", "kept"), [(5, 6), (90, 24)], ids=["one an hour", "24 at most"])
def test_a_page_that_changes_at_every_look_is_kept_in_few_states(db: Database, minutes: int, kept: int) -> None:
    first = keep(db, article())
    for number in range(1, 41):
        when = FETCHED + number * timedelta(minutes=minutes)
        assert keep(db, article(body=f"{WIRE}\n\nعدد القراء {number}", fetched=when), when).verdict == "revised"
    found = json_of(db, first.article_id)
    assert (found["revision"], found["body"].rpartition(" ")[2]) == (1 + kept, "40")
    assert checkup.problems(db) == []


def test_a_live_report_has_one_revision_an_hour(db: Database) -> None:
    first = keep(db, article(kind="liveblog"))
    for number in range(1, 13):
        when = FETCHED + number * timedelta(minutes=15)
        keep(db, article(kind="liveblog", body=f"{WIRE}\n\nتحديث {number}", fetched=when), when)
    with db.read() as session:
        states = [articles.revision_json(session, first.article_id, number) for number in (1, 2, 3, 4)]
    assert [state["body"].removeprefix(WIRE).strip() for state in states] == ["", "تحديث 4", "تحديث 8", "تحديث 12"]
    assert json_of(db, first.article_id)["revision"] == 4


def test_a_page_that_comes_to_rest_is_kept_whole_again(db: Database) -> None:
    first = keep(db, article())
    texts = [f"{WIRE}\n\nعدد القراء {number}" for number in (1, 2, 3, 3, 4)]
    for number, body in enumerate(texts, 1):
        keep(db, article(body=body, fetched=FETCHED + number * timedelta(minutes=1)))
    assert json_of(db, first.article_id)["revision"] == 5


def test_what_we_read_better_is_no_revision(db: Database) -> None:
    """Neither a line our rules take out now, nor one they give back, nor a cut at another place of the same words."""
    first = keep(db, article(body=f"{WIRE}\n\nشارك المقال مع أصدقائك\n\n{OTHER}"))
    taken = article(body=f"{WIRE}\n\n{OTHER}", removed=(Removed(text="شارك المقال مع أصدقائك", reason="furniture:share"),))
    assert keep(db, taken).verdict == "unchanged"
    assert json_of(db, first.article_id)["removed"] == [{"text": "شارك المقال مع أصدقائك", "reason": "furniture:share"}]
    cut = replace(
        taken, body=taken.body.replace(" مجانا.", ""), removed=(*taken.removed, Removed(text="مجانا.", reason="credit"))
    )
    assert keep(db, cut).verdict == "unchanged"
    assert keep(db, taken).verdict == "unchanged"
    edited = replace(taken, body=taken.body.replace("انخفاض", "ارتفاع"), removed=())
    assert keep(db, edited).verdict == "revised"
    found = json_of(db, first.article_id)
    assert (found["revision"], found["body"]) == (2, edited.body)
    assert checkup.problems(db) == []


def test_a_page_fetched_elsewhere_belongs_to_its_canonical_address(db: Database) -> None:
    claims = article(url="https://example.com/p?id=1", canonical_url="https://example.com/news/1")
    first = keep(db, claims, source_url="https://example.com/short/1")
    assert keep(db, article()).article_id == first.article_id
    with db.read() as session:
        seen = set(session.scalars(select(Sighting.url)))
    assert seen == {"https://example.com/p?id=1", "https://example.com/short/1"}


def test_the_same_address_at_two_outlets_is_two_articles(db: Database) -> None:
    assert keep(db, article()).verdict == keep(db, article(outlet="other")).verdict == "stored"


def test_a_date_ahead_of_its_day_does_not_pin_an_article_on_top(db: Database) -> None:
    first = keep(db, article(published=FETCHED + timedelta(hours=20)))
    with db.read() as session:
        assert articles.get(session, first.article_id).sorted_at == FETCHED


def test_what_is_not_there(db: Database, now) -> None:
    with pytest.raises(NotFound, match="no article 7"), db.read() as session:
        articles.get(session, 7)
    with pytest.raises(NotFound), db.write() as session:
        articles.mark_gone(session, 7, now=now)
    with pytest.raises(NotFound, match="no link 7"):
        keep(db, article(), link_id=7)
    with pytest.raises(NotFound, match="no run 7"):
        keep(db, article(), run_id=7)


anything = st.text(st.characters(codec=None), max_size=60)  # lone surrogates, NUL and non-characters too


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(texts=st.lists(anything, min_size=6, max_size=6))
def test_any_text_comes_back_clean(db: Database, texts: list[str]) -> None:
    headline, body, author, tag, section, caption = texts
    value = article(
        headline=headline, body=body, authors=(author,), tags=(tag,), section=section, captions=(caption,), published_raw=body
    )
    with db.write() as session:
        done = articles.record(session, value, link_id=None, capture_id=None, run_id=None, now=FETCHED)
        session.expire_all()
        stored = articles.get(session, done.article_id).article
        clean = arabic.clean
        assert (stored.headline, stored.body, stored.authors) == (clean(headline), clean(body), (clean(author),))
        assert (stored.tags, stored.section, stored.captions) == ((clean(tag),), clean(section), (clean(caption),))
        assert stored.published_raw == clean(body)
        # into JSON of the revision too
        articles.record(session, article(body="غيره"), link_id=None, capture_id=None, run_id=None, now=FETCHED)
        session.flush()
        session.rollback()


def test_very_long_texts_and_words(db: Database) -> None:
    long = "\n\n".join(" ".join(f"كلمة{chr(0x0628 + n % 20)}{n * 7919 + p}" for n in range(200)) for p in range(300))
    done = keep(db, article(body=f"{'ط' * 5000} {long}", authors=("اسم " * 3000,)))
    assert json_of(db, done.article_id)["word_count"] == 60_001
    assert checkup.problems(db) == []
