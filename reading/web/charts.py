"""Charts as SVG, drawn on the server: no script, no inline style (the CSP forbids it), colours by class from the style sheet.

In a right-to-left page time runs from right to left, as its table does. Every chart has a table beside it, so that none is the
only way to its figures; what a chart shows in short stands in its label.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from markupsafe import Markup, escape

from reading.web.wording import Words

SERIES = 6
"""Lines one chart tells apart."""
STEPS = 5
"""Shades of the heat map."""
ABREAST, LETTER = 8, 8.5
"""Prints side by side on a narrow screen; the width of a letter of their names there, generously."""
SATURDAY, MONDAY = 5, 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    label: Markup
    values: tuple[int, ...]
    address: str = ""
    """Where what is counted can be read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """A print of a story."""

    label: str
    name: str
    """Of the outlet."""
    after: timedelta
    number: int


def week(words: Words) -> list[int]:
    """The days in the order of a reader's calendar: from Saturday in Arabic."""
    first = SATURDAY if words.language == "ar" else MONDAY
    return [(first + step) % 7 for step in range(7)]


def rhythm(rates: Sequence[float], words: Words, label: str) -> Markup:
    """Heat map of a week: a row a day, a column an hour; `rates` are 168 values from Monday, 0 o'clock."""
    cell, gap, side, top = 28, 3, 104, 26
    width, height = side + 24 * (cell + gap), top + 7 * (cell + gap)
    most = max(rates) or 1.0
    rtl = words.direction == "rtl"
    parts = [_open(width, height, label, "heat")]
    for hour in range(24):
        x = _flip(side + hour * (cell + gap), cell, width, rtl)
        if hour % 3 == 0:
            parts.append(_text(x + cell / 2, 18, words.figures(f"{hour:02}"), "middle"))
        for row, day in enumerate(week(words)):
            rate = rates[day * 24 + hour]
            step = _shade(rate, most)
            clock = words("rhythm_hour", day=words.weekday(day), hour=words.figures(f"{hour:02}:00"))
            said = words.beside(clock, words("reason.an_hour", n=words.number(rate, 1)))
            parts.append(
                f'<rect x="{x:.0f}" y="{top + row * (cell + gap)}" width="{cell}" height="{cell}" rx="3" class="h{step}">'
                f"<title>{escape(said)}</title></rect>"
            )
    for row, day in enumerate(week(words)):
        x = width - side + 8 if rtl else side - 8
        name = words.weekday(day, short=True)
        parts.append(_text(x, top + row * (cell + gap) + cell * 0.7, name, "start" if rtl else "end", rtl=rtl, edge=True))
    parts.append("</svg>")
    return Markup("".join(parts))  # noqa: S704 - numbers, and words escaped above


def upright_rhythm(rates: Sequence[float], words: Words, label: str) -> Markup:
    """The same week for a narrow screen, whole without scrolling: a column a day, a row an hour."""
    wide, tall, gap, side, top = 40, 15, 3, 34, 22
    width, height = side + 7 * (wide + gap), top + 24 * (tall + gap)
    most, rtl = max(rates) or 1.0, words.direction == "rtl"
    parts = [_open(width, height, label, "upright")]
    for hour in range(0, 24, 3):
        y = top + hour * (tall + gap) + tall * 0.8
        parts.append(_text(width - side + 8 if rtl else side - 8, y, words.figures(f"{hour:02}"), "start" if rtl else "end"))
    for column, day in enumerate(week(words)):
        x = _flip(side + column * (wide + gap), wide, width, rtl)
        parts.append(_text(x + wide / 2, 14, words.weekday(day, short=True), "middle", rtl=rtl))
        for hour, rate in enumerate(rates[day * 24 : day * 24 + 24]):
            y = top + hour * (tall + gap)
            parts.append(f'<rect x="{x}" y="{y}" width="{wide}" height="{tall}" rx="3" class="h{_shade(rate, most)}"/>')
    parts.append("</svg>")
    return Markup("".join(parts))  # noqa: S704 - numbers, and words escaped above


def _shade(rate: float, most: float) -> int:
    return min(STEPS, math.ceil(rate / most * STEPS)) if rate > 0 else 0


