"""A PostgreSQL server of our own on a socket in a folder, that a test may stop and start."""

from __future__ import annotations

import getpass
import shutil
import subprocess
import uuid
from pathlib import Path
from typing import Any

import psycopg

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


TABLES = "SELECT oid::regclass::text FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
COUNTERS = "SELECT quote_ident(sequencename), last_value FROM pg_sequences WHERE schemaname = 'public'"
LEAVE = "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = %s AND pid <> pg_backend_pid()"
SHAPE = """
SELECT md5(string_agg(part, ',' ORDER BY part)) FROM (
  SELECT concat(oid, relname) AS part FROM pg_class WHERE relnamespace = 'public'::regnamespace
  UNION ALL SELECT concat(attrelid, attname, attnotnull, attisdropped, atttypid) FROM pg_attribute
    WHERE attrelid IN (SELECT oid FROM pg_class WHERE relnamespace = 'public'::regnamespace)
  UNION ALL SELECT concat(oid, tgenabled) FROM pg_trigger
  UNION ALL SELECT concat(oid, conname, convalidated) FROM pg_constraint
  UNION ALL SELECT concat(oid, proname, prosrc) FROM pg_proc WHERE pronamespace = 'public'::regnamespace
) AS parts"""
EMPTY = """
DO $$ DECLARE found regclass; BEGIN
  FOR found IN SELECT oid FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace LOOP
    IF pg_relation_size(found) > 0 THEN EXECUTE format('DELETE FROM %s', found); END IF;
  END LOOP;
END $$"""


class Copy:
    """A copy of a template for one test after another, put back as it was in between; a new one costs ten times as much.

    Each test gets it under a name of its own. A copy whose shape a test changed is thrown away.
    """

    def __init__(self, server: str, template: str) -> None:
        self._server, self._template, self._name = server, template, ""
        self._rows: dict[str, bytes] = {}
        self._counters: list[tuple[str, int | None]] = []
        self._shape: object = None

    def lend(self) -> str:
        """Return the address of the copy, as the template is."""
        with self._open("postgres") as admin:
            old, self._name = self._name, f"t{uuid.uuid4().hex}"
            if old:
                admin.execute(f"ALTER DATABASE {old} RENAME TO {self._name}")
            else:
                admin.execute(f"CREATE DATABASE {self._name} TEMPLATE {self._template} STRATEGY FILE_COPY")
        if not old:
            self._remember()
        return self._server % self._name

    def take_back(self) -> None:
        """End what still works in it, and put it back as the template is."""
        with self._open("postgres") as admin:
            admin.execute(LEAVE, (self._name,))
            with self._open(self._name) as copy:
                is_same = copy.execute(SHAPE).fetchone() == self._shape
                if is_same:
                    self._put_back(copy)
            if not is_same:
                admin.execute(f"DROP DATABASE {self._name} WITH (FORCE)")
                self._name = ""

    def _open(self, name: str) -> psycopg.Connection[tuple[Any, ...]]:
        return psycopg.connect(self._server % name, autocommit=True)

    def _remember(self) -> None:
        with self._open(self._name) as copy:
            self._shape, self._counters = copy.execute(SHAPE).fetchone(), copy.execute(COUNTERS).fetchall()
            for (table,) in copy.execute(TABLES).fetchall():
                with copy.cursor().copy(f"COPY {table} TO STDOUT") as out:
                    self._rows[table] = b"".join(bytes(block) for block in out)

    def _put_back(self, copy: psycopg.Connection[tuple[Any, ...]]) -> None:
        with copy.transaction():
            copy.execute("SET LOCAL session_replication_role = replica")  # no trigger, no foreign key
            copy.execute(EMPTY)
            for table, rows in self._rows.items():
                if rows:
                    with copy.cursor().copy(f"COPY {table} FROM STDIN") as into:
                        into.write(rows)
            copy.cursor().executemany(
                "SELECT setval(%s, coalesce(%s::bigint, 1), %s)",
                [(name, value, value is not None) for name, value in self._counters],
            )
