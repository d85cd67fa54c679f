"""Leases of processes that died are free at once; all others end by themselves."""

from __future__ import annotations

import socket
import subprocess
import sys
from datetime import datetime, timedelta

import pytest

from db import frontier, jobs, leases, outbox
from db.engine import Database
from db.jobs import Job, every


def dead() -> str:
    """Return the owner that a process was which has ended."""
    script = "from db.leases import owner_name; print(owner_name())"
    return subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True).stdout.strip()


def test_every_owner_is_another_and_alive() -> None:
    assert leases.owner_name() != leases.owner_name()
    assert not leases.is_dead(leases.owner_name())


@pytest.mark.parametrize("owner", ["elsewhere:1:1:abc", f"{socket.gethostname()}:x:1:abc", "odd", ""])
def test_nobody_knows_of_other_machines(owner: str) -> None:
    assert not leases.is_dead(owner)


def test_a_process_that_ended_is_dead_and_so_is_one_whose_number_went_to_another() -> None:
    assert leases.is_dead(dead())
    host, pid, started, word = leases.owner_name().split(":")
    assert leases.is_dead(f"{host}:{pid}:{int(started) - 1}:{word}")


def test_what_a_dead_process_held_is_free_at_once(db: Database, now: datetime) -> None:
    job = Job("crawl", every(timedelta(hours=1)), lambda *_: None, lease=timedelta(hours=1))
    owner, until = dead(), now + timedelta(hours=1)
    jobs.register(db, job, now)
    assert jobs.claim(db, job, owner, now)
    assert frontier.lease_host(db, "https://a.example", owner, now, until)
    assert frontier.lease_host(db, "https://b.example", leases.owner_name(), now, until)
    outbox.put(
        db, kind="notice", weight=1, address="a@example.org", subject="S", message="M", message_id="<1>", now=now
    )
    assert len(outbox.claim(db, owner, now, until, 10)) == 1
    assert leases.free_dead(db) == 1
    mine = leases.owner_name()
    assert jobs.claim(db, job, mine, now)
    assert frontier.lease_host(db, "https://a.example", mine, now, until)
    assert not frontier.lease_host(db, "https://b.example", mine, now, until)
    assert len(outbox.claim(db, mine, now, until, 10)) == 1
    assert leases.free_dead(db) == 0
