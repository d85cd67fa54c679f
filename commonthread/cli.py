"""The commands by name; each module is imported only when its command runs."""

from __future__ import annotations

import importlib
import sys
from typing import Any

import click

from db.errors import CommonThreadError, SettingsError

COMMANDS = {
    "demo": ("commonthread.commands.serving", "The bundled sample edition, end to end, without a network."),
    "up": ("commonthread.commands.serving", "Prepare the database, then run the site and the worker on this machine."),
    "web": ("commonthread.commands.serving", "Run the site alone (one of many machines)."),
    "work": ("commonthread.commands.serving", "Run the worker alone (one of many machines)."),
    "crawl": ("commonthread.commands.collecting", "Collect from the sources that are due."),
    "understand": ("commonthread.commands.collecting", "Understand what is stored and not yet understood."),
    "vocabulary": ("commonthread.commands.collecting", "Try an edit of the lists of words before it is kept."),
    "annotate": ("commonthread.commands.lines", "Articles in, annotations out: JSON lines, no database."),
    "group": ("commonthread.commands.lines", "Articles in, their stories out: JSON lines, no database."),
    "extract": ("commonthread.commands.lines", "Pages in, their text out: JSON lines, no network, no database."),
    "check-comment": (
        "commonthread.commands.lines",
        "Comments in, what could tell who a child is out: JSON lines, no database.",
    ),
    "articles": ("commonthread.commands.listing", "List what is stored, as JSON lines."),
    "stories": ("commonthread.commands.listing", "List the stories, as JSON lines."),
    "digest": ("commonthread.commands.digesting", "Look at or send the daily and the weekly mail."),
    "subscriptions": ("commonthread.commands.subscribing", "List, add, import, export or remove subscriptions."),
    "accounts": ("commonthread.commands.debating", "List accounts, or give one a role."),
    "moderate": ("commonthread.commands.debating", "Work through the moderators' queue."),
    "sources": ("commonthread.commands.sourcing", "List the sources, look at them, switch one on or off."),
    "practice": ("commonthread.commands.keeping", "Make and change the keys that seal readers’ own records."),
    "retention": ("commonthread.commands.storage", "Keep things no longer than we said."),
    "operate": ("commonthread.commands.operating", "See how the site does, run a job at once, note a duty as done."),
    "upgrade": ("commonthread.commands.operating", "Bring the database up to this version; a copy is made first."),
    "db": ("commonthread.commands.storage", "Migrate, check, export or import the database."),
}


class Lazy(click.Group):
    """A group that imports a command's module only when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the commands in the order of a working day."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command by name."""
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(COMMANDS[cmd_name][0])
        command: click.Command = getattr(module, cmd_name.replace("-", "_"))
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands without importing any."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, words) for name, (_, words) in COMMANDS.items()])

    def resolve_command(self, ctx: click.Context, args: list[str]) -> tuple[Any, Any, list[str]]:
        """Find the command, or say which exist."""
        if args and args[0] not in COMMANDS:
            raise click.UsageError(f"there is no command {args[0]!r}; there are: {', '.join(COMMANDS)}", ctx)
        return super().resolve_command(ctx, args)


@click.group(cls=Lazy, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(package_name="commonthread")
def cli() -> None:
    """Common Thread: news and debate for people who work with children in care and at risk.

    Settings come from the environment: COMMONTHREAD_DATABASE_URL, COMMONTHREAD_SMTP_URL,
    COMMONTHREAD_SECRET_KEY, COMMONTHREAD_BASE_URL; docs/settings.md lists them all.
    """


def main() -> None:
    """Run a command; what goes wrong is said in one line, with what to do next."""
    try:
        cli(prog_name="commonthread")
    except CommonThreadError as error:
        click.echo(f"commonthread: {error}", err=True)
        sys.exit(2 if isinstance(error, SettingsError) else 1)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
