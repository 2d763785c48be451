"""The ladder of looks at a young article's page, and what of a difference is our own doing."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from news import our_doing, outlet, revisits
from news.article import Article, Removed
from news.declaration import ladders

BORN = datetime(2026, 11, 22, 9, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        (timedelta(0), 10 * MINUTE),
        (10 * MINUTE, HOUR),
        (15 * MINUTE, HOUR),
        (5 * HOUR, 6 * HOUR),
        (7 * HOUR, DAY),
        (2 * DAY, 3 * DAY),
        (3 * DAY, None),
        (900 * DAY, None),
    ],
)
def test_the_ladder(after: timedelta, expected: timedelta | None) -> None:
    look = revisits.next_look(revisits.LADDER, BORN, BORN + after)
    assert (look - BORN if look else None) == expected


def test_no_ladder_no_look() -> None:
    assert revisits.next_look((), BORN, BORN) is None


def test_a_page_that_never_rests_is_left_alone_for_longer_and_longer() -> None:
    assert [revisits.pause(turn) // MINUTE for turn in (0, 2, 3, 4, 5, 6, 7, 8, 9, 500)] == [
        10,
        10,
        20,
        40,
        80,
        160,
        320,
        360,
        360,
        360,
    ]
    dense = range(600, 86_400, 600)
    looks, now = 0, BORN
    while (look := revisits.next_look(dense, BORN, now, looks)) is not None:
        looks, now = looks + 1, look
    assert looks < 15  # of 143 a quiet page would have
    calm, now = 0, BORN
    while (look := revisits.next_look(dense, BORN, now)) is not None:
        calm, now = calm + 1, look
    assert calm == 143


@pytest.mark.parametrize(
    ("published", "precision", "born"),
    [
        (None, None, BORN),
        (BORN - HOUR, "minute", BORN - HOUR),
        (BORN + HOUR, "minute", BORN),  # dates itself ahead
        (BORN.replace(hour=0), "day", BORN),
        (BORN.replace(hour=0) - 3 * DAY, "day", BORN.replace(hour=0) - 2 * DAY),
    ],
)
def test_birth(published: datetime | None, precision: str | None, born: datetime) -> None:
    assert revisits.birth(published, precision, BORN) == born


@pytest.mark.parametrize(
    ("text", "rungs"),
    [("10m, 1h, 6h, 24h, 3d", revisits.LADDER), ("", ()), (" ", ()), ("30s", (30,)), ("1m,2m", (60, 120))],
)
def test_a_ladder_as_text(text: str, rungs: tuple[int, ...]) -> None:
    assert ladders.parse(text) == rungs


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("10", "not a length of time"),
        ("1h, soon", "'soon'"),
        ("1h, 10m", "later than the one before"),
        ("1h, 60m", "later than the one before"),
        ("31d", "30 days"),
        ("0s", "from 1 second"),
        (",".join(f"{n}m" for n in range(1, 14)), "13 looks"),
    ],
)
def test_no_ladder(text: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        ladders.parse(text)


WHOLE = 'name_ar = "أ"\nname_en = "a"\ncountry = "SY"\ntimezone = "Asia/Damascus"\nhome = "https://a.com/"\n'


def test_an_outlets_own_ladder() -> None:
    assert outlet.parse(WHOLE, "a.toml").revisit is None
    assert outlet.parse(WHOLE + "revisit = []\n", "a.toml").revisit == ()
    assert outlet.parse(WHOLE + 'revisit = [300, "1h"]\n', "a.toml").revisit == (300, 3600)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('revisit = ["1h", "10m"]', "a.toml:6: revisit: each look must come later than the one before"),
        ('revisit = ["1h", "soon"]', 'a.toml:6: revisit[1]: "soon" is not a length of time'),
        ('revisit = "1h"', "a.toml:6: revisit: must be a list in [ ], not text"),
        ("revisit = [0]", "a.toml:6: revisit[0]: must be from 1 second to 30 days"),
    ],
)
def test_an_outlets_ladder_that_is_none(line: str, said: str) -> None:
    with pytest.raises(outlet.OutletError) as caught:
        outlet.parse(WHOLE + line, "a.toml")
    assert str(caught.value).startswith(said)


TEXT = Article(outlet="x", url="https://a.com/1", canonical_url="https://a.com/1", headline="ع", body="", fetched=BORN)


def read(*paragraphs: str, removed: tuple[str, ...] = ()) -> Article:
    lines = tuple(Removed(text=text, reason="furniture:follow") for text in removed)
    return replace(TEXT, body="\n\n".join(paragraphs), removed=lines)


ONE, TWO, LINE = "قال الوزير إن الوفد وصل", "وأضاف أن المحادثات مستمرة", "تابعونا على تطبيقنا الجديد"


@pytest.mark.parametrize(
    ("stored", "fetched", "expected"),
    [
        (read(ONE, TWO), read(ONE, TWO), None),
        (read(ONE, LINE, TWO), read(ONE, TWO, removed=(LINE,)), [ONE, TWO]),
        (read(ONE, TWO, removed=(LINE,)), read(ONE, LINE, TWO), [ONE, LINE, TWO]),
        (read(f"{ONE} رويترز", TWO), read(ONE, TWO, removed=("رويترز",)), [ONE, TWO]),
        (read(ONE, LINE, TWO), read(f"{ONE} اليوم", TWO, removed=(LINE,)), [ONE, TWO]),  # and the outlet's edit beside it
        (read(ONE, TWO), read(ONE), None),
        (read(ONE, LINE, TWO), read(ONE, TWO), None),  # the outlet took it out
        (read(ONE, TWO, removed=(LINE,)), read(ONE, TWO), None),
        (read(ONE, LINE), read(ONE, LINE, removed=(LINE,)), None),
        (read(LINE), read(ONE, removed=(LINE,)), None),  # nothing would be left
    ],
)
def test_our_doing(stored: Article, fetched: Article, expected: list[str] | None) -> None:
    found = our_doing.as_read_now(stored, fetched)
    assert (found.paragraphs if found else None) == expected
