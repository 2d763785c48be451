"""What printed dates mean, and what is refused. The clock of the tables stands at Sunday 22 November 2026, 12:00 UTC."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from news import dates
from tests.news.date_lines import NOW, printed, read

MONTHS = {
    "01": "يناير، كانون الثاني، كانون ثاني، جانفي، كانون الثانى",
    "02": "فبراير، شباط، فيفري",
    "03": "مارس، آذار، أذار، اذار",
    "04": "أبريل، إبريل، ابريل، نيسان، أفريل",
    "05": "مايو، أيار، ماي، مايس",
    "06": "يونيو، يونيه، يونية، حزيران، جوان",
    "07": "يوليو، يوليه، يولية، تموز، جويلية، يوليوز",
    "08": "أغسطس، اغسطس، آب، اب، أوت، غشت، أغشت",
    "09": "سبتمبر، أيلول، شتنبر، شتمبر",
    "10": "أكتوبر، اكتوبر، تشرين الأول، تشرين الاول",
    "11": "نوفمبر، تشرين الثاني، نونبر",
    "12": "ديسمبر، كانون الأول، دجنبر، دجمبر",
}


@pytest.mark.parametrize(
    ("name", "number"), [(name, number) for number, names in MONTHS.items() for name in names.split("، ")], ids=str
)
def test_every_month_name_of_every_system(name: str, number: str) -> None:
    assert read(f"9 {name} 2025") == f"2025-{number}-09"
    assert read(f"٩ {name}، ٢٠٢٥ - ١٤:٣٠") == f"2025-{number}-09T14:30"
    assert read(f"{name} 9, 2025") == f"2025-{number}-09"
    assert read(name) is None


DUALS = [
    ("نوفمبر", "تشرين الثاني", "11"),
    ("سبتمبر", "أيلول", "09"),
    ("مايو", "أيار", "05"),
    ("آب", "أغسطس", "08"),
    ("يناير", "كانون الثاني", "01"),
    ("كانون الأول", "ديسمبر", "12"),
]


@pytest.mark.parametrize("shape", ["{}/{}", "{}/ {}", "{} / {}", "{} ({})", "{} - {}"])
@pytest.mark.parametrize(("first", "second", "number"), DUALS)
def test_dual_names(first: str, second: str, number: str, shape: str) -> None:
    assert read(f"7 {shape.format(first, second)} 2025") == f"2025-{number}-07"
    assert read(f"7 {shape.format(second, first)} 2025 09:05") == f"2025-{number}-07T09:05"


FACTS = [
    ("22 نوفمبر 2026", "2026-11-22"),
    ("22 نوفمبر، 2026", "2026-11-22"),
    ("السبت 21 نوفمبر 2026", "2026-11-21"),
    ("الأحد, 22 نوفمبر 2026", "2026-11-22"),
    ("الأربعاء ١٨ تشرين الثاني ٢٠٢٦", "2026-11-18"),
    ("الثلاثاء، 17 تشرين الثاني/نوفمبر 2026", "2026-11-17"),
    ("22نوفمبر2026", "2026-11-22"),
    ("22-نوفمبر-2026", "2026-11-22"),
    ("22 من نوفمبر عام 2026", "2026-11-22"),
    ("22 شهر نوفمبر 2026", "2026-11-22"),
    ("2026 نوفمبر 22", "2026-11-22"),
    ("22 نوفمبر 2026 م", "2026-11-22"),
    ("22 نوفمبر 2026م", "2026-11-22"),
    ("۲۲ نوفمبر ۲۰۲۶", "2026-11-22"),
    ("٢٢/١١/٢٠٢٦", "2026-11-22"),
    ("٢٠٢٦/١١/٢٢", "2026-11-22"),
    ("\u200f٢٢\u200f/\u200f١١\u200f/\u200f٢٠٢٦", "2026-11-22"),
    ("٢٢ تشرين الثاني ٢٠٢٦ - ٠٤:٣٠", "2026-11-22T04:30"),
    ("22/11/2026", "2026-11-22"),
    ("05/11/2026", "2026-11-05"),
    ("5.11.2026", "2026-11-05"),
    ("5 - 11 - 2026", "2026-11-05"),
    ("2026/11/22 - 14:30", "2026-11-22T14:30"),
    ("2026-11-22 14:30", "2026-11-22T14:30"),
    ("2026-11-22T10:30:15+03:00", "2026-11-22T07:30:15"),
    ("22/11/2026 02:30 م", "2026-11-22T14:30"),
    ("22/11/2026 02:30 ص", "2026-11-22T02:30"),
    ("22/11/2026 12:10 ص", "2026-11-22T00:10"),
    ("22/11/2026 12:10 م", "2026-11-22T12:10"),
    ("22/11/2026 02:30:45 م", "2026-11-22T14:30:45"),
    ("22 نوفمبر 2026 02:30 مساءً", "2026-11-22T14:30"),
    ("22 نوفمبر 2026 02:30 مساء", "2026-11-22T14:30"),
    ("22 نوفمبر 2026 09:15 صباحا", "2026-11-22T09:15"),
    ("22 نوفمبر 2026 09:15 صباحًا", "2026-11-22T09:15"),
    ("22 نوفمبر 2026 02:30 ظهراً", "2026-11-22T14:30"),
    ("22 نوفمبر 2026 12:30 ظهراً", "2026-11-22T12:30"),
    ("22 نوفمبر 2026 04:30 عصراً", "2026-11-22T16:30"),
    ("22 نوفمبر 2026 04:30 فجراً", "2026-11-22T04:30"),
    ("21 نوفمبر 2026 11:30 ليلاً", "2026-11-21T23:30"),
    ("22 نوفمبر 2026 الساعة 14:30", "2026-11-22T14:30"),
    ("22 نوفمبر 2026 الساعة 3 مساء", "2026-11-22T15:00"),
    ("22 نوفمبر 2026 - 14:30 بتوقيت غرينتش", "2026-11-22T14:30"),
    ("الأحد 22/نوفمبر/2026 - 02:30 م", "2026-11-22T14:30"),
    ("نشر في: 22/11/2026 - 14:30", "2026-11-22T14:30"),
    ("نشرت في: 22/11/2026 - 14:30 آخر تحديث: 22/11/2026 - 18:10", "2026-11-22T14:30"),
    ("تاريخ النشر: 22.11.2026 | 14:30 GMT", "2026-11-22T14:30"),
    ("آخر تحديث: الأحد 22 نوفمبر 2026 14:30", "2026-11-22T14:30"),
    ("14:30 GMT 22.11.2026", "2026-11-22T14:30"),
    ("الأحد، 04 آب/اغسطس 2013، آخر تحديث 02:21 (GMT+0400)", "2013-08-04"),
    ("آخر تحديث 02:21 (GMT+0400) الأحد، 04 آب/اغسطس 2013", "2013-08-03T22:21"),
    ("GMT 17:27 17.03.2020", "2020-03-17T17:27"),
    ("تم نشره الجمعة 24 نيسان / أبريل 2020 09:22 مساءً", "2020-04-24T21:22"),
    ("الإثنين، 13 مايو 2024 06:00 ص", "2024-05-13T06:00"),
    ("الجمعة 8 فيفري 2019", "2019-02-08"),
    ("التاريخ: 03 يونيو 2020", "2020-06-03"),
    ("الأحد، 22 نوفمبر 2026 02:30 م", "2026-11-22T14:30"),
    ("دمشق - 22 نوفمبر 2026", "2026-11-22"),
    ("كتب: أحمد محمد | 22 نوفمبر 2026", "2026-11-22"),
    ("22 نوفمبر 2026 | 345 مشاهدة", "2026-11-22"),
    ("22 نوفمبر 2026 - مدة القراءة: 3 دقائق", "2026-11-22"),
    ("Nov 22, 2026", "2026-11-22"),
    ("Sunday, November 22, 2026 - 14:30", "2026-11-22T14:30"),
    ("نوفمبر 22, 2026", "2026-11-22"),
    ("29 شباط 2024", "2024-02-29"),
    ("22 ت2 2026", "2026-11-22"),
    ("2025-12-31", "2025-12-31"),
    ("الأحد 22 نوفمبر", "2026-11-22"),
    ("السبت 29 نوفمبر", "2025-11-29"),
]


@pytest.mark.parametrize(("text", "expected"), FACTS)
def test_printed_dates(text: str, expected: str) -> None:
    assert read(text) == expected


REFUSED = [
    "",
    "   ",
    "أخبار",
    "2026",
    "عام 2026",
    "نوفمبر 2026",
    "تشرين الثاني 2026",
    "آب",
    "22 آب",
    "22 نوفمبر",
    "الاثنين 22 نوفمبر",  # the 22nd of last November was a Saturday, of this one a Sunday
    "31 فبراير 2026",
    "31 شباط 2026",
    "29 فبراير 2025",
    "32 يناير 2026",
    "0 يناير 2026",
    "31/02/2026",
    "00/00/0000",
    "13/13/2026",
    "22/11/26",
    "5/3/26",
    "22 نوفمبر 2099",
    "1 يناير 1970",
    "01/01/1970",
    "25 نوفمبر 2026",  # three days ahead
    "22 كانون 2026",  # December or January
    "22 تشرين 2026",
    "22 نوفمبر/تشرين الأول 2026",  # November or October
    "20-22 نوفمبر 2026",
    "من 20 إلى 22 نوفمبر 2026",
    "20 و21 نوفمبر 2026",
    "20 نوفمبر 2026 - 22 نوفمبر 2026",
    "20/11/2026 22/11/2026",
    "22 نوفمبر 2026 10:00 - 12:00",
    "22 نوفمبر 2026 25:10",
    "22 نوفمبر 2026 14:75",
    "22 نوفمبر 2026 14:30 ص",
    "منذ 22 نوفمبر 2026",
    "قتل خمسة أشخاص وأصيب آخرون في غارة على المدينة في 20 نوفمبر 2026 كما قال المصدر",
    "قتل 5 في 20 نوفمبر 2026",
    "سعر الدولار 13.50.2026",
    "192.168.1.1",
    "9" * 100_000,
    "1/" * 50_000,
    "نوفمبر " * 20_000,
    "\x00\ud800",
]


@pytest.mark.parametrize("text", REFUSED, ids=lambda text: repr(text[:40]))
def test_refused(text: str) -> None:
    assert read(text) is None


def test_two_digit_years_with_one_reading() -> None:
    assert read("31/12/25") == "2025-12-31"  # 2031 is to come


def test_month_first_only_where_nothing_else_is_possible() -> None:
    assert read("11/21/2026") == "2026-11-21"
    assert read("Saturday 04/11/2026") == "2026-04-11"  # a Saturday; 4 November was a Wednesday
    assert read("Wednesday 04/11/2026") == "2026-11-04"
    assert read("04/11/2026") == "2026-11-04"


def test_libyan_months_are_words_elsewhere() -> None:
    assert read("7 الفاتح 2005", country="LY") == "2005-09-07"
    assert read("7 الفاتح 2005") is None


def test_up_to_a_day_ahead() -> None:
    assert read("23 نوفمبر 2026") == "2026-11-23"
    assert read("23 نوفمبر 2026 13:00") is None


UPDATES = [
    ("آخر تحديث: 22/11/2026 - 10:10", "2026-11-22T10:10", True),
    ("نشر: 21/11/2026 - 14:30 | آخر تحديث: 22/11/2026 - 10:10", "2026-11-22T10:10", False),
    ("آخر تحديث: 22/11/2026 - 10:10 | نشر: 21/11/2026 - 14:30", "2026-11-22T10:10", False),
    ("تم التعديل في 22 نوفمبر 2026 10:10", "2026-11-22T10:10", True),
    ("Last updated: 22 Nov 2026 10:10", "2026-11-22T10:10", True),
    ("نشر: 21/11/2026 - 14:30", None, False),
]


@pytest.mark.parametrize(("text", "expected", "alone"), UPDATES)
def test_the_time_of_an_update_is_told_apart(text: str, expected: str | None, alone: bool) -> None:
    assert printed(dates.update(text, now=NOW, timezone="UTC")) == expected
    moment = dates.read(text, now=NOW, timezone="UTC")
    assert moment is not None
    assert moment.updated is alone


def test_what_is_known_beside_the_instant() -> None:
    zoned = dates.read("22 نوفمبر 2026 10:30 بتوقيت مكة", now=NOW, timezone="UTC")
    local = dates.machine("2026-11-22 10:30:00", now=NOW, timezone="Asia/Riyadh")
    weeks = dates.read("منذ أسبوعين", now=NOW, timezone="UTC")
    assert zoned is not None
    assert local is not None
    assert weeks is not None
    assert (zoned.printed, zoned.zoned) == (datetime(2026, 11, 22, 10, 30), True)
    assert (local.printed, local.zoned) == (datetime(2026, 11, 22, 10, 30), False)
    assert (weeks.rough, zoned.rough) == (True, False)


@pytest.mark.parametrize(
    "text",
    ["22 نوفمبر " * 10_000, "10:30 " * 20_000, "بتوقيت " * 20_000, "+3 gmt " * 20_000, "1,", "- " * 50_000 + "1"],
    ids=lambda t: repr(t[:9]),
)
def test_hostile_text_is_cut_before_it_is_tried(text: str) -> None:
    assert dates.read(text * 3, now=NOW, timezone="Asia/Beirut") is None


def test_raw_is_what_was_printed() -> None:
    moment = dates.read("  نُشر في: ٢٢/١١/٢٠٢٦\u200f ", now=NOW, timezone="UTC")
    assert moment is not None
    assert moment.raw == "نُشر في: ٢٢/١١/٢٠٢٦"
    assert moment.when.tzinfo is UTC


WORDS = """22 11 2026 26 1448 نوفمبر آب تشرين الثاني رمضان كانون الأول / - : . ، | م ص هـ منذ ساعتين 3 أيام أمس GMT +03:00 بتوقيت
غرينتش 14:30 الموافق آخر تحديث السبت Nov ago 0 99 ٣"""
PIECES = st.sampled_from(WORDS.split())


@given(st.one_of(st.text(), st.lists(PIECES, max_size=12).map(" ".join), st.lists(PIECES, max_size=12).map("".join)))
def test_any_text_gives_a_plausible_moment_or_none(text: str) -> None:
    for moment in (
        dates.read(text, now=NOW, timezone="Asia/Beirut"),
        dates.machine(text, now=NOW, timezone="Asia/Beirut"),
    ):
        if moment is not None:
            assert datetime(1990, 1, 1, tzinfo=UTC) <= moment.when <= NOW + timedelta(hours=24)
            assert moment.when.tzinfo is UTC
            assert len(moment.raw) <= dates.MAX_LINE
    dates.english(text)
    dates.from_url(text)


@given(st.dates(date(1990, 1, 1), date(2026, 11, 22)))
def test_every_day_is_read_back(day: date) -> None:
    for name in MONTHS[f"{day.month:02}"].split("، "):
        assert read(f"{day.day} {name} {day.year}") == day.isoformat()
    assert read(f"{day.day}/{day.month}/{day.year}") == day.isoformat()
