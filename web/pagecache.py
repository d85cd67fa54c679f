"""Pages kept ready in front of Flask for everybody who is not signed in (docs/decisions/0007).

A page is kept with the version it was rendered from. A removal anywhere, or any change of a page's own story, makes
readers wait for a new rendering; new articles only make a list old, and one request renews it while others get the
old one.
"""

from __future__ import annotations

import gzip
import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

import brotli
from flask import Flask

from db import changes
from db.clock import Clock
from db.engine import Database
from db.errors import CommonThreadError
from db.settings import Settings
from web.notes import COOKIE, OPEN

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
Headers = list[tuple[str, str]]
STATIC, STORY = "/static/", "/stories/"
LARGEST = 1_000_000
MOST_VERSIONS = 2_000
COOKIES = ("ct_session=", "ct=")
OPENED = f"{COOKIE}={OPEN}"
VARY = ("Vary", "Accept-Encoding, Cookie")
CONDITIONS = {"HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE", "HTTP_RANGE", "HTTP_IF_RANGE", "HTTP_IF_MATCH"}
OWN_TO_AN_ANSWER = {"content-length", "date", "etag", "vary", "last-modified"}


@dataclass(frozen=True, slots=True)
class Version:
    """What a page was rendered from: `hard` must still hold to show it, `soft` only makes it old."""

    hard: tuple[int, ...] = ()
    soft: int = 0


@dataclass(slots=True)
class Page:
    """A rendered page, in each encoding that somebody asked for."""

    version: Version
    at: datetime
    headers: Headers
    etag: str
    bodies: dict[str, bytes]
    renewing: threading.Lock = field(default_factory=threading.Lock)

    @property
    def size(self) -> int:
        """Return about how many bytes the page takes in all encodings."""
        return len(self.bodies[""]) * 2 + 1000

    def body(self, encoding: str) -> bytes:
        """Return the page in an encoding, packed once."""
        if encoding not in self.bodies:
            plain = self.bodies[""]
            self.bodies[encoding] = brotli.compress(plain, quality=5) if encoding == "br" else gzip.compress(plain, 6)
        return self.bodies[encoding]


class Shelf:
    """The kept pages, the least asked for dropped when they take too many bytes."""

    def __init__(self, most_bytes: int) -> None:
        self._most = most_bytes
        self._pages: OrderedDict[str, Page] = OrderedDict()
        self._lock = threading.Lock()
        self.bytes = 0

    def get(self, name: str) -> Page | None:
        """Return a page by its address."""
        with self._lock:
            page = self._pages.get(name)
            if page is not None:
                self._pages.move_to_end(name)
            return page

    def put(self, name: str, page: Page) -> None:
        """Keep a page in the place of an older one."""
        with self._lock:
            self._drop(self._pages.pop(name, None))
            self._pages[name] = page
            self.bytes += page.size
            while self.bytes > self._most:
                self._drop(self._pages.popitem(last=False)[1])

    def _drop(self, page: Page | None) -> None:
        self.bytes -= page.size if page else 0


class Versions:
    """The versions of pages, asked for again only where anything was committed since; each thread knows its own."""

    def __init__(self) -> None:
        self._local = threading.local()

    def of(self, db: Database, path: str) -> Version:
        """Return what the page at a path must be rendered from."""
        stamp = db.stamp()
        if stamp is None:
            return version_of(db, path)
        local = self._local
        if getattr(local, "db", None) is not db or local.stamp != stamp:
            local.db, local.stamp, local.known = db, stamp, {}
        known: dict[str, Version] = local.known
        if path not in known:
            if len(known) >= MOST_VERSIONS:
                known.clear()
            known[path] = version_of(db, path)
        return known[path]


def version_of(db: Database, path: str) -> Version:
    """Return the version of a story's page, or of any other page: what was removed anywhere and what is its own."""
    if not path.startswith(STORY):
        lists = changes.of_lists(db)
        return Version((lists.removed,), lists.own)
    slug = path[len(STORY) :].partition("/")[0].removesuffix(".atom").removesuffix(".json")
    story = changes.of_story(db, slug)
    return Version((story.removed, story.own))


