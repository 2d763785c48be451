"""The command `rasid`: loads a floor only when its command is called."""

from __future__ import annotations

import importlib
import os
import sys

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
    try:
        sys.exit(main.main(argv, standalone_mode=False) or 0)
    except click.exceptions.NoArgsIsHelpError as asked:
        click.echo(asked.ctx.get_help() if asked.ctx else asked.message)
        sys.exit(2)
    except click.UsageError as error:
        where = error.ctx.command_path if error.ctx else "rasid"
        click.echo(f"{where}: {one_line(error.format_message())} (`{where} --help` says more)", err=True)
        sys.exit(2)
    except click.ClickException as error:
        click.echo(f"rasid: {error.format_message()}", err=True)
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        sys.exit(130)
    except BrokenPipeError:  # `rasid list | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)


def one_line(message: str) -> str:
    return " ".join(message.split()).rstrip(".")


if __name__ == "__main__":
    run()
