"""Five invented outlets on loopback: full feed, summary feed, GOV.UK-shaped feed, listing, old template.

Article addresses hold the outlet's port, so a database keeps the ports it was filled from (demonstration.py): another
port would make every article another one.
"""

from __future__ import annotations

import hashlib
import re
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from email.message import Message
from email.utils import format_datetime, parsedate_to_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from jinja2 import Environment, PackageLoader, select_autoescape

from commonthread.sample.edition import SampleArticle, articles
from db.errors import CommonThreadError

HOST = "127.0.0.1"
SIDE_LINK = re.compile(r'href="(/[a-z]+)"')  # what stands around articles: jobs, the forum, the conference
PREFERRED_PORTS = range(8971, 8976)


class PortTaken(CommonThreadError):
    """A sample outlet cannot have the port its articles were collected from."""


@dataclass(frozen=True, slots=True)
class Outlet:
    """An outlet: its name, the template of its feed or listing, and of its article pages."""

    slug: str
    name: str
    front: str
    page: str
    front_path: str
    content_type: str


OUTLETS = (
    Outlet("care-weekly", "Care & Community Weekly", "rss.xml", "modern.html", "/feed.xml", "application/rss+xml"),
    Outlet(
        "childrens-bulletin", "Children's Bulletin", "summary.xml", "modern.html", "/atom.xml", "application/atom+xml"
    ),
    Outlet(
        "dept-children",
        "Office for Children (sample)",
        "govuk.xml",
        "govuk.html",
        "/updates.atom",
        "application/atom+xml",
    ),
    Outlet("dunfold-echo", "The Dunfold Echo", "listing.html", "modern.html", "/children", "text/html"),
    Outlet("social-care-archive", "Social Care Archive", "headlines.xml", "old.html", "/rss", "application/rss+xml"),
)


@dataclass(frozen=True, slots=True)
class Answer:
    """What an outlet serves at a path."""

    body: bytes
    content_type: str
    modified: str

    @property
    def etag(self) -> str:
        """Return the tag of exactly these bytes."""
        return f'"{hashlib.sha256(self.body).hexdigest()[:20]}"'


def answers(outlet: Outlet, base: str, today: date) -> dict[str, Answer]:
    """Return everything an outlet serves on a day, by path."""
    own = [one for one in articles(today) if one.outlet == outlet.slug]
    modified = format_datetime(max(one.updated for one in own), usegmt=True)
    values = {"outlet": outlet, "base": base, "articles": own}
    found = {"/robots.txt": Answer(b"User-agent: *\nAllow: /\n", "text/plain", modified)}
    front = _render(outlet.front, values)
    found[outlet.front_path] = Answer(front, f"{outlet.content_type}; charset=utf-8", modified)
    for one in own:
        page = _render(outlet.page, {**values, "article": one, "related": _related(own, one)})
        found[one.path] = Answer(page, "text/html; charset=utf-8", format_datetime(one.updated, usegmt=True))
    home = Answer(_render("home.html", values), "text/html; charset=utf-8", modified)
    linked = {link for answer in found.values() for link in SIDE_LINK.findall(answer.body.decode("utf-8"))}
    return {**dict.fromkeys(["/", *linked], home), **found}


def _related(own: Sequence[SampleArticle], article: SampleArticle) -> list[SampleArticle]:
    return [one for one in own if one.path != article.path][:3]


def _render(template: str, values: Mapping[str, object]) -> bytes:
    return _templates().get_template(template).render(values).encode("utf-8")


def _templates() -> Environment:
    env = Environment(
        loader=PackageLoader("commonthread.sample", "templates"),
        autoescape=select_autoescape(["html", "xml"]),
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.filters["rfc822"] = lambda moment: format_datetime(moment, usegmt=True)
    env.filters["british"] = lambda moment: f"{moment.day} {moment:%B %Y}"
    env.filters["iso"] = lambda moment: moment.strftime("%Y-%m-%dT%H:%M:%SZ")
    return env


@contextmanager
def serve(today: date, ports: Mapping[str, int] | None = None) -> Iterator[dict[str, int]]:
    """Serve all outlets until the block ends and give the port of each; with `ports` exactly there, or not at all."""
    servers: list[ThreadingHTTPServer] = []
    try:
        for outlet, preferred in zip(OUTLETS, PREFERRED_PORTS, strict=True):
            servers.append(_start(outlet, today, preferred, ports))
        yield {outlet.slug: server.server_address[1] for outlet, server in zip(OUTLETS, servers, strict=True)}
    finally:
        for server in servers:
            server.shutdown()
            server.server_close()


def _start(outlet: Outlet, today: date, preferred: int, ports: Mapping[str, int] | None) -> ThreadingHTTPServer:
    server = _bound(outlet, preferred if ports is None else ports[outlet.slug], exactly=ports is not None)
    base = f"http://{HOST}:{server.server_address[1]}"
    server.RequestHandlerClass = _handler(answers(outlet, base, today))
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    return server


def _bound(outlet: Outlet, port: int, *, exactly: bool) -> ThreadingHTTPServer:
    try:
        return ThreadingHTTPServer((HOST, port), BaseHTTPRequestHandler)
    except OSError as error:
        if exactly:
            raise PortTaken(
                f"{outlet.name} was collected from port {port}, which is taken now. Is another demonstration running? "
                "Stop it, or remove the folder var/sample to begin anew."
            ) from error
        return ThreadingHTTPServer((HOST, 0), BaseHTTPRequestHandler)


def has_it(headers: Message, answer: Answer) -> bool:
    """Whether a client has an answer already: by its tag, else by its date (RFC 9110 13.1)."""
    if tag := headers.get("If-None-Match"):
        return tag == answer.etag
    since = headers.get("If-Modified-Since")
    return since is not None and parsedate_to_datetime(since) >= parsedate_to_datetime(answer.modified)


def _handler(found: Mapping[str, Answer]) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            answer = found.get(self.path.partition("?")[0])
            if answer is None:
                self._send(404, Answer(b"Not here.\n", "text/plain", ""))
            elif has_it(self.headers, answer):
                self._send(304, Answer(b"", answer.content_type, answer.modified), answer.etag)
            else:
                self._send(200, answer, answer.etag)

        do_HEAD = do_GET

        def _send(self, status: int, answer: Answer, etag: str = "") -> None:
            self.send_response(status)
            self.send_header("Content-Type", answer.content_type)
            self.send_header("Content-Length", str(len(answer.body)))
            if etag:
                self.send_header("ETag", etag)
                self.send_header("Last-Modified", answer.modified)
            self.end_headers()
            if self.command == "GET":
                self.wfile.write(answer.body)

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing: the crawl tells what it did."""

    return Handler