class PageCache:
    """A WSGI application that answers from kept pages where it may, and asks the site else."""

    def __init__(
        self,
        site: Any,
        database: Callable[[], Database],
        shelf: Shelf,
        clock: Clock,
        lists: timedelta,
        longest: timedelta,
    ) -> None:
        self._site, self._database, self._clock = site, database, clock
        self._lists, self._longest = lists, longest
        self.shelf = shelf
        self._versions = Versions()

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request (PEP 3333)."""
        version = self._version(environ) if is_public(environ) else None
        if version is None:
            answer: Iterable[bytes] = self._site(environ, start_response)
            return answer
        name = name_of(environ)
        page = self.shelf.get(name)
        if page is None:
            return self._render(name, version, environ, start_response)
        if page.version.hard != version.hard:
            with page.renewing:  # whoever waited here finds what the first one rendered
                newer = self.shelf.get(name)
                if newer is None or newer.version.hard != version.hard:
                    return self._render(name, version, environ, start_response)
            return respond(newer, environ, start_response)
        if self._is_old(page, version) and page.renewing.acquire(blocking=False):
            try:
                return self._render(name, version, environ, start_response)
            finally:
                page.renewing.release()
        return respond(page, environ, start_response)

    def _version(self, environ: Environ) -> Version | None:
        """Return what a page must be rendered from, None where only the site can say what is wrong."""
        path: str = environ["PATH_INFO"]
        if path.startswith(STATIC):
            return Version()
        try:
            return self._versions.of(self._database(), path)
        except CommonThreadError:
            return None

    def _is_old(self, page: Page, version: Version) -> bool:
        age = self._clock() - page.at
        return age >= self._longest or (page.version.soft != version.soft and age >= self._lists)

    def _render(self, name: str, version: Version, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Let the site render a page, and keep it where nothing changed meanwhile."""
        status, headers, body = capture(self._site, environ)
        if not (status.startswith("200") and may_be_kept(headers, body)):
            start_response(status, headers)
            return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]
        page = kept(version, self._clock(), headers, body)
        if self._version(environ) == version:
            self.shelf.put(name, page)
        return respond(page, environ, start_response)


def register(app: Flask, settings: Settings, clock: Clock, database: Callable[[], Database]) -> None:
    """Put a page cache in front of an application, unless the settings give it no room."""
    if settings.page_cache_bytes:
        lists, longest = (timedelta(seconds=s) for s in (settings.page_cache_lists, settings.page_cache_longest))
        app.wsgi_app = PageCache(  # type: ignore[method-assign]  # Flask's own way to wrap an application
            app.wsgi_app, database, Shelf(int(settings.page_cache_bytes)), clock, lists, longest
        )


def is_public(environ: Environ) -> bool:
    """Whether an answer is the same for everybody: only reading, and no session of ours."""
    cookies = environ.get("HTTP_COOKIE", "")
    return environ["REQUEST_METHOD"] in ("GET", "HEAD") and not any(name in cookies for name in COOKIES)


def name_of(environ: Environ) -> str:
    """Return under which name a page is kept: its address, and the one choice that changes what it shows."""
    choice = "|open" if OPENED in environ.get("HTTP_COOKIE", "") else ""
    return f"{environ['PATH_INFO']}?{environ.get('QUERY_STRING', '')}{choice}"


def may_be_kept(headers: Headers, body: bytes) -> bool:
    """Whether an answer may be shown to others: it says `public`, sets no cookie, and is not huge."""
    given = {name.lower(): value for name, value in headers}
    return "public" in given.get("cache-control", "") and "set-cookie" not in given and len(body) <= LARGEST


def kept(version: Version, at: datetime, headers: Headers, body: bytes) -> Page:
    """Return a page as it is kept, with a tag of its bytes."""
    own = [(name, value) for name, value in headers if name.lower() not in OWN_TO_AN_ANSWER]
    return Page(version, at, own, f'W/"{hashlib.sha256(body).hexdigest()[:20]}"', {"": body})


def capture(site: Any, environ: Environ) -> tuple[str, Headers, bytes]:
    """Return a site's whole answer to a plain GET, so that one page serves HEAD, ranges and conditions too."""
    said: list[Any] = []
    asked = {name: value for name, value in environ.items() if name not in CONDITIONS}

    def start_response(status: str, headers: Headers, problem: Any = None) -> None:
        said[:] = [status, headers]

    parts = site({**asked, "REQUEST_METHOD": "GET"}, start_response)
    try:
        body = b"".join(parts)
    finally:
        close = getattr(parts, "close", None)
        if close is not None:
            close()
    return said[0], said[1], body


def respond(page: Page, environ: Environ, start_response: StartResponse) -> list[bytes]:
    """Answer with a kept page: 304 where the client has it, else in the best encoding it takes."""
    headers = [*page.headers, ("ETag", page.etag), VARY]
    if page.etag in environ.get("HTTP_IF_NONE_MATCH", ""):
        start_response("304 Not Modified", [one for one in headers if one[0].lower() != "content-type"])
        return []
    encoding = best_encoding(environ.get("HTTP_ACCEPT_ENCODING", ""))
    body = page.body(encoding)
    if encoding:
        headers.append(("Content-Encoding", encoding))
    start_response("200 OK", [*headers, ("Content-Length", str(len(body)))])
    return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]


@lru_cache(maxsize=256)
def best_encoding(accepted: str) -> str:
    """Return the encoding to answer in (RFC 9110 12.5.3): br, gzip, or none."""
    taken = {name.strip(): q.replace(" ", "") for name, _, q in (part.partition(";") for part in accepted.split(","))}
    return next(
        (name for name in ("br", "gzip") if name in taken and taken[name] not in ("q=0", "q=0.0", "q=0.00", "q=0.000")),
        "",
    )
