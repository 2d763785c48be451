"""Text of strangers on a terminal: inert, isolated by direction, cut and wrapped to the width."""

from __future__ import annotations

import contextlib
import io
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any

import click
from rich.cells import cell_len
from rich.console import Console

ISOLATE = "\u2068"  # FIRST STRONG ISOLATE: what follows has a direction of its own
LEFTWARD = "\u2067"  # RIGHT-TO-LEFT ISOLATE
RIGHTWARD = "\u2066"  # LEFT-TO-RIGHT ISOLATE
RELEASE = "\u2069"  # POP DIRECTIONAL ISOLATE
ELLIPSIS = "…"
MOST_CUT = 12
"""Letters of a word that are left out rather than shown without its end."""
_ACTING = re.compile(
    "[\x00-\x1f\x7f-\x9f"  # control characters, of seven and of eight bits
    "\xad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"  # formatting, bidi first of all
    "\U000110bd\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e00ff"
    "\ud800-\udfff\ue000-\uf8ff\U000f0000-\U0010ffff]"  # surrogates, private use
)
"""What acts on a terminal or on the order of what is beside it. Of Unicode's formatting characters these are not in it:
U+200C and U+200D, which spell Persian and Urdu words, and the Arabic and Syriac signs one can see (U+0600-0605, U+06DD, …)."""
_LINE_ENDS = re.compile(r"\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")


def printable(text: str) -> str:
    """`text` without anything that acts on a terminal; line ends stay, each as LF.

    Taken out: control characters (ANSI sequences lose their ESC and become plain letters), every bidirectional control,
    other invisible formatting (soft hyphens, tags, byte order marks), surrogates, private use. Idempotent.
    """
    return "\n".join(_ACTING.sub("", line.replace("\t", " ")) for line in _LINE_ENDS.split(text))


def inert(text: str) -> str:
    """`printable` on one line: white space of any kind, line ends too, becomes one space."""
    return " ".join(_ACTING.sub("", _LINE_ENDS.sub(" ", text).replace("\t", " ")).split())


def isolate(text: str) -> str:
    """`inert` between U+2068 and U+2069, so that its direction cannot reorder what stands beside it (UAX #9, X5c)."""
    return f"{ISOLATE}{inert(text)}{RELEASE}"


def direction(text: str) -> str:
    """The character that opens an isolate of the text's direction, which is that of most of its letters."""
    sides = [unicodedata.bidirectional(char) for char in text]
    leftward, rightward = sum(side in {"R", "AL"} for side in sides), sides.count("L")
    return (LEFTWARD if leftward >= rightward else RIGHTWARD) if leftward or rightward else ISOLATE


def fit(text: str, width: int) -> str:
    """`inert` in at most `width` cells, an ellipsis where something was cut; combining marks stay with their letter."""
    text = inert(text)
    if cell_len(text) <= width:
        return text
    if width < 1:
        return ""
    kept, used = 0, 0
    for position, char in enumerate(text):
        used += cell_len(char)
        if used > width - 1:
            break
        kept = position + 1
    last = text.rfind(" ", 0, kept + 1)  # between words, where that costs a short word at most
    return text[: last if kept - last < MOST_CUT and last > 0 else kept].rstrip() + ELLIPSIS


def cell(text: str, width: int) -> str:
    """`fit`, isolated, and filled with spaces outside the isolate to exactly `width` cells: a column stays a column."""
    fitted = fit(text, width)
    return f"{ISOLATE}{fitted}{RELEASE}" + " " * (width - cell_len(fitted))


def wrap(text: str, width: int) -> list[str]:
    """Lines of one paragraph, each at most `width` cells; a word longer than a line is broken."""
    lines: list[str] = []
    line, used = "", 0
    for word in inert(text).split():
        for piece in _pieces(word, width):
            length = cell_len(piece)
            if line and used + 1 + length > width:
                lines.append(line)
                line, used = "", 0
            line, used = (f"{line} {piece}", used + 1 + length) if line else (piece, length)
    return [*lines, line] if line else lines


