"""How a process fares while it is watched: memory, open files, dead children; read from /proc."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass, field
from pathlib import Path

PAGE = os.sysconf("SC_PAGE_SIZE")


@dataclass
class Vitals:
    """Samples of one process after another (a restarted daemon begins a new row)."""

    pid: int
    rows: list[tuple[float, int, int, int]] = field(default_factory=list)
    """(seconds since 1970, resident bytes, open files, zombies)."""

    def look(self) -> None:
        """Take one sample; a process that is gone gives none."""
        place = Path("/proc") / str(self.pid)
        try:
            resident = int((place / "statm").read_text().split()[1]) * PAGE
            files = len(list((place / "fd").iterdir()))
        except OSError:
            return
        self.rows.append((time.time(), resident, files, len(zombies(self.pid))))

    def slope(self, warm_up: float) -> float | None:
        """MB an hour by least squares over the samples after `warm_up` seconds; None with fewer than three."""
        rows = [row for row in self.rows if row[0] >= self.rows[0][0] + warm_up]
        if len(rows) < 3:
            return None
        times, sizes = [row[0] / 3600 for row in rows], [row[1] / 1e6 for row in rows]
        middle, size = sum(times) / len(times), sum(sizes) / len(sizes)
        spread = sum((at - middle) ** 2 for at in times)
        return sum((at - middle) * (value - size) for at, value in zip(times, sizes, strict=True)) / spread

    def sentence(self, warm_up: float) -> str:
        """The samples in one line."""
        if not self.rows:
            return "no sample"
        rise = self.slope(warm_up)
        sizes, files = [row[1] / 1e6 for row in self.rows], [row[2] for row in self.rows]
        lasting = max((row[3] for row in self.rows[len(self.rows) // 2 :]), default=0)
        return (
            f"{sizes[0]:.0f} MB at first, {max(sizes):.0f} most, {sizes[-1]:.0f} at last"
            f"{'' if rise is None else f', slope {rise:+.2f} MB/h after {warm_up / 60:.0f} min'};"
            f" files {files[0]} to {max(files)}, {files[-1]} at last; zombies at most {lasting}"
        )


def children(pid: int) -> list[int]:
    """The processes whose parent is `pid`."""
    folders = (folder for folder in Path("/proc").iterdir() if folder.name.isdigit())
    return [int(folder.name) for folder in folders if _stat(folder)[1] == pid]


def command(pid: int) -> str:
    """How a process was called; empty where it is gone."""
    try:
        return (Path("/proc") / str(pid) / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except OSError:
        return ""


def zombies(pid: int) -> list[int]:
    """Children that ended and were not waited for."""
    return [child for child in children(pid) if _stat(Path("/proc") / str(child))[0] == "Z"]


def below(pid: int) -> list[int]:
    """All descendants."""
    found: list[int] = []
    waiting = [pid]
    while waiting:
        some = children(waiting.pop())
        found += some
        waiting += some
    return found


def _stat(folder: Path) -> tuple[str, int]:
    """(state, parent) of a process."""
    try:
        fields = (folder / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return "", 0
    return fields[0], int(fields[1])
