"""The log on stderr: a line for people, or a JSON object a line for machines (`log_format`)."""

from __future__ import annotations

import json
import logging
import re
import sys
from datetime import UTC, datetime
from typing import Literal

Style = Literal["text", "json"]
TIME = "%Y-%m-%dT%H:%M:%S%z"
CHILD = re.compile(r"^\S+ (?P<level>WARNING|ERROR|CRITICAL) (?P<name>[\w.]+): (?P<message>.*)$", re.DOTALL)
"""A line of a crawl process that is worth its parent's log; the rest stands in the run's own row."""
_KNOWN = frozenset(logging.LogRecord("", 0, "", 0, "", (), None).__dict__) | {"message", "asctime", "taskName"}


class JsonLines(logging.Formatter):
    """One object a record: time (UTC), level, logger, message, and what the caller gave as `extra`."""

    def format(self, record: logging.LogRecord) -> str:
        said = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            **{name: value for name, value in record.__dict__.items() if name not in _KNOWN},
        }
        if record.exc_info:
            said["error"] = self.formatException(record.exc_info)
        return json.dumps(said, ensure_ascii=False, default=str)


class TextLines(logging.Formatter):
    """Time, level and message on one line whatever the message holds."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(message)s", TIME)

    def formatMessage(self, record: logging.LogRecord) -> str:
        return " ".join(super().formatMessage(record).splitlines())


def to_stderr(style: Style) -> None:
    """Send every record from INFO on to stderr; the chatty libraries from WARNING on. A second call replaces the first."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines() if style == "json" else TextLines())
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    for chatty in ("apscheduler", "alembic", "httpx", "uvicorn", "apprise"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
    # it warns of each tick that found the last one still at work, as if something had been missed
    logging.getLogger("apscheduler.scheduler").setLevel(logging.ERROR)


def pass_on(line: str, outlet: str, log: logging.Logger) -> None:
    """A line of a crawl process into this one's log, where it is a warning or worse."""
    found = CHILD.match(line)
    if found is not None:
        log.log(logging.getLevelNamesMapping()[found["level"]], "%s: %s", outlet, found["message"], extra={"outlet": outlet})
