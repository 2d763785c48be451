"""Does an outlet's layout still show in its articles what it used to: dates, authors, pictures, sections, a text? Pure.

The newest 20 articles are held against the 20s before them. What counts is a fall below everything that is usual for this outlet:
one that never prints authors misses none, and one with half its stories unsigned may have twenty such in a row.
"""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Callable, Sequence

from storage.crawls.health import Sample

WINDOW = 20
HISTORY = 30 * WINDOW
LEAST = 3 * WINDOW
"""Articles before the newest 20 from which on «usual» means something."""
FALL = 0.5
"""Of the share that is usual: less than it by so much is a fall."""
SHORT = 0.3
"""Of the usual length: a text below it is what is left of one."""
SAME = 0.5
"""Share of the newest articles with one and the same text that no site prints on purpose."""
FIELDS: tuple[tuple[str, Callable[[Sample], bool]], ...] = (
    ("dates", lambda one: one.dated),
    ("authors", lambda one: one.signed),
    ("pictures", lambda one: one.pictured),
    ("sections", lambda one: one.sectioned),
)


def faults(samples: Sequence[Sample]) -> list[str]:
    """What fell, in words, the gravest first: `samples` are the newest articles, the newest first."""
    newest, before = samples[:WINDOW], samples[WINDOW : WINDOW + HISTORY]
    if len(newest) < WINDOW or len(before) < LEAST:
        return []
    windows = [before[start : start + WINDOW] for start in range(0, len(before) - WINDOW + 1, WINDOW)]
    found = [_same(newest, before), _short(newest, windows), *(_missing(name, has, newest, windows) for name, has in FIELDS)]
    return [fault for fault in found if fault]


def _missing(
    name: str, has: Callable[[Sample], bool], newest: Sequence[Sample], windows: Sequence[Sequence[Sample]]
) -> str | None:
    counts = sorted(sum(map(has, window)) for window in windows)
    usual, low = statistics.median(counts), counts[len(counts) // 4]
    now = sum(map(has, newest))
    if now > usual - FALL * WINDOW or now >= 0.6 * low:
        return None
    return f"{name} missing in {WINDOW - now} of the last {WINDOW} articles (usually {WINDOW - usual:.0f} in {WINDOW})"


def _short(newest: Sequence[Sample], windows: Sequence[Sequence[Sample]]) -> str | None:
    def length(row: Sequence[Sample]) -> float | None:
        words = [one.words for one in row if one.words is not None]
        return statistics.median(words) if len(words) >= WINDOW // 2 else None

    known = sorted(median for median in map(length, windows) if median is not None)
    now = length(newest)
    if now is None or len(known) < LEAST // WINDOW:
        return None
    usual, low = statistics.median(known), known[len(known) // 4]
    if now > SHORT * usual or now >= 0.6 * low:
        return None
    return f"texts of {now:.0f} words in the last {WINDOW} articles (usually {usual:.0f})"


def _same(newest: Sequence[Sample], before: Sequence[Sample]) -> str | None:
    body, count = Counter(one.body for one in newest).most_common(1)[0]
    earlier = sum(one.body == body for one in before) / len(before)
    if count < SAME * WINDOW or earlier > SAME / 2:
        return None
    return f"the same text in {count} of the last {WINDOW} articles"
