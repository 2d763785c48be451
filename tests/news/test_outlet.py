"""The parser of outlet files: what it reads, and what it says of every mistake."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from news import outlet as declaration
from news.declaration import keys
from news.outlet import OutletError, OutletErrors, Politeness, Source

WHOLE = """\
name_ar = "صحيفة المثال"
name_en = "Example Daily"
country = "SY"
timezone = "Asia/Damascus"
home = "https://example.org/"
"""
FULL = (
    WHOLE
    + """\
kind = "newspaper"
enabled = true
languages = ["ar", "ku"]
interval = "30m"
article_url = '^https://example\\.org/\\d+'
date_locale = "levant"
evidence = "Asked on 2026-11-22."
prune = [".ad", "//div[@id='x']"]
sections = ["https://example.org/local"]

[[feeds]]
url = "https://example.org/feed/أخبار"
confidence = "high"
sightings = 3
note = "the main one"

[[feeds]]
url = "https://example.org/old"
use = false

[politeness]
delay = 5
max_pages = 50
"""
)
FILE = "outlets/example.toml"


def faults(text: str, filename: str = FILE, **options: object) -> list[str]:
    with pytest.raises(OutletErrors) as caught:
        declaration.parse(text, filename, **options)  # type: ignore[arg-type]
    return str(caught.value).split("\n")


def test_the_required_keys_are_enough_and_the_rest_has_defaults() -> None:
    outlet = declaration.parse(WHOLE, FILE)
    assert (outlet.id, outlet.name_ar, outlet.country) == ("example", "صحيفة المثال", "SY")
    assert (outlet.kind, outlet.enabled, outlet.languages, outlet.interval) == ("website", False, ("ar",), 900)
    assert outlet.politeness == Politeness()
    assert outlet.feeds == outlet.sources == ()


def test_every_key_arrives() -> None:
    outlet = declaration.parse(FULL, FILE)
    assert outlet.feeds == ("https://example.org/feed/أخبار",)
    assert outlet.sections == ("https://example.org/local",)
    assert outlet.interval == 1800
    assert outlet.article_url == r"^https://example\.org/\d+"
    assert outlet.prune == (".ad", "//div[@id='x']")
    assert outlet.politeness == Politeness(delay=5, concurrency=1, max_pages=50)
    assert outlet.languages == ("ar", "ku")
    assert (outlet.kind, outlet.enabled, outlet.date_locale) == ("newspaper", True, "levant")
    assert outlet.sources == (
        Source(kind="feed", url="https://example.org/feed/أخبار", confidence="high", sightings=3, note="the main one"),
        Source(kind="feed", url="https://example.org/old", use=False),
        Source(kind="section", url="https://example.org/local"),
    )


@pytest.mark.parametrize(
    ("written", "seconds"),
    [("900", 900), ('"90s"', 90), ('"15m"', 900), ('"2 h"', 7200), ('"1d"', 86400)],
)
def test_interval(written: str, seconds: int) -> None:
    assert declaration.parse(f"{WHOLE}interval = {written}\n", FILE).interval == seconds


@pytest.mark.parametrize(
    ("rule", "xpath"),
    [(".ad", False), ("div.ad", False), ("#x", False), ("//div", True), ("./div", True), (".//div", True), ("(//p)[1]", True)],
)
def test_a_rule_is_xpath_or_css(rule: str, xpath: bool) -> None:
    assert declaration.is_xpath(rule) is xpath


# --- overriding a shipped outlet


def test_an_override_changes_only_what_it_names() -> None:
    base = declaration.parse(FULL, FILE)
    changed = declaration.parse('interval = "1h"\n[politeness]\ndelay = 9\n', FILE, base=base)
    assert changed.interval == 3600
    assert changed.politeness == Politeness(delay=9, concurrency=1, max_pages=50)
    assert changed.name_ar == base.name_ar
    assert changed.feeds == base.feeds
    assert changed.sources == base.sources


def test_a_list_in_an_override_replaces_the_whole_list() -> None:
    base = declaration.parse(FULL, FILE)
    changed = declaration.parse('feeds = ["https://example.org/new"]\n', FILE, base=base)
    assert changed.feeds == ("https://example.org/new",)
    assert [source.url for source in changed.sources] == ["https://example.org/new", "https://example.org/local"]
    assert changed.sections == base.sections


def test_an_override_may_take_a_pattern_away() -> None:
    base = declaration.parse(FULL, FILE)
    changed = declaration.parse('article_url = ""\ndate_locale = ""\n', FILE, base=base)
    assert changed.article_url is None
    assert changed.date_locale is None


def test_an_override_may_not_leave_an_enabled_outlet_with_nothing_to_ask() -> None:
    base = declaration.parse(FULL, FILE)
    assert faults("feeds = []\nsections = []\n", base=base) == [
        f"{FILE}:1: enabled: is true, but there is nothing to ask: name feeds, sitemaps or sections"
    ]


# --- what is said of mistakes: (text after the five required lines, the message)

MISTAKES = {
    "unknown key, near one": ('feed = ["https://x.org"]', "6: feed: unknown key; did you mean feeds?"),
    "id as a key": ('id = "x"', "6: id: unknown key; the file's name is the id"),
    "key with an escape": ('"a\\u001bb" = 1', f'6: "a\\u001bb": unknown key; known: {", ".join(keys.KEYS)}'),
    "text for a list": ('feeds = "https://x.org"', "6: feeds: must be a list of addresses in [ ], not text"),
    "number for text": ("evidence = 5", "6: evidence: must be text in quotes, not a number"),
    "date for text": ("evidence = 2026-11-22", "6: evidence: must be text in quotes, not a date or time"),
    "text for a switch": ('enabled = "yes"', "6: enabled: must be true or false, not text"),
    "list for a table": ("politeness = []", "6: politeness: must be a table, not a list"),
    "list item of the wrong sort": ("prune = [\n  '.ad',\n  3,\n]", "8: prune[1]: must be text in quotes, not a number"),
    "enabled without source": (
        "enabled = true",
        "6: enabled: is true, but there is nothing to ask: name feeds, sitemaps or sections",
    ),
    "not http": (
        'feeds = [\n  "https://x.org/1",  # one\n  "ftp://x.org/2",\n]',
        '8: feeds[1]: "ftp://x.org/2" is not an http or https address',
    ),
    "no host": ('feeds = ["https://"]', '6: feeds[0]: "https://" is not an http or https address'),
    "bad port": ('feeds = ["https://x.org:99999/"]', '6: feeds[0]: "https://x.org:99999/" is not an http or https address'),
    "bad IPv6": ('feeds = ["https://[x/"]', '6: feeds[0]: "https://[x/" is not an http or https address'),
    "placeholder": (
        'sitemaps = ["https://x.org/{Y}"]',
        '6: sitemaps[0]: "https://x.org/{Y}" holds "{", which no address may hold',
    ),
    "invisible character": (
        'feeds = ["https://x.org/\\u200fa"]',
        '6: feeds[0]: "https://x.org/\\u200fa" holds "\\u200f", which no address may hold',
    ),
    "long address": (f'feeds = ["https://x.org/{"a" * 2000}"]', "6: feeds[0]: is longer than 2000 characters"),
    "same feed twice": ('feeds = ["https://x.org/", "https://x.org/"]', '6: feeds[1]: "https://x.org/" stands there twice'),
    "same feed in text and table": (
        'feeds = [\n "https://x.org/",\n {url = "https://x.org/"}]',
        '8: feeds[1]: "https://x.org/" stands there twice',
    ),
    "source without address": ("[[feeds]]\nuse = false", "6: feeds[0]: url is missing"),
    "unknown key of a source": (
        '[[feeds]]\nurl = "https://x.org/"\nconfidance = "low"',
        "8: feeds[0].confidance: unknown key; did you mean confidence?",
    ),
    "second table of sources": (
        '[[feeds]]\nurl = "https://x.org/"\n[[feeds]]\nurl = "x"',
        '9: feeds[1].url: "x" is not an http or https address',
    ),
    "key below a table": (
        "[politeness]\nenabled = false",
        "7: politeness.enabled: unknown key here; enabled belongs above the first line in [ ]",
    ),
    "confidence": (
        '[[feeds]]\nurl = "https://x.org/"\nconfidence = "hihg"',
        '8: feeds[0].confidence: "hihg" is not one we know; did you mean high?',
    ),
    "negative number": ("[politeness]\ndelay = -1", "7: politeness.delay: must be from 0 to 3600, not -1"),
    "not a number": ("[politeness]\ndelay = nan", "7: politeness.delay: must be from 0 to 3600, not NaN"),
    "fraction for a whole number": (
        "politeness.concurrency = 1.5",
        "6: politeness.concurrency: must be a whole number, not a fraction",
    ),
    "true for a number": (
        "politeness.concurrency = true",
        "6: politeness.concurrency: must be a whole number, not true or false",
    ),
    "nought at a time": ("politeness = { concurrency = 0 }", "6: politeness.concurrency: must be from 1 to 16, not 0"),
    "negative interval": ("interval = -5", "6: interval: must be from 1 second to 30 days, not -5"),
    "long interval": ('interval = "31d"', '6: interval: must be from 1 second to 30 days, not "31d"'),
    "endless interval": (
        f"interval = 0x{'F' * 6000}",
        "6: interval: must be from 1 second to 30 days, not a number of more than 18 digits",
    ),
    "interval in words": (
        'interval = "15 min"',
        '6: interval: "15 min" is not a length of time: whole seconds, or a number with s, m, h or d, such as "15m"',
    ),
    "regex": (
        "article_url = '(a'",
        '6: article_url: "(a" is not a regular expression: missing ), unterminated subpattern at position 0',
    ),
    "regex that will change": (
        "article_url = '[[a]'",
        '6: article_url: "[[a]" is not a regular expression: Possible nested set at position 1',
    ),
    "regex too big": (
        "article_url = 'a{99999999999}'",
        '6: article_url: "a{99999999999}" is not a regular expression: the repetition number is too large',
    ),
    "language": (
        'languages = ["arabic"]',
        '6: languages[0]: "arabic" is not a language\'s two small letters (ISO 639-1), such as "ar"',
    ),
    "no language": ("languages = []", "6: languages: is empty"),
    "kind": ('kind = "TV"', '6: kind: "TV" is not one we know; did you mean tv?'),
    "months": ('date_locale = "levante"', '6: date_locale: "levante" is not one we know; did you mean levant?'),
    "quoted key": ('"feeds" = 1', "6: feeds: must be a list of addresses in [ ], not a number"),
    "behind a text of many lines": (
        'evidence = """a\n[x]\n# b = 1\n"""\nkind = 1',
        "10: kind: must be text in quotes, not a number",
    ),
    "syntax: no value": ("kind =", "6: kind: not valid TOML: Invalid value"),
    "syntax: open text": ('kind = "tv\n', "6: kind: not valid TOML: Illegal character '\\n'"),
    "syntax: open list": ('feeds = [\n "https://x.org/",\nkind = "tv"', "8: feeds: not valid TOML: Invalid value"),
    "syntax: open list without comma": ('feeds = [\n "https://x.org/"\nkind = "tv"', "8: feeds: not valid TOML: Unclosed array"),
    "syntax: a word": ("what", "6: not valid TOML: Expected '=' after a key in a key/value pair"),
    "syntax: a key twice": ('country = "SY"', "6: country: not valid TOML: Cannot overwrite a value"),
}


