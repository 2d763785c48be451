"""How often a test tries what could be tried without end: some everyday, many times more with `make test-all`."""

from __future__ import annotations

import os

THOROUGH = os.environ.get("RASID_THOROUGH") == "1"


def times(everyday: int, thorough: int) -> int:
    """One of the two. A test that asks for neither proves the same in both suites."""
    return thorough if THOROUGH else everyday
