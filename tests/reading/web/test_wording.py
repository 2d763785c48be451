"""Words, numbers and dates, as Arabic and English readers write them."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from reading.web import charts, wording
from reading.web.pages import view
from reading.web.wording import Markup, Words, bdi

NOW = datetime(2026, 11, 22, 15, 40, tzinfo=UTC)


def words(**values: Any) -> Words:
    given = {"zone": ZoneInfo("Asia/Damascus"), "zone_name": "Asia/Damascus", "now": NOW, "months": "levant"}
    return Words(**given | values)


@pytest.mark.parametrize("language", ["ar", "en"])
def test_a_command_is_one_piece_and_a_value_never_one(language: Any) -> None:
    said = words(language=language)("empty_latest_why")
    assert said.endswith('<code dir="ltr">rasid daemon</code>')
    assert "<" not in words(language=language)("search_label")
    told = words(language=language)("results_for", query="`<b>`")
    assert told.endswith("`&lt;b&gt;`")


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (0, "لا وسيلة"),
        (1, "وسيلة واحدة"),
        (2, "وسيلتان"),
        (3, "٣ وسائل"),
        (10, "١٠ وسائل"),
        (11, "١١ وسيلة"),
        (14, "١٤ وسيلة"),
        (99, "٩٩ وسيلة"),
        (100, "١٠٠ وسيلة"),
        (102, "١٠٢ وسيلة"),
        (103, "١٠٣ وسائل"),
        (111, "١١١ وسيلة"),
        (1000, "١٬٠٠٠ وسيلة"),
    ],
)
def test_counted_in_arabic(number: int, said: str) -> None:
    assert words().count("outlets", number) == said


@pytest.mark.parametrize(("number", "said"), [(0, "0 outlets"), (1, "1 outlet"), (2, "2 outlets"), (1234, "1,234 outlets")])
def test_counted_in_english(number: int, said: str) -> None:
    assert words(language="en").count("outlets", number) == said


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({}, "الأحد، ٢٢ تشرين الثاني"),
        ({"months": "egypt"}, "الأحد، ٢٢ نوفمبر"),
        ({"months": "morocco", "digits": "latn"}, "الأحد، 22 نونبر"),
        ({"months": "both"}, "الأحد، ٢٢ تشرين الثاني/نوفمبر"),
        ({"language": "en"}, "Sunday, 22 November"),
    ],
)
def test_a_day(values: dict[str, Any], said: str) -> None:
    assert words(**values).day(date(2026, 11, 22), weekday=True) == said


def test_months_that_two_systems_share_are_said_once() -> None:
    assert "/" not in words(months="maghreb").month(3)
    assert words(months="both").month(3) == "آذار/مارس"


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        (NOW, "اليوم، ١٨:٤٠"),
        (NOW - timedelta(hours=20), "أمس، ٢٢:٤٠"),
        (NOW - timedelta(hours=18, minutes=40), "اليوم، ٠٠:٠٠"),
        (NOW - timedelta(days=10), "١٢ تشرين الثاني ٢٠٢٦، ١٨:٤٠"),
    ],
)
def test_a_moment(moment: datetime, said: str) -> None:
    assert words().moment(moment) == said


def test_a_day_alone_belongs_to_no_zone() -> None:
    far = words(zone=ZoneInfo("America/New_York"))
    assert far.moment(datetime(2026, 11, 22, tzinfo=UTC), precision="day") == "٢٢ تشرين الثاني ٢٠٢٦"


@pytest.mark.parametrize(
    ("gap", "arabic", "english"),
    [
        ({"seconds": 20}, "٢٠ ثانية", "20 s"),
        ({"minutes": 1}, "دقيقة", "1 min"),
        ({"minutes": 5}, "٥ دقائق", "5 min"),
        ({"minutes": 38}, "٣٨ دقيقة", "38 min"),
        ({"hours": 2}, "ساعتين", "2 h"),
        ({"hours": 5, "minutes": 10}, "٥ ساعات و١٠ دقائق", "5 h 10 min"),
        ({"hours": 13, "minutes": 10}, "١٣ ساعة", "13 h"),
        ({"days": 3}, "٣ أيام", "3 days"),
        ({"seconds": -9}, "ثانية", "0 s"),
    ],
)
def test_a_span(gap: dict[str, int], arabic: str, english: str) -> None:
    assert words().span(timedelta(**gap)) == arabic
    assert words(language="en").span(timedelta(**gap)) == english


@pytest.mark.parametrize(
    ("gap", "beside", "behind"),
    [
        ({"seconds": 0}, "أقل من ثانية", "ثانية"),
        ({"seconds": 2}, "ثانيتان", "ثانيتين"),
        ({"minutes": 2}, "دقيقتان", "دقيقتين"),
        ({"hours": 2}, "ساعتان", "ساعتين"),
        ({"hours": 2, "minutes": 2}, "ساعتان ودقيقتان", "ساعتين ودقيقتين"),
        ({"days": 2}, "يومان", "يومين"),
        ({"days": 11}, "١١ يوما", "١١ يوما"),
    ],
)
def test_a_span_alone_stands_in_the_nominative(gap: dict[str, int], beside: str, behind: str) -> None:
    assert words().span(timedelta(**gap), alone=True) == beside
    assert words().span(timedelta(**gap)) == behind


@pytest.mark.parametrize(
    ("gap", "arabic", "english"),
    [
        ({"seconds": 40}, "الآن", "just now"),
        ({"minutes": 2}, "منذ دقيقتين", "2 min ago"),
        ({"days": 2}, "٢٠ تشرين الثاني ٢٠٢٦، ١٨:٤٠", "20 November 2026, 18:40"),
        ({"seconds": -5}, "اليوم، ١٨:٤٠", "Today, 18:40"),
    ],
)
def test_how_long_ago(gap: dict[str, int], arabic: str, english: str) -> None:
    assert words().ago(NOW - timedelta(**gap)) == arabic
    assert words(language="en").ago(NOW - timedelta(**gap)) == english


@pytest.mark.parametrize("days", [1, 7, 14, 30, 90])
def test_the_newest_day_of_a_chart_is_named(days: int) -> None:
    shown = [date(2026, 11, 22) - timedelta(days=back) for back in range(days - 1, -1, -1)]
    drawn = charts.lines(shown, [charts.Series(label=Markup("x"), values=tuple(range(days)))], words(), "label")
    assert ">٢٢/١١</text>" in drawn


@pytest.mark.parametrize(
    ("zone", "usual"),
    [
        ("Asia/Beirut", ("levant", "arab")),
        ("Africa/Cairo", ("egypt", "arab")),
        ("Africa/Algiers", ("maghreb", "latn")),
        ("UTC", ("both", "arab")),
    ],
)
def test_what_is_usual_where(zone: str, usual: tuple[str, str]) -> None:
    assert wording.usual(zone) == usual


def test_values_are_escaped_and_our_words_are_not_syntax() -> None:
    assert words()("bad_outlet", value="<b>{0}</b>") == "لا نعرف وسيلة اسمها &lt;b&gt;{0}&lt;/b&gt;"
    assert bdi("\u202e<x>\u2069") == "<bdi>&lt;x&gt;</bdi>"
    assert bdi(None) == ""
    assert words().term("health", "<img>") == "<bdi>&lt;img&gt;</bdi>"


def test_every_word_has_both_languages_and_as_many_forms_as_they_count() -> None:
    for table, entries in wording._table().items():
        for key, said in entries.items():
            if table == "dates":
                assert all(len(names) in {7, 12} for names in said.values())
                continue
            assert set(said) == {"ar", "en"}, key
            assert all(said.values()), key
            if table == "counted":
                assert [len(said["ar"]), len(said["en"])] == [6, 2], key
            elif table == "text":
                assert sorted(re.findall(r"\{(\w+)\}", said["ar"])) == sorted(re.findall(r"\{(\w+)\}", said["en"])), key


def test_every_word_of_the_templates_is_there_and_none_is_there_for_nothing() -> None:
    source = "".join(path.read_text(encoding="utf-8") for path in (view.HERE / "templates").glob("*.html"))
    source += "".join(path.read_text(encoding="utf-8") for path in (view.HERE / "pages").glob("*.py"))
    source += "".join((view.HERE / name).read_text(encoding="utf-8") for name in ("wording.py", "charts.py"))
    table = wording._table()
    assert set(re.findall(r"""\bt\(["'](\w+)["']""", source)) <= set(table["text"])
    assert set(re.findall(r"""\bt\.count\(["'](\w+)["']""", source)) <= set(table["counted"])
    said = {key for key in [*table["text"], *table["counted"]] if not re.search(rf"""["']{key}["']""", source)}
    made = {
        key for key in said if key.startswith(("theme_", "error_")) or key in {"latest", "search", "trends", "outlets", "runs"}
    }
    assert said == made


def seen(text: str) -> str:
    """Without the marks that only say how a line runs."""
    return re.sub("[\u200e\u200f\u2066-\u2069]", "", text)


@pytest.mark.parametrize(
    ("number", "said"),
    [(0, "لا متابعات"), (1, "متابعة واحدة"), (2, "متابعتان"), (3, "٣ متابعات"), (11, "١١ متابعة"), (100, "١٠٠ متابعة")],
)
def test_watches_are_counted(number: int, said: str) -> None:
    assert words().count("watches", number) == said


def test_saved_searches_and_the_daemon_have_names_of_their_own() -> None:
    """«الرصد» is what the daemon does; a saved search is a «متابعة»."""
    table = wording._table()
    ours = [said["ar"] for key, said in table["text"].items() if key.startswith("watch")]
    ours += [said["ar"] for said in table["watch_fault"].values()]
    assert [said for said in ours if re.search("رصد|راصد", said)] == []
    others = [said["ar"] for name in ("health", "reason", "removal", "run_state") for said in table[name].values()]
    assert [said for said in others if "متابع" in said] == []


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({}, "رد يتجاوز ١٠ م.ب"),
        ({"digits": "latn"}, "رد يتجاوز 10 م.ب"),
        ({"language": "en"}, "an answer over 10 MB"),
    ],
)
def test_digits_of_our_own_words_are_the_readers(values: dict[str, Any], said: str) -> None:
    assert words(**values).term("page_reason", "over") == said


