"""Keeps the processes of one machine alive: starts them, restarts what dies, stops all together."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from logging import getLogger

from commonthread.process import die_with_parent

log = getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Restart:
    """When to start a child again after it died."""

    after_seconds: float
    failures: int


def restart(failures: int, lived_seconds: float, calm_seconds: float = 60.0) -> Restart:
    """Decide the wait before a restart: at once the first time, doubling to a minute, forgotten after a calm minute."""
    failures = 1 if lived_seconds >= calm_seconds else failures + 1
    return Restart(min(60.0, 0.25 * 2 ** (failures - 1)), failures)


@dataclass(slots=True)
class Child:
    """A process by its role and command line."""

    role: str
    argv: Sequence[str]
    process: subprocess.Popen[bytes] | None = None
    failures: int = 0
    started: float = 0.0
    due: float = 0.0


@dataclass(slots=True)
class Supervisor:
    """Runs children until told to stop."""

    children: list[Child]
    environ: Mapping[str, str]
    clock: Callable[[], float] = time.monotonic
    grace_seconds: float = 10.0
    stopping: threading.Event = field(default_factory=threading.Event)

    def run(self) -> None:
        """Start the children and keep them alive until SIGINT or SIGTERM."""
        for name in (signal.SIGINT, signal.SIGTERM):
            signal.signal(name, lambda *_: self.stopping.set())
        try:
            while not self.stopping.is_set():
                self.tend()
                self.stopping.wait(0.2)
        finally:
            self.stop()

    def tend(self) -> None:
        """Look once at each child: note a death, start what is due."""
        for child in self.children:
            if child.process is not None and child.process.poll() is not None:
                self._note_death(child)
            if child.process is None and self.clock() >= child.due:
                self._start(child)

    def _note_death(self, child: Child) -> None:
        assert child.process is not None
        plan = restart(child.failures, self.clock() - child.started)
        said = {"child": child.role, "code": child.process.returncode, "restart_in": plan.after_seconds}
        log.warning("a process ended", extra=said)
        child.process, child.failures, child.due = None, plan.failures, self.clock() + plan.after_seconds

    def _start(self, child: Child) -> None:
        child.started = self.clock()
        child.process = subprocess.Popen(
            child.argv, env=dict(self.environ), preexec_fn=die_with_parent, start_new_session=True
        )

    def stop(self) -> None:
        """Ask every child to end, wait, then insist."""
        running = [child.process for child in self.children if child.process is not None]
        for process in running:
            _signal(process, signal.SIGTERM)
        deadline = self.clock() + self.grace_seconds
        for process in running:
            try:
                process.wait(max(0.1, deadline - self.clock()))
            except subprocess.TimeoutExpired:
                _signal(process, signal.SIGKILL)
                process.wait()


def _signal(process: subprocess.Popen[bytes], number: signal.Signals) -> None:
    try:
        os.killpg(process.pid, number)
    except ProcessLookupError:
        return


def command(*words: str) -> list[str]:
    """Return the command line of one of our own commands."""
    return [sys.executable, "-m", "commonthread", *words]
