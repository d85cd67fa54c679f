"""A mail server that misbehaves on order, and what its tests share."""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from db import outbox
from db.engine import Database
from db.outbox import Mail

NOW = datetime(2026, 11, 26, 7, 0, tzinfo=UTC)


class Misbehaving:
    """A mail server that does to each envelope what it is told to, and keeps a ledger of what it took."""

    def __init__(self, *, pipelines: bool) -> None:
        self.pipelines = pipelines
        self.orders: list[str] = []
        self.ledger: list[tuple[str, str]] = []
        self.senders: list[str] = []
        self.cuts = self.connections = 0
        self.limit = 10**9  # mails for each connection
        self.url = ""

    async def handle_EHLO(self, server: Any, session: Any, envelope: Any, name: str, answers: list[str]) -> list[str]:
        session.host_name = name
        self.connections += 1
        return [*answers[:-1], "250-PIPELINING", answers[-1]] if self.pipelines else answers

    async def handle_MAIL(self, server: Any, session: Any, envelope: Any, address: str, options: list[str]) -> str:
        session.order = self.orders.pop(0) if self.orders else "250"
        session.count = getattr(session, "count", 0) + 1
        if session.count > self.limit:
            return str(self._obey(server, "cut", ""))
        self.senders.append(address)
        envelope.mail_from = address
        return str(self._obey(server, self._order(session, "MAIL"), "250 OK"))

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: list[str]) -> str:
        answer = str(self._obey(server, self._order(session, "RCPT"), "250 OK"))
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        order = self._order(session, "DATA")
        assert len(envelope.rcpt_tos) == 1
        if order in ("", "cut"):
            ident = re.search(rb"Message-ID: (\S+)", envelope.content)
            assert ident is not None
            self.ledger.append((envelope.rcpt_tos[0], ident[1].decode()))
            self.cuts += order == "cut"
        return str(self._obey(server, order, "250 OK"))

    def _order(self, session: Any, step: str) -> str:
        place, _, order = session.order.partition(" ")
        return order if place == step else ""

    def _obey(self, server: Any, order: str, usual: str) -> str:
        if order in ("cut", "lost"):
            server.transport.abort()
        return order or usual


def started(handler: Misbehaving, **more: Any) -> Controller:
    controller = Controller(handler, hostname="127.0.0.1", port=0, **more)
    controller._trigger_server = lambda: socket.create_connection(address(controller)).close()  # its own asks port 0
    controller.start()
    handler.url = "smtp://{}:{}".format(*address(controller))
    return controller


def address(controller: Controller) -> tuple[str, int]:
    return controller.server.sockets[0].getsockname()


@pytest.fixture(params=[True, False], ids=["pipelines", "one by one"])
def server(request: pytest.FixtureRequest) -> Iterator[Misbehaving]:
    handler = Misbehaving(pipelines=request.param)
    controller = started(handler)
    yield handler
    controller.stop()


@pytest.fixture
def plain() -> Iterator[Misbehaving]:
    handler = Misbehaving(pipelines=True)
    controller = started(handler)
    yield handler
    controller.stop()


def put(db: Database, *numbers: int, key: str = "", **more: Any) -> None:
    for number in numbers:
        ident = f"<{key}{number}@thread.example>"
        values = {
            "kind": "notice",
            "weight": 5,
            "address": f"r{number}@example.org",
            "subject": "S",
            "now": NOW,
            **more,
        }
        outbox.put(db, message=f"Message-ID: {ident}\r\n\r\nHello.\r\n", message_id=ident, **values)


def states(db: Database) -> dict[str, str]:
    names = [column.name for column in db.columns("outbox")]
    rows = [dict(zip(names, row, strict=True)) for row in db.copy_out("outbox")]
    return {str(row["message_id"]): str(row["state"]) for row in rows}


class Hooked:
    """A transport that takes every mail and then does something to the house."""

    def __init__(self, then: Any) -> None:
        self.taken: list[str] = []
        self._then = then

    def __enter__(self) -> Hooked:
        return self

    def __exit__(self, *error: object) -> None:
        pass

    def expect(self, mail: Mail) -> None:
        pass

    def send(self, mail: Mail) -> None:
        self.taken.append(mail.message_id)
        self._then(len(self.taken))


@pytest.fixture
def lab() -> Any:
    """What the tests of sending share beside the servers."""
    return SimpleNamespace(put=put, states=states, Hooked=Hooked, Misbehaving=Misbehaving, started=started)
