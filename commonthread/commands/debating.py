"""`accounts` and `moderate`: who takes part, and what waits for a decision."""

from __future__ import annotations

import click

from commonthread.database import opened
from db import accounts as kept
from db import audit, moderation
from db.clock import stamp, utc_now
from db.settings import from_environment

OPERATOR = "operator"
REASON = click.option("--reason", required=True, help="The reason, which the author sees.")


@click.group()
def accounts() -> None:
    """List accounts, or give one a role."""


@accounts.command("list")
def list_all() -> None:
    """List all accounts, one a line: name, role, state, since; never an address beside a name."""
    with opened(from_environment()) as database:
        for one in kept.everything(database):
            click.echo("\t".join((one.handle, one.role, one.state, stamp(one.created_at))))


@accounts.command()
@click.argument("address")
@click.option("--role", type=click.Choice(kept.ROLES), required=True, help="What the account may do.")
@click.option("--handle", help="The name it writes under; needed for a new account.")
def add(address: str, role: str, handle: str | None) -> None:
    """Add an account for ADDRESS, or give the one it has another role."""
    with opened(from_environment()) as database:
        account = kept.add(database, address=address, handle=handle or "", role=role, now=utc_now())
        audit.note(database, utc_now(), f"gave account {account.id} the role {account.role}")
    click.echo(f"{account.handle} is {account.role} now")


@accounts.command("sign-out")
@click.argument("handle")
def sign_out(handle: str) -> None:
    """End all sessions of the account HANDLE."""
    with opened(from_environment()) as database:
        account = kept.by_handle(database, handle)
        ended = kept.end_all_sessions(database, account.id)
        audit.note(database, utc_now(), f"signed account {account.id} out everywhere")
    click.echo(f"{ended} sessions of {handle} ended")


@accounts.command("close")
@click.argument("handle")
@click.option("--reason", required=True, help="The reason, for the public log.")
def close_account(handle: str, reason: str) -> None:
    """Close the account HANDLE: it cannot sign in any more; its comments stay where moderators left them."""
    with opened(from_environment()) as database:
        account = kept.by_handle(database, handle)
        moderation.close_account(database, account.id, reason, utc_now(), moderator=OPERATOR)
    click.echo(f"{handle} is closed; `commonthread accounts list` shows it")


@click.group()
def moderate() -> None:
    """Work through what waits for a moderator."""


@moderate.command()
def queue() -> None:
    """Show what waits: reports that a child could be identified first, then the oldest."""
    with opened(from_environment()) as database:
        waiting = moderation.queue(database)
    for one in waiting:
        reports = f", {one.reports} reports" if one.reports else ""
        click.echo(f"{one.id}\t{one.state}{reports}\t/stories/{one.story_slug}")
        click.echo(f"\t{one.reason or ''}\n\t" + one.text.replace("\n", "\n\t"))
    if not waiting:
        click.echo("Nothing waits.")


@moderate.command()
@click.argument("comment_id", metavar="ID", type=int)
@click.option("--reason", default="", help="A reason, if one is worth giving.")
def publish(comment_id: int, reason: str) -> None:
    """Publish comment ID."""
    _decide(comment_id, "publish", reason)


@moderate.command()
@click.argument("comment_id", metavar="ID", type=int)
@REASON
def hide(comment_id: int, reason: str) -> None:
    """Take comment ID down; its author can appeal for 30 days, then its words are erased."""
    _decide(comment_id, "hide", reason)


@moderate.command()
@click.argument("comment_id", metavar="ID", type=int)
@REASON
def remove(comment_id: int, reason: str) -> None:
    """Remove comment ID; its words are gone for good."""
    _decide(comment_id, "remove", reason)


@moderate.command("close")
@click.argument("slug")
@click.option("--reason", required=True, help="The reason, which the page shows.")
def close_thread(slug: str, reason: str) -> None:
    """Close the thread of the story SLUG."""
    with opened(from_environment()) as database:
        moderation.close(database, slug, reason, utc_now(), moderator=OPERATOR)
    click.echo(f"Comments on {slug} are closed")


@moderate.command("open")
@click.argument("slug")
@click.option("--reason", required=True, help="The reason, for the log.")
def open_thread(slug: str, reason: str) -> None:
    """Open the thread of the story SLUG again."""
    settings = from_environment()
    with opened(settings) as database:
        moderation.reopen(database, slug, reason, utc_now(), settings.thread_days_open, moderator=OPERATOR)
    click.echo(f"Comments on {slug} are open")


def _decide(comment_id: int, action: moderation.Action, reason: str) -> None:
    with opened(from_environment()) as database:
        comment = moderation.decide(database, comment_id, action, reason, utc_now(), moderator=OPERATOR)
    click.echo(f"{action}: comment {comment_id} on /stories/{comment.story_slug}")
