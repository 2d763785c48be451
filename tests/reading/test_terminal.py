from __future__ import annotations

import json
import unicodedata
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console

from reading import terminal

# every character that opens, closes or forces a direction, by code point because none can be seen
BIDI = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
HOSTILE = {
    "ansi colour": ("\x1b[31mأحمر\x1b[0m", "[31mأحمر[0m"),
    "title of the window": ("\x1b]0;owned\x07خبر", "]0;ownedخبر"),
    "eight-bit control sequence": ("\x9b31mخبر", "31mخبر"),
    "bidi override": ("\u202eمقلوب\u202c", "مقلوب"),
    "isolate left open": ("\u2067خبر", "خبر"),
    "isolate closed too early": ("خبر\u2069\u2069 آخر", "خبر آخر"),
    "new lines": ("خبر\nثان\r\nثالث\u2028رابع", "خبر ثان ثالث رابع"),
    "carriage return over the line": ("خبر\rمزور", "خبر مزور"),
    "tabs and backspaces": ("خبر\tثان\b\b", "خبر ثان"),
    "lone surrogate": ("خبر\ud800", "خبر"),
    "byte order mark, soft hyphen": ("\ufeffخبر\u00adثان", "خبرثان"),
    "joiner of Persian spelling stays": ("می\u200cشود", "می\u200cشود"),
    "end of ayah sign stays": ("آية\u06dd", "آية\u06dd"),
}


@pytest.mark.parametrize(("text", "expected"), HOSTILE.values(), ids=HOSTILE)
def test_inert_takes_out_what_acts(text: str, expected: str) -> None:
    assert terminal.inert(text) == expected


def test_of_all_unicode_what_acts_is_taken_out_and_nothing_one_can_see() -> None:
    seen = {0x200C, 0x200D, 0x6DD, 0x70F, 0x890, 0x891, 0x8E2, *range(0x600, 0x606)}
    everything = [chr(code) for code in range(0x110000)]
    acting = [char for char in everything if unicodedata.category(char) in {"Cc", "Cf", "Cs", "Co"} and ord(char) not in seen]
    assert not [f"{ord(char):04X}" for char in acting if terminal.inert(f"أ{char}") != "أ"]
    other = [char for char in everything if unicodedata.category(char)[0] in "LMNPS"]
    assert not [f"{ord(char):04X}" for char in other if terminal.inert(char) != char]


@pytest.mark.parametrize("char", BIDI, ids=[f"U+{ord(char):04X}" for char in BIDI])
def test_no_direction_control_survives(char: str) -> None:
    assert terminal.inert(f"قبل{char}بعد") == "قبلبعد"


@given(st.text())
def test_printable_and_inert_are_idempotent(text: str) -> None:
    once = terminal.printable(text)
    assert terminal.printable(once) == once
    assert terminal.inert(terminal.inert(text)) == terminal.inert(text)


@given(st.text())
def test_isolate_holds_exactly_one_balanced_pair(text: str) -> None:
    isolated = terminal.isolate(text)
    assert isolated[0] == terminal.ISOLATE
    assert isolated[-1] == terminal.RELEASE
    assert not set(isolated[1:-1]) & set(BIDI + "\x1b\n\r")


@given(st.text(), st.integers(min_value=1, max_value=60))
def test_cell_is_exactly_as_wide_as_asked(text: str, width: int) -> None:
    assert cell_len(terminal.cell(text, width)) == width


@given(st.text(), st.integers(min_value=2, max_value=60))
def test_wrapped_lines_fit_and_lose_nothing(text: str, width: int) -> None:
    lines = terminal.wrap(text, width)
    assert all(cell_len(line) <= width for line in lines)
    assert "".join(lines).replace(" ", "") == terminal.inert(text).replace(" ", "")


def test_fit_keeps_marks_with_their_letter() -> None:
    assert terminal.fit("مَرْحَبًا بكم", 4) == "مَرْحَ…"


def test_json_text_is_the_same_value_and_shows_nothing_that_acts() -> None:
    value = {"headline": "خبر \x1b[31m \x9b \u202e \ud800 \U000e0041 \u2028 عاجل"}
    text = terminal.json_text(value)
    assert json.loads(text) == value
    assert "خبر" in text
    assert not set(text) & set(BIDI + "\x1b\x9b\ud800\U000e0041\u2028")
    assert text.encode()


def test_local_shows_a_day_as_printed_and_a_time_in_the_zone() -> None:
    midnight = datetime(2026, 11, 22, tzinfo=UTC)
    honolulu = ZoneInfo("Pacific/Honolulu")
    assert terminal.local(midnight, honolulu, precision="day") == "2026-11-22"
    assert terminal.local(midnight, honolulu, precision="minute") == "2026-11-21 14:00"
    assert terminal.local(None, honolulu) == ""


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [(0, "now"), (-30, "30 s ago"), (200, "in 3 min"), (-7500, "2 h 05 min ago"), (273600, "in 3 d 4 h")],
)
def test_relative(seconds: int, expected: str) -> None:
    now = datetime(2026, 11, 22, 12, tzinfo=UTC)
    assert terminal.relative(now + timedelta(seconds=seconds), now) == expected


def test_relative_of_nothing_is_never() -> None:
    assert terminal.relative(None, datetime(2026, 11, 22, tzinfo=UTC)) == "never"


def test_a_long_answer_goes_through_the_pager_on_a_terminal_alone(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    kept = tmp_path / "paged"
    pager = tmp_path / "pager"
    pager.write_text(f"#!/bin/sh\ncat > {kept}\n")
    pager.chmod(0o755)
    monkeypatch.setenv("PAGER", str(pager))
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("LINES", "10")
    monkeypatch.setenv("COLUMNS", "60")
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    for lines, forced, through in ((30, True, True), (5, True, False), (30, False, False)):
        monkeypatch.setattr(terminal, "console", lambda forced=forced: Console(force_terminal=forced, soft_wrap=True))
        with terminal.paged() as out:
            for number in range(lines):
                out.print(f"سطر {number}")
        assert kept.exists() == through
        printed = kept.read_text(encoding="utf-8") if through else capsys.readouterr().out
        assert printed.count("سطر") == lines
        kept.unlink(missing_ok=True)


def test_a_cut_falls_between_words_where_that_costs_little() -> None:
    assert terminal.fit("قال الناطق باسم الوزارة", 18) == "قال الناطق باسم…"
    assert terminal.fit("https://example.com/news/1", 12) == "https://exa…"