def test_what_is_to_be_typed_keeps_its_digits() -> None:
    assert "\u20667d\u2069" in words()("bad_time", value="x", day="y")
    assert seen(words()("digits_latn")) == "0123456789"
    assert words()("watch_fault.bad_digest") == "اكتب ساعة الإرسال، مثل ٠٨:٠٠"


def test_no_word_of_ours_has_digits_no_choice_reaches() -> None:
    """Arabic-Indic ones stand in the sample of themselves alone."""
    entries = [pair for entries in wording._table().values() for pair in entries.items()]
    fixed = {key for key, said in entries if re.search("[٠-٩]", str(said.get("ar")))}
    assert fixed == {"digits_arab"}


@pytest.mark.parametrize(
    ("zone", "arabic", "english"),
    [
        ("Asia/Qatar", "الدوحة", "Doha"),
        ("America/New_York", "نيويورك", "New York"),
        ("America/Argentina/Buenos_Aires", "<bdi>Buenos Aires</bdi>", "<bdi>Buenos Aires</bdi>"),
    ],
)
def test_a_zone_is_called_by_its_city(zone: str, arabic: str, english: str) -> None:
    assert (words().place(zone), words(language="en").place(zone)) == (arabic, english)


def test_every_zone_that_is_offered_or_an_outlet_of_ours_has_is_named() -> None:
    from reading.web.pages import choices
    from storage.config import Config
    from storage.crawls import outlets

    table, shipped = wording._table(), outlets.load(Config()).read()[0]
    assert {*choices.ZONES, *(outlet.timezone for outlet in shipped)} - set(table["place"]) == set()
    assert {outlet.country for outlet in shipped} - set(table["country"]) == set()


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({}, "\u200f\u2068CNN\u2069 — \u2068٢٢/١١\u2069 — \u2068٣ أخبار\u2069"),
        ({"digits": "latn"}, "\u200f\u2068CNN\u2069 — \u206822/11\u2069 — \u20683 أخبار\u2069"),
        ({"language": "en"}, "\u200e\u2068CNN\u2069 · \u206822/11\u2069 · \u20683 articles\u2069"),
    ],
)
def test_facts_beside_each_other_keep_their_order(values: dict[str, Any], said: str) -> None:
    one = words(**values)
    assert one.beside(bdi("CNN\u2069"), one.short_day(date(2026, 11, 22)), one.count("articles", 3)) == said


