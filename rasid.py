"""The command `rasid`: loads a floor only when its command is called."""

from __future__ import annotations

import importlib
import os
import sys
from typing import Any

import click

COMMANDS = {
    "daemon": "scheduler.daemon_command:daemon",
    "crawl": "crawler.crawl_command:crawl",
    "extract": "crawler.extract_command:extract",
    "outlets": "reading.outlets_command:outlets",
    "runs": "reading.status_command:runs",
    "status": "reading.status_command:status",
    "list": "reading.cli:list_",
    "search": "reading.cli:search",
    "show": "reading.cli:show",
    "export": "reading.cli:export",
    "db": "storage.commands:db",
    "doctor": "storage.commands:doctor",
    "config": "storage.commands:config",
}
"""name → module:attribute, in the order `rasid --help` shows them."""


class Door(click.Group):
    """A group whose commands are imported when called, so that reading never pays for Scrapy."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        target = COMMANDS.get(cmd_name)
        if target is None:
            return None
        module, _, attribute = target.partition(":")
        command: click.Command = getattr(importlib.import_module(module), attribute)
        return command

    def resolve_command(self, ctx: click.Context, args: list[str]) -> tuple[str | None, click.Command | None, list[str]]:
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            import difflib

            near = difflib.get_close_matches(args[0], COMMANDS, n=1) if args else []
            if near:
                error.message += f" Did you mean {near[0]!r}?"
            raise


@click.group(cls=Door, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="rasid", message="rasid %(version)s")
def main() -> None:
    """Rasid (راصد): an Arabic news monitor. Crawls, cleans, de-duplicates, stores, searches."""


def run(argv: list[str] | None = None) -> Any:
    """Entry point that survives a closed pipe (`rasid list | head`)."""
    try:
        return main(argv)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return sys.exit(0)


if __name__ == "__main__":
    run()
