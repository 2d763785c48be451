"""Watches over their life, on either database: what counts, what is told once, and that a kill between changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text

from storage import database
from storage.corpus import articles
from storage.database import Database
from storage.errors import NotFound
from storage.operations import checkup, forgetting
from storage.readers import watch_notices, watch_walk, watches
from storage.readers.refusal import Refused
from storage.readers.watch_questions import Wish
from storage.readers.watch_walk import Walked, Walker
from storage.searching.search import Filters
from tests.storage.migrations.test_migration_0009 import at
from tests.storage.samples import FETCHED, OTHER, WIRE, WIRE_EDITED, article

LATER = FETCHED + timedelta(minutes=5)
DARAA = "قصف مدفعي على درعا البلد مساء السبت يوقع قتلى بين المدنيين"


def wish(query: str = "", *, aliases: tuple[tuple[str, ...], ...] = (), **filters: object) -> Wish:
    return Wish(query=query, filters=Filters(copies=True, **filters), aliases=aliases)  # type: ignore[arg-type]


def keep(db: Database, name: str, query: str, *channels: str, **more: object) -> int:
    with db.write() as session:
        return watches.add(session, name, wish(query, **more), channels, FETCHED).id  # type: ignore[arg-type]


def record(db: Database, number: int, body: str, **values: object) -> int:
    made = article(url=f"https://example.com/{number}", headline="خبر", body=body)
    made = replace(made, **({"fetched": LATER} | values))  # type: ignore[arg-type]
    with db.write() as session:
        return articles.record(session, made, link_id=None, capture_id=None, run_id=None, now=made.fetched).article_id


def walk(db: Database) -> Walked:
    return Walker(db).walk(LATER)


def found(db: Database, watch: int) -> list[int]:
    with db.read() as session:
        return [hit.article_id for hit in watches.hits(session, watch, 100)]


def waiting(db: Database) -> dict[str, list[int]]:
    with db.read() as session:
        return {channel: [told.article for told in of_it] for channel, of_it in watch_notices.waiting(session, LATER).items()}


def test_what_comes_is_found_once_and_told_through_the_watchs_own_channels(db: Database) -> None:
    before = record(db, 1, DARAA)
    watch, other = keep(db, "درعا", "قصف درعا", "ops", "desk"), keep(db, "صحة", "وزارة الصحة", "desk")
    assert walk(db).hits == 0, before
    hit, health, _ = record(db, 2, f"{DARAA} والريف"), record(db, 3, OTHER), record(db, 4, WIRE)
    assert (walked := walk(db)).hits == 2
    assert (walked.articles, walked.notices, walked.ended) == (3, 3, True)
    assert (found(db, watch), found(db, other)) == ([hit], [health])
    assert waiting(db) == {"desk": [hit, health], "ops": [hit]}
    assert walk(db) == Walked()


def test_copies_of_a_text_are_counted_and_not_told(db: Database) -> None:
    watch = keep(db, "حدود", "ترسيم الحدود", "ops")
    first = record(db, 1, WIRE)
    assert walk(db).notices == 1
    copies = [record(db, 2, WIRE, outlet="two"), record(db, 3, WIRE, outlet="three")]
    walked = walk(db)
    assert (walked.hits, walked.notices) == (2, 0)
    with db.read() as session:
        all_of_it = watches.hits(session, watch, 10)
        assert [hit.article_id for hit in all_of_it] == [*reversed(copies), first]
        [told] = watches.hits(session, watch, 10, copies=False)
        assert (told.article_id, told.copies) == (first, 2)
        assert watches.tallies(session)[watch] == watches.Tally(stories=1, copies=2, last_at=LATER)
        assert watch_notices.waiting(session, LATER)["ops"][0].copies == 2


def test_copies_that_come_together_are_one_notice(db: Database) -> None:
    keep(db, "حدود", "ترسيم الحدود", "ops")
    first, *_ = [record(db, number, WIRE, outlet=f"o{number}") for number in range(4)]
    walked = walk(db)
    assert (walked.hits, walked.notices, waiting(db)) == (4, 1, {"ops": [first]})


def test_a_revision_that_newly_answers_counts_once(db: Database) -> None:
    old, other = record(db, 1, WIRE), record(db, 2, OTHER)
    watch, changed = keep(db, "لقاء", "لقاء الصحافيين", "ops"), keep(db, "حدود", "ترسيم", "ops")
    young = record(db, 3, f"{DARAA} والريف")
    walk(db)
    assert found(db, watch) == found(db, changed) == []
    later = LATER + timedelta(hours=1)
    record(db, 1, WIRE_EDITED, fetched=later)
    record(db, 3, f"{DARAA} والريف بحسب لقاء مع الصحافيين في المدينة القديمة", fetched=later)
    walk(db)
    assert sorted(found(db, watch)) == sorted([old, young])
    assert found(db, changed) == [], "it answered before the watch was made"
    record(db, 1, f"{WIRE_EDITED} وأكثر من ذلك في لقاء آخر مع الصحافيين بعد ساعات", fetched=later + timedelta(hours=1))
    assert walk(db).hits == 0, other


def test_an_import_of_old_captures_tells_nobody(db: Database) -> None:
    watch = keep(db, "درعا", "درعا", "ops")
    record(db, 1, DARAA, fetched=FETCHED - timedelta(days=30))
    assert (walk(db).hits, found(db, watch)) == (0, [])


def test_muted_watches_count_and_do_not_tell_later_either(db: Database) -> None:
    watch = keep(db, "حدود", "ترسيم الحدود", "ops")
    with db.write() as session:
        watches.change(session, watch, FETCHED, muted_until=LATER + timedelta(hours=1))
    muted = record(db, 1, WIRE)
    assert (walk(db).hits, waiting(db)) == (1, {})
    with db.write() as session:
        watches.change(session, watch, LATER, muted_until=None)
    record(db, 2, WIRE, outlet="two")
    told = record(db, 3, "ترسيم الحدود البرية قضية أخرى تماما بين بلدين بعيدين")
    assert (walk(db).hits, waiting(db)) == (2, {"ops": [told]}), muted


def test_a_kill_before_the_commit_loses_nothing_and_tells_nothing_twice(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    watch = keep(db, "درعا", "درعا", "ops")
    numbers = [record(db, number, f"{DARAA} رقم {number} {'كلمة أخرى ' * number}") for number in range(5)]
    write: Callable[..., object] = watch_walk._write

    def killed(*args: object, **more: object) -> object:
        write(*args, **more)
        raise KeyboardInterrupt

    monkeypatch.setattr(watch_walk, "BATCH", 2)
    monkeypatch.setattr(watch_walk, "_write", killed)
    with pytest.raises(KeyboardInterrupt):
        walk(db)
    assert found(db, watch) == []
    monkeypatch.setattr(watch_walk, "_write", write)
    assert Walker(db).walk(LATER, seconds=0).ended is False
    assert len(found(db, watch)) == 2
    walk(db)
    assert sorted(found(db, watch)) == sorted(numbers)


def test_of_two_who_walk_at_once_one_leaves_it(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    watch = keep(db, "درعا", "درعا", "ops")
    record(db, 1, DARAA)
    look, went = watch_walk._look, []

    def overtaken(*args: object) -> object:
        seen = look(*args)  # type: ignore[arg-type]
        if not went:
            went.append(1)
            assert walk(db).hits == 1
        return seen

    monkeypatch.setattr(watch_walk, "_look", overtaken)
    assert walk(db).hits == 0
    assert len(found(db, watch)) == 1


def test_another_question_looks_at_what_comes_from_then_on(db: Database) -> None:
    watch = keep(db, "درعا", "قصف", "ops")
    walker = Walker(db)
    first = record(db, 1, DARAA)
    walker.walk(LATER)
    record(db, 2, OTHER)
    with db.write() as session:
        watches.change(session, watch, LATER, name="صحة", wish=wish("وزارة الصحة"))
    walker.walk(LATER)
    third = record(db, 3, f"{OTHER} وهذا خبر جديد عن الوزارة نفسها في مدينة وهران", outlet="two")
    walker.walk(LATER)
    assert found(db, watch) == [third, first]


def test_ended_watches_and_forgotten_articles_leave_nothing(db: Database) -> None:
    watch, other = keep(db, "درعا", "درعا", "ops"), keep(db, "قصف", "قصف", "ops")
    lead, copy = record(db, 1, WIRE + DARAA), record(db, 2, WIRE + DARAA, outlet="two")
    walk(db)
    with db.write() as session:
        forgetting.forget(session, lead, now=LATER)
        assert watches.remove(session, other) == "قصف"
        with pytest.raises(NotFound):
            watches.get(session, other)
    walk(db)
    assert (found(db, watch), found(db, other), waiting(db)) == ([copy], [], {})
    assert checkup.problems(db) == []


@pytest.mark.parametrize(
    ("query", "filters", "said"),
    [
        ('قصف "درعا البلد', {}, 'at letter 5 («"درعا البلد»): a quotation'),
        ("قصف OR", {}, "at letter 5"),
        ("outlet:aljazeera قصف", {}, "at letter 1 («outlet:aljazeera قصف»): outlet: is no part"),
        ("", {}, "everything would be told"),
        ("-قصف", {}, "everything would be told"),
        ("!!", {}, "no word"),
        ("كلمة " * 40, {}, "32 words"),
        ("قصف", {"since": FETCHED}, "no times"),
        ("قصف", {"aliases": (("بايدن",),)}, "two at least"),
        ("قصف", {"aliases": (("بايدن", "!!"),)}, "has no letters"),
        ('"ا ب ج د"', {"aliases": tuple((one, f"{one}x", f"{one}y") for one in "ابجد")}, "more than 64 spellings"),
    ],
    ids=lambda value: str(value)[:20],
)
def test_a_broken_watch_is_refused_with_the_place(db: Database, query: str, filters: dict, said: str) -> None:
    with db.write() as session, pytest.raises(Refused, match=said.replace("(", r"\(").replace(")", r"\)")):
        watches.add(session, "x", wish(query, **filters), (), FETCHED)


def test_names_are_unique_and_no_numbers(db: Database) -> None:
    watch = keep(db, " درعا  البلد ", "درعا")
    with db.write() as session:
        assert watches.named(session, "درعا البلد").id == watches.named(session, str(watch)).id == watch
        for name in ("درعا البلد", "7", "", "x" * 101):
            with pytest.raises(Refused):
                watches.add(session, name, wish("قصف"), (), FETCHED)
        for name in ("لا أحد", "9" * 30, "٧"):
            with pytest.raises(NotFound):
                watches.named(session, name)


def test_a_name_counts_as_any_of_its_spellings(db: Database) -> None:
    names = (("بايدن", "بايدين", "Joe Biden"),)
    watch = keep(db, "بايدن", 'بايدن "قال بايدن" -"زوجة بايدن"', aliases=names)
    plain = keep(db, "زيارة", "زيارة بايدن", aliases=names)
    texts = {
        "قال بايدين أمس": {watch},
        "زيارة Joe Biden إلى المنطقة ثم قال بايدين كلمة": {watch, plain},
        "زيارة Joe الذي ليس Biden": set(),
        "قال بايدن إن زوجة Joe Biden ستأتي": set(),
        "زيارة بايدين": {plain},
    }
    numbers = [record(db, number, body, outlet=f"o{number}") for number, body in enumerate(texts)]
    walk(db)
    for number, (body, expected) in zip(numbers, texts.items(), strict=True):
        assert {one for one in (watch, plain) if number in found(db, one)} == expected, body


@pytest.mark.parametrize("version", ["0005", "0010"])
def test_a_filled_database_comes_forward(database_url: str, version: str) -> None:
    old = at(database_url, version)
    with old.write() as session:
        session.execute(text("INSERT INTO article_change (article_id) VALUES (7), (9)"))
    old.close()
    new = database.open(database_url, create=True)
    watch = keep(new, "درعا", "درعا")
    with new.read() as session:
        assert watches.cursor(session) == session.execute(text("SELECT max(number) FROM article_change")).scalar_one()
    hit = record(new, 1, DARAA)
    walk(new)
    assert found(new, watch) == [hit]
    assert checkup.problems(new) == []
    new.close()
