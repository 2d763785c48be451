"""When a young article's page is looked at again, as people write it: "10m, 1h, 6h", a list of lengths that grow."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

MOST_RUNGS = 12
LONGEST_RUNG = 30 * 86_400
_LENGTH = re.compile(r"([0-9]{1,9})\s*([smhd])")
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86_400}


def seconds(text: str) -> int | None:
    """A length of time such as "15m"; None for anything else."""
    match = _LENGTH.fullmatch(text.strip())
    return int(match[1]) * _SECONDS[match[2]] if match else None


def fault(rungs: Sequence[int]) -> str | None:
    """What is wrong with these seconds as a ladder; None: nothing."""
    if len(rungs) > MOST_RUNGS:
        return f"has {len(rungs)} looks; {MOST_RUNGS} are the most"
    if any(not 1 <= rung <= LONGEST_RUNG for rung in rungs):
        return f"each look must be from 1 second to {LONGEST_RUNG // 86_400} days after the article"
    if any(later <= earlier for earlier, later in pairwise(rungs)):
        return "each look must come later than the one before"
    return None


def parse(text: str) -> tuple[int, ...]:
    """The seconds of "10m, 1h, 6h"; the empty text means no looks. Raises ValueError naming the fault."""
    rungs = []
    for part in filter(None, (piece.strip() for piece in text.split(","))):
        rung = seconds(part)
        if rung is None:
            raise ValueError(f'{part!r} is not a length of time: a number with s, m, h or d, such as "15m"')
        rungs.append(rung)
    if (wrong := fault(rungs)) is not None:
        raise ValueError(wrong)
    return tuple(rungs)
