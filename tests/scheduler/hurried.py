"""The command `rasid`, whose daemon looks around every second: `python -m tests.scheduler.hurried daemon`.

All else is as ever. How often it looks is asked of nobody's test; what it then does is, and need not be waited for.
"""

from __future__ import annotations

import rasid
from scheduler import leadership, rounds, supervisor, watching


def hurry() -> None:
    leadership.RENEW_EVERY = supervisor.REFRESH_EVERY = supervisor.GRANT_EVERY = 1.0
    rounds.EVERY = watching.EVERY = 1.0


if __name__ == "__main__":
    hurry()
    rasid.run()
