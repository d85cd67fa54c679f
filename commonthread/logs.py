"""Logs of the running processes: a line of JSON each on standard error, without personal data."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from ipaddress import ip_address
from typing import TextIO

# Whatever an error says: no mail address, no address of a machine (IPv4, IPv6).
MAIL = re.compile(r"[^\s\"'<>(),;:\\]+@[\w-]+(?:\.[\w-]+)+")
MACHINE = re.compile(
    r"(?<![\w.:])(?:(?:\d{1,3}\.){3}\d{1,3}|(?=[0-9a-fA-F:]*:[0-9a-fA-F:]*:)[0-9a-fA-F:]{2,39})(?![\w:])"
)
LEFT_OUT = "(left out)"
USUAL = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime"}
Context = Callable[[], Mapping[str, object]]


def discreet(line: str) -> str:
    """Return a line with mail addresses and addresses of machines left out."""
    return MACHINE.sub(_unless_harmless, MAIL.sub(LEFT_OUT, line))


def _unless_harmless(found: re.Match[str]) -> str:
    """Return what looks like an address of a machine as it is where it is none: an hour, for instance."""
    try:
        ip_address(found[0])
    except ValueError:
        return found[0]
    return LEFT_OUT


class Lines(logging.Formatter):
    """Formats a record with what was said beside it as one line of JSON."""

    def __init__(self, role: str, context: Context) -> None:
        super().__init__()
        self._role, self._context = role, context

    def format(self, record: logging.LogRecord) -> str:
        """Return a record as a line of JSON."""
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "role": self._role,
            "event": record.getMessage(),
            **self._context(),
            **{name: value for name, value in vars(record).items() if name not in USUAL},
        }
        if record.exc_info:
            line["trace"] = self.formatException(record.exc_info)
        return discreet(json.dumps(line, ensure_ascii=False, default=str))


def configure(level: str, role: str, context: Context = dict, to: TextIO | None = None) -> None:
    """Let every logger of this process write lines of JSON that name its role and what `context` adds."""
    handler = logging.StreamHandler(to)
    handler.setFormatter(Lines(role, context))
    logging.basicConfig(handlers=[handler], level=level.upper(), force=True)