def lines(days: Sequence[date], series: Sequence[Series], words: Words, label: str) -> Markup:
    """A line a series over days; at most SERIES, told apart by colour, by dashes and by their mark.

    The axis stands at the newest day, which is what a narrow screen shows first, and the days are named from there back.
    """
    width, height, side, edge, top, foot = 920, 320, 64, 22, 14, 32
    rtl = words.direction == "rtl"
    most, step = _scale(max((max(one.values, default=0) for one in series), default=0))
    wide, tall = width - side - edge, height - top - foot

    def across(place: int) -> float:
        x = edge + (wide * place / max(len(days) - 1, 1) if len(days) > 1 else wide / 2)
        return width - x if rtl else x

    def up(value: float) -> float:
        return top + tall * (1 - value / most)

    parts = [_open(width, height, label, "lines")]
    for tick in range(0, most + 1, step):
        y = up(tick)
        begin, end = (side, width - edge) if rtl else (edge, width - side)
        parts.append(f'<line x1="{begin}" x2="{end}" y1="{y:.1f}" y2="{y:.1f}" class="grid"/>')
        parts.append(_text(side - 14 if rtl else width - side + 14, y + 4, words.number(tick), "end" if rtl else "start"))
    every = max(1, math.ceil(len(days) / 8))
    shown = range(len(days) - 1, -1, -every)
    parts += [_text(across(place), height - 8, words.short_day(days[place]), "middle") for place in shown]
    for number, one in enumerate(series[:SERIES]):
        path = " ".join(f"{across(place):.1f},{up(value):.1f}" for place, value in enumerate(one.values))
        parts.append(f'<polyline points="{path}" class="s s{number}"/>')
        parts += [
            f'<circle cx="{across(place):.1f}" cy="{up(value):.1f}" r="3" class="d d{number}"><title>'
            f"{escape(words.beside(one.label, words.day(days[place]), words.count('articles', value)))}</title></circle>"
            for place, value in enumerate(one.values)
        ]
    parts.append("</svg>")
    return Markup("".join(parts))  # noqa: S704


def spread(points: Sequence[Point], words: Words, label: str) -> Markup:
    """When each print of a story came, on one line from the first; those that fall together are stacked."""
    width, side, row, radius = 760, 24, 22, 9.0
    rtl = words.direction == "rtl"
    longest = max((point.after for point in points), default=timedelta()) or timedelta(minutes=1)
    tick, ends = _ticks(longest)
    stacks: list[float] = []
    spots: list[tuple[float, int, Point]] = []
    for point in points:
        x = side + (width - 2 * side) * (point.after / ends)
        level = next((place for place, last in enumerate(stacks) if x - last >= 2 * radius + 3), len(stacks))
        stacks[level : level + 1] = [x]
        spots.append((width - x if rtl else x, level, point))
    base = len(stacks) * row + 8
    parts = [
        _open(width, base + 28, label, "spread"),
        f'<line x1="{side}" x2="{width - side}" y1="{base}" y2="{base}" class="grid"/>',
    ]
    at = timedelta()
    while at <= ends:
        x = side + (width - 2 * side) * (at / ends)
        x = width - x if rtl else x
        parts.append(f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{base}" y2="{base + 5}" class="grid"/>')
        parts.append(_text(x, base + 21, str(words.span(at, alone=True)) if at else str(words("story_start")), "middle", rtl=rtl))
        at += tick
    for x, level, point in spots:
        parts += _spot(x, base - 14 - level * row, radius, point, words)
    parts.append("</svg>")
    return Markup("".join(parts))  # noqa: S704


def upright_spread(points: Sequence[Point], words: Words, label: str) -> Markup:
    """The same for a narrow screen, whole without scrolling: time runs down, prints that fall together stand side by side."""
    width, axis, gap, top, radius = 300, 74, 26, 14, 10.5
    rtl = words.direction == "rtl"
    longest = max((point.after for point in points), default=timedelta()) or timedelta(minutes=1)
    tick, ends = _ticks(longest)
    tall = max(2, round(ends / tick)) * 52
    rows: list[tuple[float, list[Point]]] = []
    for point in points:
        y = top + tall * (point.after / ends)
        if rows and y < rows[-1][0] + gap and len(rows[-1][1]) < ABREAST:
            rows[-1][1].append(point)
        else:
            rows.append((max(y, rows[-1][0] + gap) if rows else y, [point]))
    foot = max(top + tall, rows[-1][0] if rows else 0.0)
    x = _flip(axis, 0, width, rtl)
    parts = [
        _open(width, foot + top, label, "upright times"),
        f'<line x1="{x}" x2="{x}" y1="{top}" y2="{foot:.1f}" class="grid"/>',
    ]
    for step in range(round(ends / tick) + 1):
        y, at = top + tall * (step * tick / ends), _flip(axis - 8, 0, width, rtl)
        parts.append(f'<line x1="{x}" x2="{at}" y1="{y:.1f}" y2="{y:.1f}" class="grid"/>')
        said = str(words.span(step * tick, alone=True)) if step else str(words("story_start"))
        parts.append(_text(_flip(axis - 20, 0, width, rtl), y + 4, said, "end", rtl=rtl))
    for y, together in rows:
        for place, point in enumerate(together):
            parts += _spot(_flip(axis + place * (2 * radius + 3), 0, width, rtl), y, radius, point, words)
        begin = axis + len(together) * (2 * radius + 3)
        names = str(words("and")).join(point.name for point in together)
        if len(together) == 1 or len(names) * LETTER < width - begin:
            parts.append(_text(_flip(begin, 0, width, rtl), y + 5, names, "start", rtl=rtl, kind="name"))
    parts.append("</svg>")
    return Markup("".join(parts))  # noqa: S704


def _spot(x: float, y: float, radius: float, point: Point, words: Words) -> list[str]:
    """A print as a disc with its number."""
    kind = "first" if not point.after else "later"
    return [
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius}" class="{kind}"><title>{escape(point.label)}</title></circle>',
        f'<text x="{x:.1f}" y="{y + 4:.1f}" text-anchor="middle" class="{kind}-n">{escape(words.number(point.number))}</text>',
    ]


