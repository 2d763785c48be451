"""The lines of keys, against every way TOML has to write them."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from news.declaration import lines

TEXT = """\
# a = 1
a = "x # [b]"

[table]  # c
b.c = 1
"q \\u0041" = ''' [x]
= '''
list = [ # one
    1, 2,
    [ "]", {k = "}", j = [
        3]} ],
    'end' ,
]

[[many]]
x = 1
[[many]]
x = 2
[many.sub]
y = 2026-11-22T10:00:00Z
[[many.deep]]
z = { one.two = \"\"\"quoted \\\\\"\"\"\"\" }
"""

LINES = {
    ("a",): 2,
    ("table",): 4,
    ("table", "b"): 5,
    ("table", "b", "c"): 5,
    ("table", "q A"): 6,
    ("table", "list"): 8,
    ("table", "list", 0): 9,
    ("table", "list", 1): 9,
    ("table", "list", 2): 10,
    ("table", "list", 2, 0): 10,
    ("table", "list", 2, 1): 10,
    ("table", "list", 3): 12,
    ("many",): 15,
    ("many", 0): 15,
    ("many", 0, "x"): 16,
    ("many", 1): 17,
    ("many", 1, "x"): 18,
    ("many", 1, "sub"): 19,
    ("many", 1, "sub", "y"): 20,
    ("many", 1, "deep"): 21,
    ("many", 1, "deep", 0): 21,
}


def test_lines_of_every_form() -> None:
    tomllib.loads(TEXT)
    assert lines.key_lines(TEXT) == LINES


def paths(value: Any, where: lines.Where = ()) -> set[lines.Where]:
    """Every key and item of parsed TOML, as deep as lines are told."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    found = {where} if where else set()
    for key, inner in items:
        if len(where) < lines.DEPTH:
            found |= paths(inner, (*where, key))
    return found


@pytest.mark.parametrize(
    "text", [TEXT, "x = " + "[" * 20 + "{a = [']', 1.5, 1979-05-27 07:32:00]}" + "]" * 20 + "\ny = 1", "a.b.c.d.e.f = [1]\ng = 2"]
)
def test_every_key_of_valid_toml_has_a_line(text: str) -> None:
    assert paths(tomllib.loads(text)) == set(lines.key_lines(text))


_ATOMS = st.sampled_from(["1", "-1.5e3", "true", '"a\\"b"', "'c'", '"""d\n"e"""', "'''f\n'''", "2026-11-22", "07:32:00", "inf"])
_VALUES = st.recursive(
    _ATOMS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda items: "[ " + ", # c ]\n ".join(items) + "\n]"),
        st.lists(inner.filter(lambda text: "\n" not in text), max_size=2).map(
            lambda items: "{" + ", ".join(f"k{n}.'x' = {item}" for n, item in enumerate(items)) + "}"
        ),
    ),
    max_leaves=8,
)


@settings(deadline=None)
@given(st.lists(_VALUES, max_size=4), st.sampled_from(["", "[t]", "[[m]]", "[[m]]\n[[m]]", "[[m]]\n[m.s]", "['t'.\"u\"]"]))
def test_generated_toml(values: list[str], header: str) -> None:
    text = "\n".join(["top = 0", header, *(f"key{n} = {value} # k = 2" for n, value in enumerate(values))])
    assert paths(tomllib.loads(text)) == set(lines.key_lines(text))


@settings(deadline=None)
@given(st.text())
def test_text_that_is_not_toml_raises_nothing(text: str) -> None:
    lines.key_lines(text)
