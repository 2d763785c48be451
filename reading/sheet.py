"""Where an article is written: wrapped, isolated and coloured on a terminal, bare lines in a pipe."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from reading import terminal, worddiff

WIDEST = 100
"""Cells of a line of prose; longer lines are hard to read, however wide the window."""
_STATE_INK = {
    "ok": "green",
    "finished": "green",
    "running": "cyan",
    "stopped": "yellow",
    "unreachable": "yellow",
} | dict.fromkeys(("failed", "lost", "blocked", "robots", "feed dead", "layout changed"), "red")
_INK = {"same": "", "removed": "red strike", "added": "green"}


def moment(written: str | None) -> datetime | None:
    """A time of the Article JSON as an aware datetime."""
    return datetime.fromisoformat(written) if written else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """Where an article is written: wrapped, isolated and coloured on a terminal, bare lines in a pipe."""

    console: Console
    zone: tzinfo

    @property
    def width(self) -> int:
        return min(self.console.width, WIDEST)

    def line(self, *parts: str | Text | tuple[str, str], style: str = "") -> None:
        """Print our own words, with their style where they have one, and parts already made harmless."""
        text = Text.assemble(*parts, style=style)
        if self.console.is_terminal:
            self.console.print(text, soft_wrap=True)
        else:
            terminal.echo(text.plain)  # rich would make spaces of tabs

    def foreign(self, text: object) -> str:
        """A stranger's words for use inside one of our lines."""
        return terminal.isolate(str(text)) if self.console.is_terminal else terminal.inert(str(text))

    def prose(self, text: str, *, indent: str = "", style: str = "") -> None:
        """A stranger's paragraph; every line of it isolated, because a terminal orders each line on its own."""
        if not self.console.is_terminal:
            self.line(indent + terminal.inert(text))
            return
        for row in terminal.wrap(text, max(self.width - cell_len(indent), 20)):
            self.line(f"{indent}{terminal.ISOLATE}{row}{terminal.RELEASE}", style=style)

    def words(self, pieces: Sequence[worddiff.Piece]) -> None:
        """A paragraph with its changes: coloured on a terminal, `[-…-]` and `{+…+}` in a pipe or without colours."""
        if not self.console.is_terminal:
            self.line(terminal.inert(worddiff.marked(pieces)))
        elif self.console.no_color or self.console.color_system is None:
            self.prose(worddiff.marked(pieces))
        else:
            self._coloured(pieces)

    def _coloured(self, pieces: Sequence[worddiff.Piece]) -> None:
        """Row by row: all have the paragraph's direction, and each changed run is isolated, so that none reorders another."""
        begin = terminal.direction("".join(piece.text for piece in pieces))
        row, used = Text(), 0
        for piece in pieces:
            opened = False
            for word in terminal.inert(piece.text).split():
                length = cell_len(word)
                if used and used + 1 + length > self.width:
                    self.line(begin, row.append(terminal.RELEASE if opened else ""), terminal.RELEASE)
                    row, used, opened = Text(), 0, False
                row.append(" " if used else "")
                if piece.change != "same" and not opened:
                    row.append(terminal.ISOLATE)
                    opened = True
                row.append(word, _INK[piece.change])
                used += length + bool(used)
            row.append(terminal.RELEASE if opened else "")
        self.line(begin, row, terminal.RELEASE)

    def time(self, written: str | None, *, precision: str | None = None) -> str:
        """A time of the Article JSON in the reader's zone, named where it is not UTC."""
        return terminal.local(moment(written), self.zone, precision=precision) or "unknown"

    def table(self, header: Sequence[str], rows: Sequence[Sequence[str]], notes: Sequence[str] = ()) -> None:
        """Columns: aligned on a terminal (numbers to the right, a row's note below it), tab-separated in a pipe (note last)."""
        tall = [[terminal.inert(value) for value in row] for row in rows]
        below = [terminal.inert(note) for note in notes] or [""] * len(tall)
        if not self.console.is_terminal:
            for row, note in zip([list(header), *tall], ["note", *below], strict=True):
                self.line("\t".join([*row, note] if notes else row))
            return
        widths = [max(cell_len(row[column]) for row in [header, *tall]) for column in range(len(header))]
        right = [all(row[column].isdecimal() or not row[column] for row in tall) for column in range(len(header))]
        self.line(_aligned(header, widths, right), style="dim")
        for row, note in zip(tall, below, strict=True):
            self.line(_aligned(row, widths, right))
            if note:
                self.prose(note, indent="    ", style="dim")


def _aligned(row: Sequence[str], widths: Sequence[int], right: Sequence[bool]) -> Text:
    line = Text()
    for column, (text, width, end) in enumerate(zip(row, widths, right, strict=True)):
        padding = " " * (width - cell_len(text))
        line.append("  " if column else "")
        line.append(padding + text if end else terminal.isolate(text) + padding, _STATE_INK.get(text, ""))
    return line