def test_a_point_of_a_line_says_what_it_is() -> None:
    series = [charts.Series(label=bdi("BBC <1>"), values=(3,))]
    drawn = charts.lines([date(2026, 11, 22)], series, words(), "label")
    [said] = re.findall("<title>([^<]+)</title>", drawn)
    assert seen(said) == "BBC &lt;1&gt; — ٢٢ تشرين الثاني ٢٠٢٦ — ٣ أخبار"


# --- charts


def test_time_runs_with_the_page() -> None:
    series = [charts.Series(label=Markup("x"), values=(0, 5, 9))]
    days = [date(2026, 11, 20), date(2026, 11, 21), date(2026, 11, 22)]

    def xs(language: str) -> list[float]:
        drawn = charts.lines(days, series, words(language=language), "label")
        return [float(x) for x in re.findall(r'<circle cx="([\d.]+)"', drawn)]

    assert xs("en") == sorted(xs("en"))
    assert xs("ar") == sorted(xs("ar"), reverse=True)


@pytest.mark.parametrize(
    ("most", "scale"), [(0, (1, 1)), (3, (3, 1)), (5, (5, 1)), (23, (25, 5)), (99, (100, 20)), (1001, (1200, 200))]
)
def test_scale(most: int, scale: tuple[int, int]) -> None:
    assert charts._scale(most) == scale


