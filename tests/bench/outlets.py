"""Outlets on loopback, each at an address of its own, and a mail server that keeps a ledger."""

from __future__ import annotations

import threading
import time
from collections import Counter
from email.parser import BytesParser
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

ARTICLES = 3  # of each outlet
ITEM = """<item><title>Ward {place}: carers wanted, part {number}</title><link>{base}/news/{number}</link><guid>{number}</guid>
<pubDate>{date}</pubDate><description>The council of ward {place} says in part {number} that more foster carers let children
in care stay near their schools and friends. {more}</description></item>"""


class Outlets(ThreadingHTTPServer):
    """As many outlets as are asked for, each at an address of its own, which note how many ask one of them at once."""

    daemon_threads, request_queue_size = True, 512

    def __init__(self, number: int) -> None:
        super().__init__(("0.0.0.0", 0), _Outlet)
        self.hosts = [f"127.{1 + n // 60000}.{n // 250 % 240}.{n % 250 + 1}:{self.server_port}" for n in range(number)]
        self.lock = threading.Lock()
        self.present: Counter[str] = Counter()
        self.most, self.fed, self.grown = 0, 0, 0
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def toml(self, poll_minutes: int) -> str:
        """Return the file of sources."""
        return "".join(
            f'[[source]]\nslug = "s{n}"\nname = "Outlet {n}"\nhome = "http://{host}/"\nkind = "feed"\n'
            f'url = "http://{host}/feed"\ndisplay = "full"\nfollow = false\nstatus = "on"\npoll_minutes = {poll_minutes}\n'
            for n, host in enumerate(self.hosts)
        )


class _Outlet(BaseHTTPRequestHandler):
    server: Outlets

    def do_GET(self) -> None:
        """Answer as a slow outlet."""
        host = self.headers["Host"]
        with self.server.lock:
            self.server.present[host] += 1
            self.server.most = max(self.server.most, self.server.present[host])
        threading.Event().wait(0.02)
        body = self._feed(host).encode() if self.path == "/feed" else b""
        with self.server.lock:  # before the answer: the next request may come as soon as it is there
            self.server.present[host] -= 1
            self.server.fed += bool(body)
        self.send_response(200 if body else 404)
        self.send_header("Content-Type", "application/rss+xml")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _feed(self, host: str) -> str:
        place, date = host.partition(":")[0], time.strftime("%a, %d %b %Y %H:%M:%S GMT", time.gmtime())
        own = {"place": place, "base": f"http://{host}", "date": date, "more": f"Families in {place} were asked. " * 20}
        items = "".join(
            ITEM.format(number=number, **own) for number in range(self.server.grown, self.server.grown + ARTICLES)
        )
        return f'<?xml version="1.0"?><rss version="2.0"><channel><title>{place}</title>{items}</channel></rss>'

    def log_message(self, *_: object) -> None:
        """Say nothing."""


class Sink:
    """A mail server that takes everything and keeps a ledger by Message-ID."""

    def __init__(self) -> None:
        self.ledger: Counter[str] = Counter()

    async def handle_DATA(self, server: object, session: object, envelope: Any) -> str:
        """Take a mail."""
        self.ledger[str(BytesParser().parsebytes(envelope.content, headersonly=True)["Message-ID"])] += 1
        return "250 taken"
