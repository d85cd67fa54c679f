"""Serves the site with granian: worker processes around one Flask application each."""

from __future__ import annotations

import gc
import multiprocessing
import os
import threading
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

import click
from granian import Granian
from granian.constants import Interfaces

from commonthread.logs import configure
from commonthread.process import die_with_parent
from db.errors import SettingsError
from db.settings import PREFIX, Settings, from_environment, with_secret

VAR = Path("var")


def application() -> Any:
    """Return the site for a granian worker, which ends with the process that started it."""
    from web import create_app, tracing

    die_with_parent()
    settings = from_environment()
    configure(settings.log_level, "web", tracing.context)
    return create_app(settings)


def ready_secret(settings: Settings) -> str:
    """Return the key that signs links; many machines must share one, so PostgreSQL needs it set."""
    if not settings.secret_key and not settings.database_url.startswith("sqlite"):
        raise SettingsError(
            f"{PREFIX}SECRET_KEY is not set: machines that share a PostgreSQL database must share one key; "
            "make one with `python3 -c 'import secrets; print(secrets.token_urlsafe(48))'`"
        )
    return with_secret(settings, VAR)


def serve(settings: Settings, host: str, port: int) -> None:
    """Serve the site until SIGINT or SIGTERM, and print `ready` when it answers."""
    os.environ[PREFIX + "SECRET_KEY"] = ready_secret(settings)
    _rehearse(settings)
    # A process, for the server forks: a thread of ours could hold a lock of Python's imports at that moment, and the
    # fork would wait for it for ever.
    multiprocessing.Process(target=_announce, args=(host, port), daemon=True).start()
    Granian(
        "commonthread.serving:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=settings.web_workers,
        blocking_threads=settings.web_threads,
        factory=True,
        log_enabled=False,
        respawn_failed_workers=True,
        websockets=False,
        workers_kill_timeout=5,
    ).serve()


def _rehearse(settings: Settings) -> None:
    """Make the site once before the server forks: what is wrong is told here, and the workers share what was read."""
    gc.disable()  # as the documentation of gc.freeze advises
    from web import create_app

    create_app(settings)
    gc.freeze()
    gc.enable()


def _announce(host: str, port: int) -> None:
    """Print the address once the site answers."""
    die_with_parent()
    shown = f"[{host}]" if ":" in host else host
    address = f"http://{shown}:{port}/"
    pause = threading.Event()
    while not pause.wait(0.05):
        if _answers(address + "healthz"):
            click.echo(f"ready {address}")
            return


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=2) as reply:  # noqa: S310 - our own address
            return bool(reply.status == 200)
    except (urllib.error.URLError, OSError):
        return False
