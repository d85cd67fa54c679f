"""`commonthread practice`: the keys that seal readers' own records."""

from __future__ import annotations

import sys

import click

from commonthread.database import opened
from db.practice import seal_again
from db.sealing import Keyring
from db.sealing import new_key as made
from db.settings import from_environment


@click.group()
def practice() -> None:
    """Make and change the keys that seal readers' CPD records (docs/practice.md)."""


@practice.command("new-key")
def new_key() -> None:
    """Print a new key for COMMONTHREAD_PRACTICE_KEYS; nothing is changed or kept."""
    click.echo(made())


@practice.command("rekey")
def rekey() -> None:
    """Seal every record with the first key of COMMONTHREAD_PRACTICE_KEYS; the site may run meanwhile."""
    settings = from_environment()
    keys = Keyring(settings.practice_keys)
    if not keys:
        raise click.UsageError("set COMMONTHREAD_PRACTICE_KEYS: the new key first, then the old ones")
    with opened(settings) as database:
        again, shut = seal_again(database, keys)
    click.echo(f"{again} sealed with the newest key")
    if shut:
        click.echo(f"{shut} cannot be opened: their key is not in COMMONTHREAD_PRACTICE_KEYS; add it and run it again")
    sys.exit(1 if shut else 0)
