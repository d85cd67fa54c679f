"""`up`, `web`, `work` and `demo`: the commands that run until they are stopped."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Mapping

import click

from commonthread.database import opened
from commonthread.logs import configure
from commonthread.process import free_port, port_is_free
from commonthread.supervisor import Child, Supervisor, command
from db.clock import utc_now
from db.errors import CommonThreadError
from db.migrations import pending
from db.seeding import plant
from db.settings import PREFIX, from_environment, refuse_nameless

HOST = "127.0.0.1"
PORT = 8000
SITE_FIRST = 2.0  # seconds in which the site has the processor for itself


class PortTaken(CommonThreadError):
    """Another program listens on the port that was asked for."""


@click.command()
@click.option("--host", default=HOST, show_default=True, help="The address to listen on.")
@click.option("--port", default=PORT, show_default=True, type=click.IntRange(1, 65535), help="The port to listen on.")
def web(host: str, port: int) -> None:
    """Run the site alone: one of any number, on any machine that reaches the database."""
    from commonthread.serving import serve

    if not port_is_free(host, port):
        raise PortTaken(f"port {port} on {host} is taken; stop what listens there, or choose another with --port")
    settings = from_environment()
    refuse_nameless(settings, host)
    with opened(settings) as database:
        plant(database)
    serve(settings, host, port)


@click.command()
@click.option("--lane", "lanes", multiple=True, help="Work only in this lane (crawl, upkeep); may be repeated.")
def work(lanes: tuple[str, ...]) -> None:
    """Run the jobs that are due: collect, understand, send, sweep."""
    from commonthread.jobs import all_jobs
    from commonthread.worker import Worker

    settings = from_environment()
    with opened(settings) as database:
        plant(database)
    configure(settings.log_level, "work")
    stopping = threading.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: stopping.set())
    Worker(settings, all_jobs(lanes, settings), stopping).run()


@click.command()
@click.option("--host", default=HOST, show_default=True, help="The address to listen on.")
@click.option("--port", type=click.IntRange(1, 65535), help=f"The port; otherwise {PORT}, or a free one.")
def up(host: str, port: int | None) -> None:
    """Prepare the database, then run the site and the worker on this machine.

    A database of an older version is copied before it is brought up to date.
    """
    settings = from_environment()
    refuse_nameless(settings, host)
    with opened(settings, prepare=False) as database:
        if pending(database):
            from commonthread.upgrade import prepare  # only where something changes: it is slow to import

            for line in prepare(database, settings, utc_now()):
                click.echo(line)
        plant(database)
    configure(settings.log_level, "up")
    click.echo("The database is ready. Starting the site and the worker; Ctrl-C stops both.")
    chosen = _port(host, port)
    roles = [
        Child("web", command("web", "--host", host, "--port", str(chosen))),
        Child("work", command("work"), due=time.monotonic() + SITE_FIRST),
    ]
    Supervisor(roles, with_base_url(os.environ, host, chosen)).run()


@click.command()
@click.option("--port", type=click.IntRange(1, 65535), help=f"The port; otherwise {PORT}, or a free one.")
def demo(port: int | None) -> None:
    """Show the bundled sample edition, end to end: crawl five sample outlets, group, mail, serve."""
    from commonthread.sample.demonstration import run

    run(_port(HOST, port))


def with_base_url(environ: Mapping[str, str], host: str, port: int) -> dict[str, str]:
    """Return the environment with the address that mails and feeds link to, unless the operator set one."""
    return {PREFIX + "BASE_URL": f"http://{host}:{port}", **environ}


def _port(host: str, asked: int | None) -> int:
    if asked is None:
        return free_port(host, PORT)
    if not port_is_free(host, asked):
        raise PortTaken(f"port {asked} on {host} is taken; stop what listens there, or leave --port out")
    return asked
