"""The supervisor starts what dies again, with growing patience, and stops all."""

from __future__ import annotations

import os
import sys
import threading
from pathlib import Path

import pytest

from commonthread.supervisor import Child, Supervisor, restart


@pytest.mark.parametrize(
    ("failures", "lived", "wait", "count"),
    [(0, 1.0, 0.25, 1), (1, 1.0, 0.5, 2), (3, 1.0, 2.0, 4), (20, 1.0, 60.0, 21), (20, 61.0, 0.25, 1)],
)
def test_the_wait_before_a_restart_grows_and_is_forgotten(failures: int, lived: float, wait: float, count: int) -> None:
    plan = restart(failures, lived)
    assert (plan.after_seconds, plan.failures) == (wait, count)


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_child_that_dies_is_started_again_when_it_is_due() -> None:
    clock = Clock()
    child = Child("web", [sys.executable, "-c", ""])
    supervisor = Supervisor([child], os.environ, clock=clock)
    supervisor.tend()
    assert child.process is not None
    child.process.wait()
    supervisor.tend()
    assert child.process is None
    clock.now = 1.0
    supervisor.tend()
    assert child.process is not None
    supervisor.stop()
    assert child.process.poll() is not None


def test_stopping_ends_children_that_do_not_listen(tmp_path: Path) -> None:
    flag = tmp_path / "started"
    deaf = (
        "import signal, pathlib, sys; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
        "pathlib.Path(sys.argv[1]).touch(); signal.pause()"
    )
    child = Child("deaf", [sys.executable, "-c", deaf, str(flag)])
    supervisor = Supervisor([child], os.environ, grace_seconds=0.2)
    supervisor.tend()
    waiting = threading.Event()
    while not flag.exists():
        waiting.wait(0.01)
    supervisor.stop()
    assert child.process is not None
    assert child.process.returncode == -9
