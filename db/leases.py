"""Who holds a lease, and what becomes of the leases of a process that died.

A lease ends by itself. But a process that was killed on this machine is known to be dead at once, and whoever starts
next need not wait for its leases to end.
"""

from __future__ import annotations

import os
import socket
import uuid
from dataclasses import dataclass
from pathlib import Path

from db.engine import Database

PARTS = 4
STARTED = 19  # the 22nd field of /proc/PID/stat, counted after the name in brackets (proc(5))

_GIVEN_UP: set[str] = set()  # owners in this process that ended while their database was away


@dataclass(frozen=True, slots=True)
class _Owner:
    name: str


def owner_name() -> str:
    """Return a name for an owner of leases: this machine, this process, when it started, and a word of its own."""
    pid = os.getpid()
    return f"{socket.gethostname()}:{pid}:{_started(pid)}:{uuid.uuid4().hex[:8]}"


def give_up(owner: str) -> None:
    """Know that work of this process ended without giving back what it held, as its database was away."""
    _GIVEN_UP.add(owner)


def is_dead(owner: str) -> bool:
    """Whether an owner gave up, or was a process of this machine that no longer runs; False where nobody can know."""
    if owner in _GIVEN_UP:
        return True
    host, _, rest = owner.partition(":")
    parts = rest.split(":")
    if host != socket.gethostname() or len(parts) != PARTS - 1 or not parts[0].isdigit():
        return False
    return _started(int(parts[0])) != parts[1]


def free_dead(db: Database) -> int:
    """Free what dead processes of this machine held, and return how many had held something."""
    given_up = set(_GIVEN_UP)
    dead = [owner.name for owner in db.all(_Owner, "leases.owners") if is_dead(owner.name)]
    for name in dead:
        with db.write():
            db.run("leases.free_jobs", owner=name)
            db.run("leases.free_hosts", owner=name)
            db.run("leases.free_pages", owner=name)
            db.run("leases.free_mails", owner=name)
    _GIVEN_UP.difference_update(given_up)
    return len(dead)


def _started(pid: int) -> str:
    """Return when a process started, in ticks since this machine did; empty where there is no such process."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text("utf-8", "replace")
    except OSError:
        return ""
    return stat.rpartition(")")[2].split()[STARTED]
