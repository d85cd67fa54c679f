"""Name lookups in threads of their own, so that a slow name server delays only its own names."""

from __future__ import annotations

import asyncio
import socket
from concurrent.futures import ThreadPoolExecutor

from aiohttp.abc import AbstractResolver, ResolveResult


class Lookup(AbstractResolver):
    """Asks the system for the addresses of a name."""

    def __init__(self, threads: int = 32) -> None:
        self.threads = ThreadPoolExecutor(threads, thread_name_prefix="lookup")

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """Return all addresses of a name."""
        loop = asyncio.get_running_loop()
        found = await loop.run_in_executor(
            self.threads,
            lambda: socket.getaddrinfo(host, port, family, socket.SOCK_STREAM, flags=socket.AI_ADDRCONFIG),
        )
        return [
            ResolveResult(
                hostname=host,
                host=str(where[0]),
                port=port,
                family=kind,
                proto=proto,
                flags=socket.AI_NUMERICHOST | socket.AI_NUMERICSERV,
            )
            for kind, _, proto, _, where in found
        ]

    async def close(self) -> None:
        """Let the threads end; a lookup under way is not waited for."""
        self.threads.shutdown(wait=False, cancel_futures=True)
