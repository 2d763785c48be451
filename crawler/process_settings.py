"""The settings and the log of a crawl process, the same wherever it was started."""

from __future__ import annotations

import logging
import sys

from scrapy.settings import Settings


def house() -> Settings:
    """`crawler.settings`, wherever we were started.

    Scrapy's own way to them, scrapy.cfg, is there in the checkout's folder only; elsewhere it would fall back to its defaults,
    which know neither guard nor robots.txt.
    """
    settings = Settings()
    settings.setmodule("crawler.settings", priority="project")
    return settings


def log_to_stderr(settings: Settings) -> Settings:
    """Our own lines, and from the libraries only what is wrong; returns the settings, in which Scrapy's own log is off."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s", "%Y-%m-%dT%H:%M:%S%z"))
    handler.addFilter(lambda record: record.levelno >= logging.WARNING or record.name.startswith("rasid"))
    logging.getLogger().addHandler(handler)
    logging.getLogger("rasid").setLevel(logging.INFO)
    settings.set("LOG_INSTALL_ROOT_HANDLER", False, priority="cmdline")
    return settings