def bar(share: float, label: str) -> Markup:
    """A share of the whole as a bar; the figure itself stands beside it."""
    width = max(0.0, min(share, 1.0)) * 100
    return Markup(  # noqa: S704
        f'<svg class="bar" viewBox="0 0 100 6" preserveAspectRatio="none" role="img" aria-label="{escape(label)}">'
        f'<rect width="100" height="6" class="track"/><rect width="{width:.1f}" height="6" class="fill"/></svg>'
    )


def bars(counts: Sequence[int], told: Sequence[str], words: Words, label: str) -> Markup:
    """A small bar a period, the last one stressed; `told` says of each what it is. Nothing at all is a line of dots."""
    wide, gap, height = 10, 3, 30
    width, most, rtl = len(counts) * (wide + gap) - gap, max([*counts, 1]), words.direction == "rtl"
    parts = [_open(width, height, label, "days")]
    for place, (count, said) in enumerate(zip(counts, told, strict=True)):
        tall = max(2.0, (height - 2) * count / most) if count else 1.5
        kind = "none" if not count else "now" if place == len(counts) - 1 else "past"
        x = _flip(place * (wide + gap), wide, width, rtl)
        parts.append(
            f'<rect x="{x:.0f}" y="{height - tall:.1f}" width="{wide}" height="{tall:.1f}" rx="1.5" class="{kind}">'
            f"<title>{escape(said)}</title></rect>"
        )
    parts.append("</svg>")
    return Markup("".join(parts))  # noqa: S704 - numbers, and words escaped above


def _open(width: float, height: float, label: str, kind: str) -> str:
    return f'<svg class="chart {kind}" viewBox="0 0 {width} {height}" role="img" aria-label="{escape(label)}">'


def _text(x: float, y: float, said: str, anchor: str, *, rtl: bool = False, edge: bool = False, kind: str = "") -> str:
    """`start` and `end` are left and right: SVG would turn them round with the direction of the page.

    `rtl`: words, which follow the page («٤ ساعات»); bare figures do not need it.
    """
    if edge and rtl:
        anchor = "end"
    named = f' class="{kind}"' if kind else ""
    way = "rtl" if rtl else "ltr"
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" direction="{way}"{named}>{escape(said)}</text>'


def _flip(x: float, size: float, width: float, rtl: bool) -> float:
    return width - x - size if rtl else x


def _scale(most: int) -> tuple[int, int]:
    """A round top for the axis, and the step of its lines: three to seven of them."""
    if most <= 4:
        return max(most, 1), 1
    size = 10 ** math.floor(math.log10(most))
    step = next(step for step in (size // 5, size // 2, size, 2 * size) if step and most / step <= 6)
    return math.ceil(most / step) * step, step


def _ticks(longest: timedelta) -> tuple[timedelta, timedelta]:
    """The step of the axis of time, and its end."""
    sizes = [timedelta(minutes=minutes) for minutes in (1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720, 1440, 2880, 7200, 14400)]
    tick = next((size for size in sizes if longest / size <= 6), timedelta(days=max(1, math.ceil(longest.days / 6))))
    return tick, math.ceil(longest / tick) * tick
