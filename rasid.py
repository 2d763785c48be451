"""The command `rasid`: loads a floor only when its command is called."""

from __future__ import annotations

import importlib
import io
import os
import sys
from typing import Any

import click

COMMANDS = {
    "daemon": "scheduler.daemon_command:daemon",
    "crawl": "crawler.crawl_command:crawl",
    "extract": "crawler.extract_command:extract",
    "import": "crawler.import_command:import_",
    "reextract": "crawler.reextract_command:reextract",
    "outlets": "reading.outlets_command:outlets",
    "runs": "reading.status_command:runs",
    "status": "reading.status_command:status",
    "alerts": "scheduler.alerts_command:alerts",
    "list": "reading.cli:list_",
    "search": "reading.cli:search",
    "show": "reading.cli:show",
    "stats": "reading.stats_command:stats",
    "export": "reading.cli:export",
    "watch": "reading.watch_command:watch",
    "forget": "reading.forget_command:forget",
    "serve": "reading.serve_command:serve",
    "token": "reading.token_command:token",
    "db": "storage.commands:db",
    "doctor": "storage.commands:doctor",
    "config": "storage.commands:config",
}
"""name → module:attribute, in the order `rasid --help` shows them."""


LONGEST = 600
"""Letters of an error line that are shown."""
TRACEBACK = "RASID_TRACEBACK"
"""Environment: set, a fault of the program shows where it happened."""


class ReaderGone(Exception):
    """Nobody reads our standard output any more."""


class Door(click.Group):
    """A group whose commands are imported when called, so that reading never pays for Scrapy."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            result = super().invoke(ctx)
            sys.stdout.flush()  # or the interpreter does it after the last word on exit codes
        except BrokenPipeError:
            raise ReaderGone from None  # click would make exit code 1 of it
        return result

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
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            import difflib

            near = difflib.get_close_matches(args[0], COMMANDS, n=1)
            cure = f"did you mean {near[0]!r}?" if near else "`rasid --help` lists them"
            raise click.UsageError(f"no command {args[0]!r}; {cure}", ctx)
        return super().resolve_command(ctx, args)


@click.group(cls=Door, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="rasid", message="rasid %(version)s")
def main() -> None:
    """Rasid (راصد): an Arabic news monitor. Crawls, cleans, de-duplicates, stores, searches."""


def run(argv: list[str] | None = None) -> None:
    """Entry point: 0 done, 1 failed, 2 wrong usage, 130 interrupted; an error is one line with its cure."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # a locale without Arabic, a file's name that is no UTF-8: escapes instead of a traceback
            stream.reconfigure(errors="backslashreplace")
    try:
        sys.exit(main.main(argv, standalone_mode=False) or 0)
    except click.exceptions.NoArgsIsHelpError as asked:
        click.echo(asked.ctx.get_help() if asked.ctx else asked.message)
        sys.exit(2)
    except click.UsageError as error:
        where = error.ctx.command_path if error.ctx else "rasid"
        click.echo(f"{where}: {short(one_line(error.format_message()))} (`{where} --help` says more)", err=True)
        sys.exit(2)
    except click.ClickException as error:
        for line in error.format_message().splitlines():  # a broken outlet file has one for each of its faults
            click.echo(f"rasid: {short(line)}", err=True)
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        click.echo("rasid: interrupted", err=True)
        sys.exit(130)
    except ReaderGone:  # `rasid list | head`: whoever read has seen enough, which is no fault
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except OSError as error:  # a full disk under standard output, a file closed to us
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        where = f"{error.filename}: " if error.filename else ""
        click.echo(f"rasid: {short(one_line(f'{where}{error.strerror or error}'))}", err=True)
        sys.exit(1)
    except Exception as error:  # the border of the whole program: a fault of ours, too, is one line unless its place is asked for
        if os.environ.get(TRACEBACK):
            raise
        said = short(one_line(f"{type(error).__name__}: {error}"))
        click.echo(f"rasid: this should not happen: {said}; {TRACEBACK}=1 shows where, please report it", err=True)
        sys.exit(1)


def one_line(message: str) -> str:
    return " ".join(message.split()).rstrip(".")


def short(message: str) -> str:
    """Without the middle of what somebody pasted."""
    return message if len(message) <= LONGEST else f"{message[: LONGEST // 2]} … {message[-LONGEST // 2 :]}"


if __name__ == "__main__":
    run()
