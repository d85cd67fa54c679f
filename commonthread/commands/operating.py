"""`operate` and `upgrade`: how the site does, a job at once, a duty done, a new version."""

from __future__ import annotations

import sys

import click

from commonthread.database import opened
from db.clock import utc_now
from db.errors import CommonThreadError
from db.settings import from_environment


class Unknown(CommonThreadError):
    """There is no job or duty of a name."""


@click.group()
def operate() -> None:
    """See how the site does, run a job at once, note a duty as done."""


@operate.command()
def status() -> None:
    """Say what needs the operator, each with the command that mends it. Exit code 1: something does."""
    from db.alarms import alarms_in
    from db.vitals import QUEUES, look

    settings = from_environment()
    with opened(settings) as database:
        vitals = look(database, settings, utc_now())
    found = alarms_in(vitals, settings)
    for alarm in found:
        click.echo(f"! {alarm.title}. {alarm.words}\n    {alarm.command}")
    click.echo("Nothing needs you." if not found else "")
    for name, queue in vitals.queues.items():
        click.echo(f"{queue.waiting}\t{QUEUES[name]}")
    copy = f"{vitals.copies[0].at:%Y-%m-%d %H:%M} UTC" if vitals.copies else "none"
    click.echo(f"{vitals.storage.bytes:,}\tbytes of the database; its last copy: {copy}")
    sys.exit(1 if found else 0)


@operate.command("run")
@click.argument("job_name", metavar="JOB")
def run_job(job_name: str) -> None:
    """Run the job JOB now, here, unless a worker is at it."""
    from commonthread.jobs import all_jobs
    from commonthread.worker import run_due
    from db import jobs, leases

    settings = from_environment()
    found = [job for job in all_jobs(settings=settings) if job.name == job_name]
    if not found:
        names = ", ".join(sorted(job.name for job in all_jobs(settings=settings)))
        raise Unknown(f"there is no job {job_name!r}; there are: {names}")
    with opened(settings) as database:
        leases.free_dead(database)
        jobs.hurry(database, found[0], utc_now())
        ran = run_due(database, settings, found, leases.owner_name(), utc_now)
        state = next(one for one in jobs.states(database) if one.name == job_name)
    if not ran:
        raise Unknown(f"a worker is at {job_name!r} now; `commonthread operate status` shows what became of it")
    if state.error:
        raise CommonThreadError(f"{job_name}: {state.error}")
    click.echo(f"{job_name}: done")


@operate.command("done")
@click.argument("duty")
def duty_done(duty: str) -> None:
    """Note that the duty DUTY (its id, as `operate duties` lists them) was done today."""
    from db import audit, vitals

    now = utc_now()
    with opened(from_environment()) as database:
        found = vitals.note_duty(database, duty, now)
        if found is None:
            raise Unknown(f"there is no duty {duty!r}; `commonthread operate duties` lists all")
        audit.note(database, now, f"noted as done: {found.name}")
    click.echo(f"{found.name}: noted as done today")


@operate.command("duties")
def list_duties() -> None:
    """List what whoever runs the site owes, one a line: id, when it is due, what it is."""
    from db.vitals import duties

    with opened(from_environment()) as database:
        for one in duties(database):
            click.echo(f"{one.upkeep.id}\t{one.due_on or 'not noted yet'}\t{one.upkeep.name}: {one.upkeep.do}")


@click.command()
def upgrade() -> None:
    """Bring the database up to this version: copy it, migrate it, load the seeds, check it; stop the site first.

    A database of a newer version is refused. Cut off at any moment, it can be run again.
    """
    from commonthread.jobs import all_jobs
    from commonthread.upgrade import upgrade as run_upgrade

    settings = from_environment()
    known = [job.name for job in all_jobs(settings=settings)]
    with opened(settings, prepare=False) as database:
        for line in run_upgrade(database, settings, known, utc_now()):
            click.echo(line)
