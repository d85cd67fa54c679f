"""A PostgreSQL server of our own on a socket in a folder, that a test may stop and start."""

from __future__ import annotations

import getpass
import shutil
import subprocess
from pathlib import Path

OPTIONS = "-c listen_addresses='' -c fsync=off -c full_page_writes=off -c max_connections=80"


def binaries() -> Path | None:
    """Return where the newest PostgreSQL is installed, None for nowhere."""
    return next(iter(sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)), None)


class Server:
    """One server; `url % NAME` is the address of one of its databases."""

    def __init__(self, folder: Path, options: str = OPTIONS) -> None:
        found = binaries()
        assert found is not None
        self._bin, self.folder, self._data = found, folder, folder / "data"
        self._options = f"-k {folder} {options}"
        self._as = _as_postgres(folder)
        self.url = f"postgresql://ct@/%s?host={folder}"
        self._run("initdb", "-A", "trust", "-E", "UTF8", "--no-locale", "-N", "-U", "ct")
        self.start()

    def start(self) -> None:
        """Start, and return when it answers."""
        self._run("pg_ctl", "-w", "-l", self.folder / "log", "-o", self._options, "start")

    def stop(self, mode: str = "immediate") -> None:
        """Stop: `fast` ends sessions and writes all down, `immediate` is as a crash."""
        self._run("pg_ctl", "-w", "-m", mode, "stop")

    def _run(self, program: str, *words: str | Path) -> None:
        subprocess.run([*self._as, self._bin / program, "-D", self._data, *words], check=True, capture_output=True)


def _as_postgres(folder: Path) -> list[str]:
    """Return the words before a command that must not run as root, and let its user into the folder."""
    if getpass.getuser() != "root":
        return []
    for parent in (folder, *folder.parents):
        if parent.owner() == "root" and parent != Path("/tmp") and parent != Path("/"):
            parent.chmod(0o755)
    shutil.chown(folder, "postgres")
    return ["runuser", "-u", "postgres", "--"]