def test_heat_map_has_every_hour_of_the_week() -> None:
    drawn = charts.rhythm([0.0] * 167 + [2.0], words(), "label")
    assert drawn.count("<rect") == 168
    assert drawn.count('class="h0"') == 167
    [said] = re.findall(r'class="h5"><title>([^<]+)</title>', drawn)
    assert seen(said) == "الأحد الساعة ٢٣:٠٠ — ٢٫٠ في الساعة"
    assert drawn.index("السبت") < drawn.index("الجمعة")


def test_prints_at_one_time_are_stacked() -> None:
    points = [
        charts.Point(label=f"<{number}>", name="ن", after=timedelta(minutes=minutes), number=number)
        for number, minutes in enumerate((0, 0, 0, 60), 1)
    ]
    drawn = charts.spread(points, words(), "label")
    spots = re.findall(r'<circle cx="([\d.]+)" cy="([\d.]+)"', drawn)
    assert len(set(spots)) == 4
    assert "&lt;1&gt;" in drawn
    assert "<1>" not in drawn


@pytest.mark.parametrize("language", ["ar", "en"])
def test_on_a_narrow_screen_time_runs_down_and_each_print_has_its_place(language: str) -> None:
    minutes = (0, 0, 0, *range(30, 230, 20), *[600] * 20)
    points = [
        charts.Point(label=f"<{number}>", name="بي بي سي <b>", after=timedelta(minutes=after), number=number)
        for number, after in enumerate(minutes, 1)
    ]
    drawn = charts.upright_spread(points, words(language=language), "label")
    spots = [(float(x), float(y)) for x, y in re.findall(r'<circle cx="([\d.]+)" cy="([\d.]+)"', drawn)]
    assert len(spots) == len(set(spots)) == len(minutes)
    assert [y for _, y in spots] == sorted(y for _, y in spots)
    assert all(10 <= x <= 290 for x, _ in spots)
    for one, other in pairwise(sorted(spots, key=lambda spot: (spot[1], spot[0]))):
        assert other[1] - one[1] >= 21 or other[0] - one[0] >= 21, "no disc lies on another"
    begin = min(x for x, _ in spots) if language == "en" else max(x for x, _ in spots)
    assert spots[0][0] == begin, "beside the line of time"
    height = float(re.search(r'viewBox="0 0 300 ([\d.]+)"', drawn)[1])  # type: ignore[index]
    assert max(y for _, y in spots) < height - 10
    assert "<b>" not in drawn
    assert "&lt;b&gt;" in drawn


@pytest.mark.parametrize(("language", "direction"), [("ar", "rtl"), ("en", "ltr")])
def test_spans_below_an_axis_run_as_the_page_does(language: str, direction: str) -> None:
    points = [charts.Point(label="x", name="x", after=timedelta(hours=hours), number=hours + 1) for hours in (0, 4)]
    drawn = charts.spread(points, words(language=language, digits="latn"), "label")
    said = re.findall(r'direction="(\w+)">([^<]*4[^<]*)</text>', drawn)
    assert said == [(direction, {"ar": "4 ساعات", "en": "4 h"}[language])]


def test_one_print_and_nothing_at_all_can_be_drawn() -> None:
    assert charts.spread([charts.Point(label="x", name="x", after=timedelta(), number=1)], words(), "label").endswith("</svg>")
    assert charts.upright_spread([], words(), "label").endswith("</svg>")
    assert charts.lines([date(2026, 11, 22)], [], words(), "label").endswith("</svg>")
    assert charts.lines([date(2026, 11, 22)], [charts.Series(label=Markup("x"), values=(0,))], words(), "label").endswith(
        "</svg>"
    )
