"""The address guard: nothing but public hosts is ever contacted, whatever the spelling."""

from __future__ import annotations

import asyncio
import re
import socket
from collections.abc import Iterable
from functools import partial
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Any

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from yarl import URL

from crawler.fetching.errors import AddressRefused
from crawler.fetching.interim import bounded
from crawler.fetching.limits import Limits

# Python 3.11 before its later patches calls some of these global.
NEVER_4 = tuple(map(IPv4Network, ("0.0.0.0/8", "100.64.0.0/10", "192.0.0.0/24", "192.88.99.0/24", "198.18.0.0/15")))
NEVER_6 = tuple(
    IPv6Network(block)
    for block in (
        *("::/96", "::ffff:0:0:0/96", "64:ff9b:1::/48", "100::/64", "2001:db8::/32", "3fff::/20"),
        *("5f00::/16", "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8"),
    )
)
NAT64 = IPv6Network("64:ff9b::/96")
ISATAP = frozenset({0x00005EFE, 0x02005EFE})


def carried(address: IPv6Address) -> list[IPv4Address]:
    """Return the IPv4 addresses that an IPv6 address leads to: mapped, NAT64, 6to4, Teredo, ISATAP."""
    found = [address.ipv4_mapped, address.sixtofour, *(address.teredo or ())]
    if address in NAT64 or (int(address) >> 32) & 0xFFFFFFFF in ISATAP:
        found.append(IPv4Address(int(address) & 0xFFFFFFFF))
    return [inner for inner in found if inner is not None]


def is_public(address: str | IPv4Address | IPv6Address) -> bool:
    """Tell whether an IP address is one of the public internet, and leads nowhere else."""
    try:
        known = ip_address(address)
    except ValueError:
        return False
    if isinstance(known, IPv4Address):
        if any(known in block for block in NEVER_4):
            return False
    else:
        if known.scope_id is not None or any(known in block for block in NEVER_6):
            return False
        inner = carried(known)
        if inner:
            return all(is_public(each) for each in inner)
    return known.is_global and not known.is_multicast and not known.is_reserved


def refusal(what: str) -> str:
    """Return the sentence that explains why an address is not contacted."""
    return (
        f"{what} is not an address of the public internet, so it was not contacted. "
        "Correct the address of the source; for tests on this machine use --allow-address HOST:PORT."
    )


def host_port(url: URL) -> str:
    """Return `HOST:PORT` of an address, as the list of allowed hosts writes it."""
    host = url.host or ""
    return f"[{host}]:{url.port}" if ":" in host else f"{host}:{url.port}"


def check_url(url: str, allow: frozenset[str] = frozenset(), longest: int = 8_000) -> URL:
    """Return an address ready to be fetched, without user name and fragment, or refuse it in words."""
    shown = url[:200]
    if len(url) > longest:
        raise AddressRefused(f"The address {shown}… has {len(url)} characters; at most {longest} are fetched.")
    try:
        known = URL(url.strip()).with_fragment(None)
        ready = known.with_user(None) if known.user is not None or known.password is not None else known
        host = ready.raw_host or ""
        port = ready.port
    except (ValueError, TypeError, UnicodeError) as problem:
        raise AddressRefused(f"{shown!r} is not a web address ({problem}). Correct it.") from problem
    if ready.scheme not in {"http", "https"}:
        raise AddressRefused(f"{shown!r} is not an http or https address. Only these two are fetched.")
    if not port or not re.fullmatch(r"[\w.:%-]+", host, re.ASCII):
        raise AddressRefused(f"{shown!r} names no host that can be reached. Correct the address.")
    if host_port(ready) not in allow and looks_numeric(host) and not is_public(host):
        raise AddressRefused(refusal(f"{host} (in {shown})"))
    return ready


def looks_numeric(host: str) -> bool:
    """Tell whether a host is an IP address in any spelling that the system accepts."""
    if ":" in host:
        return True
    try:
        socket.inet_aton(host.rstrip("."))
    except (OSError, ValueError):
        return False
    return True


class GuardedResolver(AbstractResolver):
    """Looks names up and refuses a name if any of its addresses is not public."""

    def __init__(self, gate: Gate, inner: AbstractResolver) -> None:
        self.gate = gate
        self.inner = inner

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """Return the addresses of a name once all of them are known to be public."""
        answers = await self.inner.resolve(host, port, family)
        self.gate.judge(host, port, [answer["host"] for answer in answers])
        return answers

    async def close(self) -> None:
        """Close the resolver behind this one."""
        await self.inner.close()


class Gate:
    """Knows which addresses may be connected to: public ones, and those of the allowed hosts."""

    def __init__(self, allow: frozenset[str]) -> None:
        self.allow = allow
        self.opened: set[tuple[str, int]] = set()
        for entry in allow:
            host, _, port = entry.rpartition(":")
            if port.isdigit():
                self.opened.add((host.strip("[]"), int(port)))

    def judge(self, host: str, port: int, addresses: Iterable[str]) -> None:
        """Refuse a name that has an internal address, unless this very host and port are allowed."""
        if f"{host}:{port}" in self.allow:
            self.opened.update((address, port) for address in addresses)
            return
        for address in addresses:
            if not is_public(address):
                raise AddressRefused(refusal(f"{host} resolves to {address}, which"))

    def socket(self, info: tuple[Any, Any, int, str, tuple[Any, ...]]) -> socket.socket:
        """Open a socket towards an address, the last look before the connection is made."""
        family, kind, proto, _, target = info
        if not is_public(target[0]) and (target[0], target[1]) not in self.opened:
            raise RefusedSocket(refusal(str(target[0])))
        opened = socket.socket(family=family, type=kind, proto=proto)
        opened.setblocking(False)
        return opened


class RefusedSocket(OSError):
    """The guard's refusal in the form that the connector carries on."""


def guarded_connector(resolver: GuardedResolver, limits: Limits) -> aiohttp.TCPConnector:
    """Return a connector that reaches public addresses only; call it inside a running event loop."""
    connector = aiohttp.TCPConnector(
        limit=limits.connections,
        limit_per_host=limits.connections_per_host,
        resolver=resolver,
        socket_factory=resolver.gate.socket,
        use_dns_cache=False,
    )
    # The library has no public way to choose who reads its connections.
    connector._factory = partial(bounded, asyncio.get_running_loop(), limits.max_interim)
    return connector
