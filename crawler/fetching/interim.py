"""Interim answers (RFC 9110, 15.2), such as 103 Early Hints: a server may send a few, not go on with them for ever."""

from __future__ import annotations

import asyncio

from aiohttp.client_proto import ResponseHandler
from aiohttp.http import HttpProcessingError, RawResponseMessage
from aiohttp.streams import StreamReader

Answer = tuple[RawResponseMessage, StreamReader]


class BoundedHandler(ResponseHandler):
    """The conversation of one connection; it ends where interim answers take the place of a real one."""

    def __init__(self, loop: asyncio.AbstractEventLoop, most: int) -> None:
        super().__init__(loop=loop)
        self._most = most
        self._interim = 0

    def feed_data(self, data: Answer, size: int = 0) -> None:
        """Take an answer, or hang up: the library would read on, at the cost of a whole core."""
        self._interim = self._interim + 1 if is_interim(data[0].code) else 0
        if self._interim <= self._most:
            super().feed_data(data, size)
        elif self._interim == self._most + 1 and self.transport is not None:  # the rest of what came with it is nothing
            self.set_exception(HttpProcessingError(message=f"{self._interim} interim answers and no real one"))
            self.transport.abort()


def bounded(loop: asyncio.AbstractEventLoop, most: int) -> ResponseHandler:
    """Return what reads one connection and takes so many interim answers at most."""
    return BoundedHandler(loop, most)


def is_interim(code: int) -> bool:
    """Return whether a status code announces another answer; 101 does not, it leaves HTTP."""
    return 100 <= code < 200 and code != 101