@pytest.mark.parametrize(("text", "message"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_named_by_file_line_and_key(text: str, message: str) -> None:
    assert faults(f"{WHOLE}{text}\n") == [f"{FILE}:{message}"]


@pytest.mark.parametrize(("text", "message"), MISTAKES.values(), ids=MISTAKES)
def test_line_ends_of_windows_change_no_line_number(text: str, message: str) -> None:
    assert faults(f"{WHOLE}{text}\n".replace("\n", "\r\n"))[0].split(":")[1] == message.partition(":")[0]


@pytest.mark.parametrize(
    ("key", "value", "message"),
    [
        ("name_ar", '""', "is empty"),
        ("name_ar", '"a\\tb"', '"a\\tb" is not one line of plain text'),
        ("name_en", '"a\\u202eb"', '"a\\u202eb" is not one line of plain text'),
        ("country", '"UK"', '"UK" is not a country\'s two letters (ISO 3166-1); did you mean GB?'),
        ("country", '"sy"', '"sy" is not a country\'s two letters (ISO 3166-1); did you mean SY?'),
        ("country", '"Syria"', '"Syria" is not a country\'s two letters (ISO 3166-1)'),
        ("timezone", '"Damascus"', '"Damascus" is not a time zone (Area/City); did you mean Asia/Damascus?'),
        ("timezone", '"Asia/Damscus"', '"Asia/Damscus" is not a time zone (Area/City); did you mean Asia/Damascus?'),
        ("timezone", '"../../etc/passwd"', '"../../etc/passwd" is not a time zone (Area/City)'),
        ("timezone", '"America/Argentina"', None),
        ("home", '"example.org"', '"example.org" is not an http or https address'),
    ],
)
def test_a_mistake_in_a_required_key(key: str, value: str, message: str | None) -> None:
    text = re.sub(rf"(?m)^{key} = .*$", lambda _: f"{key} = {value}", WHOLE)
    line = 1 + ["name_ar", "name_en", "country", "timezone", "home"].index(key)
    found = faults(text)
    assert len(found) == 1
    assert found[0].startswith(f"{FILE}:{line}: {key}: ")
    if message is not None:
        assert found == [f"{FILE}:{line}: {key}: {message}"]


def test_all_mistakes_are_told_in_the_order_of_the_file() -> None:
    found = faults('country = "SY"\ntimezone = 3\nfeeds = ["x"]\nkinds = "tv"\nname_en = "X"\n')
    assert [line.split(": ")[:2] for line in found] == [
        [f"{FILE}:1", "name_ar"],
        [f"{FILE}:1", "home"],
        [f"{FILE}:2", "timezone"],
        [f"{FILE}:3", "feeds[0]"],
        [f"{FILE}:4", "kinds"],
    ]


@pytest.mark.parametrize("name", ["Example", "my outlet", "-x", "x-", "a--b", "صحيفة", "a_b", "", "a" * 65])
def test_a_bad_file_name_is_a_bad_id(name: str) -> None:
    found = faults(WHOLE, f"outlets/{name}.toml")
    assert len(found) == 1
    assert found[0].startswith(f"outlets/{name}.toml:1: id: the file's name ")


def test_a_fault_of_a_prune_rule_has_its_place() -> None:
    text = WHOLE + 'prune = [\n  ".ad",\n  "//["\n]\n'
    found = faults(text, rule_fault=lambda rule: "is not XPath" if "[" in rule else None)
    assert found == [f'{FILE}:8: prune[1]: "//[" is not XPath']


def test_the_parts_of_an_error() -> None:
    with pytest.raises(OutletError) as caught:
        declaration.parse(WHOLE + "interval = -1", FILE)
    error = caught.value
    assert (error.file, error.line, error.key) == (FILE, 6, "interval")
    assert error.message == "must be from 1 second to 30 days, not -1"


# --- never anything but OutletError

_KEYS = st.sampled_from([*keys.KEYS, "politeness.delay", "feeds.url", '"x y"', "feed"])
_VALUES = st.one_of(
    st.sampled_from(
        ['""', '"ar"', "true", "-1", "nan", "1979-05-27", "[]", "{}", '[{url = "x"}]', "[[1]]", '"""a\nb"""', "'''\n'x'''"]
    ),
    st.integers().map(str),
    st.text(max_size=20).map(lambda text: f"'{text}'"),
)
_LINES = st.one_of(
    st.tuples(_KEYS, _VALUES).map(" = ".join),
    st.sampled_from(["[politeness]", "[[feeds]]", "[[sitemaps]]", "[a.b]", "# x = [", ""]),
)


@settings(deadline=None)
@given(st.one_of(st.text(), st.lists(_LINES, max_size=8).map("\n".join)), st.booleans())
def test_any_text_is_an_outlet_or_an_outlet_error(text: str, override: bool) -> None:
    base = declaration.parse(FULL, FILE) if override else None
    faults: tuple[OutletError, ...] = ()
    try:
        outlet = declaration.parse(text, FILE, base=base)
    except OutletErrors as error:
        faults = error.errors
    else:
        assert outlet.id == "example"
        return
    assert faults
    assert all(0 < each.line <= text.count("\n") + 1 and each.message for each in faults)


@pytest.mark.parametrize(
    "text",
    [
        "x = " + "9" * 5000,
        "x = " + "[" * 100_000,
        WHOLE + "prune = " + "[" * 60 + "]" * 60,
        "x = {" + "a={" * 5000,
        "\ud800 = 1",
        "x = '\ud800'",
    ],
    ids=["endless number", "deep list", "deep list that ends", "deep table", "half a character as key", "half a character"],
)
def test_monsters(text: str) -> None:
    with pytest.raises(OutletError):
        declaration.parse(text, FILE)
