"""Importing this binds the life of the process to its parent's. Only the fork server of the extraction workers does.

Python hands every worker the file descriptor by which the server would notice that the crawl is gone, so server and workers
would keep each other alive for ever (measured: they do). The kernel ends the server instead, and with it its workers
(`workers._start`).
"""

from __future__ import annotations

from crawler.extraction import workers

workers.die_with_parent()
