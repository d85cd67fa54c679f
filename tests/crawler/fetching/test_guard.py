"""Nothing but the public internet is contacted, whatever the spelling."""

from __future__ import annotations

import asyncio
import socket
from ipaddress import IPv4Address, IPv6Address

import pytest
from aiohttp.abc import AbstractResolver
from hypothesis import given
from hypothesis import strategies as st

from crawler.fetching.client import Client
from crawler.fetching.errors import AddressRefused, FetchError, NameUnknown
from crawler.fetching.guard import Gate, RefusedSocket, check_url, is_public
from crawler.fetching.lookup import Lookup

INTERNAL = [
    "0.0.0.0", "10.1.2.3", "127.0.0.1", "127.255.255.254", "169.254.169.254", "172.16.0.1", "192.168.1.1",
    "100.64.0.1", "192.0.0.192", "192.0.2.1", "198.18.0.1", "203.0.113.9", "224.0.0.1", "240.0.0.1",
    "255.255.255.255", "::", "::1", "::127.0.0.1", "::8.8.8.8", "::ffff:127.0.0.1", "::ffff:10.0.0.1",
    "::ffff:0:7f00:1", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::1", "2002:7f00:1::", "2002:a00:1::1",
    "2001:0:4136:e378:8000:63bf:80ff:fffe", "2001:db8::1", "2a00::5efe:a00:1", "fc00::1", "fd00:ec2::254",
    "fe80::1", "fe80::1%eth0", "fec0::1", "ff02::1", "not an address", "",
]  # fmt: skip
PUBLIC = ["8.8.8.8", "1.1.1.1", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808", "2a00:1450::5e"]
SPELLINGS = [
    "http://127.0.0.1/", "http://127.1/", "http://127.0.1/", "http://2130706433/", "http://0x7f000001/",
    "http://0x7f.0.0.1/", "http://0177.0.0.1/", "http://017700000001/", "http://127.0.0.1./", "http://127.0.0.1:80/",
    "http://0/", "http://[::1]/", "http://[::]/", "http://[::ffff:127.0.0.1]/", "http://[::ffff:7f00:1]/",
    "http://[0:0:0:0:0:ffff:7f00:1]/", "http://[64:ff9b::127.0.0.1]/", "http://[2002:7f00:1::]/",
    "http://[fe80::1%25eth0]/", "http://user:secret@127.0.0.1/", "http://example.org@127.0.0.1/",
    "http://example.org:80@127.0.0.1/", "http://127。0。0。1/", "http://①②⑦.⓪.⓪.①/", "http://１２７.0.0.1/",
    "https://169.254.169.254/latest/meta-data/", "HTTP://127.0.0.1/", " http://127.0.0.1/ ", "http://127.0.0.1\\@x.org/",
]  # fmt: skip
NOT_FETCHED = [
    "ftp://example.org/", "file:///etc/passwd", "gopher://example.org/", "data:text/plain,x", "javascript:alert(1)",
    "//example.org/", "/path", "", "http://", "http:///path", "http://[::1", "http://example.org:99999/",
    "http://example.org:abc/", "http://" + "a" * 70 + ".org\0/", "unix:/run/x.sock",
]  # fmt: skip


class Names(AbstractResolver):
    """A name server of our own; a list of answers is given one by one."""

    def __init__(self, **answers):
        self.answers = {name.replace("_", "."): found for name, found in answers.items()}

    async def resolve(self, host, port=0, family=socket.AF_UNSPEC):
        if host not in self.answers:
            raise OSError(f"{host} is not known")
        return [
            {"hostname": host, "host": at, "port": port, "family": socket.AF_INET, "proto": 0, "flags": 0}
            for at in self.answers[host]
        ]

    async def close(self):
        """Nothing to close."""


@pytest.mark.parametrize("address", INTERNAL)
def test_an_internal_address_is_not_public(address):
    assert not is_public(address)


@pytest.mark.parametrize("address", PUBLIC)
def test_an_address_of_the_internet_is_public(address):
    assert is_public(address)


@given(st.ip_addresses(v=4))
def test_an_address_carried_in_another_is_judged_as_itself(inner: IPv4Address):
    number = int(inner)
    assert is_public(IPv6Address((0xFFFF << 32) | number)) == is_public(inner)
    assert is_public(IPv6Address((0x64FF9B << 96) | number)) == is_public(inner)
    assert is_public(IPv6Address((0x2002 << 112) | (number << 80))) <= is_public(inner)


@pytest.mark.parametrize("url", SPELLINGS + NOT_FETCHED)
def test_an_address_that_is_not_public_is_refused_in_words(url):
    async def scenario():
        async with Client(resolver=Names()) as client:
            await client.fetch(url)

    with pytest.raises(FetchError) as caught:
        asyncio.run(scenario())
    assert isinstance(caught.value, AddressRefused)
    assert len(str(caught.value)) > 30


@given(st.text(max_size=60))
def test_no_text_makes_the_check_stumble(text):
    for url in (text, f"http://{text}", f"http://example.org/{text}"):
        try:
            ready = check_url(url)
        except AddressRefused:
            continue
        assert ready.scheme in {"http", "https"}
        assert ready.host
        assert ready.user is None


def test_a_user_name_and_a_fragment_are_never_sent():
    assert str(check_url("http://user:secret@example.org:8080/feed#top")) == "http://example.org:8080/feed"


def test_an_address_that_is_too_long_is_refused():
    with pytest.raises(AddressRefused, match="at most 8000"):
        check_url("http://example.org/" + "a" * 9000)


def refused_name(lab, names: Names, host: str) -> str:
    async def scenario():
        async with lab.serve(lab.saying(lab.page(b"secret"))) as server, server.client(resolver=names) as client:
            with pytest.raises(FetchError) as caught:
                await client.fetch(f"http://{host}:{server.port}/")
            assert server.asked == []
            return caught.value

    problem = asyncio.run(scenario())
    assert isinstance(problem, AddressRefused)
    return str(problem)


def test_a_name_that_resolves_to_this_machine_is_refused_even_on_an_allowed_port(lab):
    assert "resolves to 127.0.0.1" in refused_name(lab, Names(inside_test=["127.0.0.1"]), "inside.test")


def test_a_name_is_refused_when_one_of_its_answers_is_internal(lab):
    assert "10.0.0.7" in refused_name(lab, Names(mixed_test=["8.8.8.8", "10.0.0.7"]), "mixed.test")


def test_localhost_is_refused_by_the_system_resolver(lab):
    async def scenario():
        async with Client() as client:
            with pytest.raises(AddressRefused):
                await client.fetch("http://localhost:9/")

    asyncio.run(scenario())


def test_an_unknown_name_is_told_in_words(lab):
    async def scenario():
        async with Client(resolver=Names()) as client:
            with pytest.raises(NameUnknown, match="Check its spelling"):
                await client.fetch("http://nowhere.test/")

    asyncio.run(scenario())


def test_an_allowed_name_may_resolve_to_this_machine(lab):
    async def scenario():
        async with lab.serve(lab.saying(lab.page(b"ok"))) as server:
            allow = frozenset({f"sample.test:{server.port}"})
            async with Client(allow=allow, resolver=Names(sample_test=["127.0.0.1"])) as client:
                return (await client.fetch(f"http://sample.test:{server.port}/")).body

    assert asyncio.run(scenario()) == b"ok"


def test_the_last_look_is_at_the_address_connected_to():
    gate = Gate(frozenset({"127.0.0.1:8000", "[::1]:8001", "no port"}))
    for target in (("10.0.0.1", 80), ("127.0.0.1", 8001)):
        with pytest.raises(RefusedSocket):
            gate.socket((socket.AF_INET, socket.SOCK_STREAM, 0, "", target))
    gate.socket((socket.AF_INET, socket.SOCK_STREAM, 0, "", ("127.0.0.1", 8000))).close()
    assert ("::1", 8001) in gate.opened


def test_the_refusal_of_the_last_look_reaches_the_operator(lab, monkeypatch):
    async def scenario():
        monkeypatch.setattr(Gate, "judge", lambda *_: None)
        async with Client(resolver=Names(inside_test=["127.0.0.1", "127.0.0.2"])) as client:
            with pytest.raises(AddressRefused, match="not an address of the public internet"):
                await client.fetch("http://inside.test:9/")

    asyncio.run(scenario())


def test_the_system_is_asked_for_all_addresses_of_a_name():
    async def scenario():
        lookup = Lookup()
        found = await lookup.resolve("localhost", 80)
        await lookup.close()
        return {answer["host"] for answer in found}

    assert asyncio.run(scenario()) <= {"127.0.0.1", "::1"}