def _pieces(word: str, width: int) -> list[str]:
    if cell_len(word) <= width:
        return [word]
    pieces, piece, used = [], "", 0
    for char in word:
        length = cell_len(char)
        if piece and used + length > width:
            pieces.append(piece)
            piece, used = "", 0
        piece, used = piece + char, used + length
    return [*pieces, piece]


def json_text(value: object, *, indent: int | None = 2) -> str:
    """JSON with Arabic left readable and every character that acts on a terminal escaped: the same value, inert."""
    return escaped(json.dumps(value, ensure_ascii=False, indent=indent))


def escaped(text: str) -> str:
    """JSON with every character that acts on a terminal written as an escape."""
    return _ACTING.sub(_escape, text)


def _escape(match: re.Match[str]) -> str:
    char = match[0]
    return char if char == "\n" else json.dumps(char)[1:-1]  # above the BMP a pair of escapes, as JSON asks


def echo(text: str) -> None:
    """A line on standard output. A locale that has no Arabic shows escapes instead of ending in a traceback."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")
    click.echo(text)


def console() -> Console:
    """The terminal, or pipe, that standard output is; markup, emoji codes and automatic colouring are off."""
    return Console(file=sys.stdout, markup=False, highlight=False, emoji=False, soft_wrap=True)


@contextmanager
def paged() -> Iterator[Console]:
    """As `console`; on a terminal, what is written is shown at the end, by the pager where it is longer than the screen.

    The pager is $PAGER, else less; with an empty PAGER, or none installed, all is written at once.
    """
    direct = console()
    if not (direct.is_terminal and sys.stdin.isatty()):
        yield direct
        return
    kept = io.StringIO()
    colours: Any = direct.color_system
    yield Console(
        file=kept,
        force_terminal=True,
        width=direct.width,
        height=direct.height,
        color_system=colours,
        no_color=direct.no_color,
        markup=False,
        highlight=False,
        emoji=False,
        soft_wrap=True,
    )
    text = kept.getvalue()
    pager = shlex.split(os.environ.get("PAGER", "less"))
    if text.count("\n") < direct.height or not pager or shutil.which(pager[0]) is None:
        echo(text.removesuffix("\n"))
        return
    # as git does: quit where all fits after all, let colours through, leave the text on the screen
    viewer = subprocess.Popen(  # noqa: S603 - the reader's own pager
        pager, stdin=subprocess.PIPE, env={"LESS": "FRX", "LESSCHARSET": "utf-8"} | os.environ
    )
    with contextlib.suppress(BrokenPipeError):  # who has read enough closes the pager
        viewer.communicate(text.encode(errors="backslashreplace"))
    viewer.wait()


def local(moment: datetime | None, zone: tzinfo, *, precision: str | None = None) -> str:
    """`2026-11-22 15:03` in `zone`; only the day, unmoved, where no more was printed; empty for None."""
    if moment is None:
        return ""
    if precision == "day":  # midnight UTC stands for the day as printed, in no zone
        return moment.astimezone(UTC).strftime("%Y-%m-%d")
    return moment.astimezone(zone).strftime("%Y-%m-%d %H:%M")


def span(length: timedelta) -> str:
    """A length of time in one or two units, whichever its sign: `45 s`, `3 min`, `2 h 05 min`, `3 d 4 h`."""
    seconds = int(abs(length.total_seconds()))
    if seconds < 60:
        return f"{seconds} s"
    if seconds < 3600:
        return f"{seconds // 60} min"
    if seconds < 86400:
        hours, rest = divmod(seconds, 3600)
        return f"{hours} h {rest // 60:02d} min"
    days, rest = divmod(seconds, 86400)
    return f"{days} d {rest // 3600} h"


def relative(moment: datetime | None, now: datetime) -> str:
    """`3 min ago`, `in 2 h 05 min`, `now`; `never` for None."""
    if moment is None:
        return "never"
    if abs((moment - now).total_seconds()) < 1:
        return "now"
    return f"in {span(moment - now)}" if moment > now else f"{span(now - moment)} ago"
