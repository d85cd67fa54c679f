"""Notes that may be lost with the process: written together, for each transaction costs as much as the note itself."""

from __future__ import annotations

from collections.abc import Callable

from db.engine import Database, insist

TOGETHER = 50


class Notes:
    """Keeps notes until some have come together; a kill loses them, which costs a question asked again, no article."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._waiting: list[Callable[[], None]] = []

    def add(self, note: Callable[[], None]) -> None:
        """Keep a note until the next writing."""
        self._waiting.append(note)
        if len(self._waiting) >= TOGETHER:
            self.write()

    def write(self) -> None:
        """Write all that waits in one transaction."""
        notes, self._waiting = self._waiting, []

        def together() -> None:
            with self._db.write():
                for note in notes:
                    note()

        if notes:
            insist(together)
