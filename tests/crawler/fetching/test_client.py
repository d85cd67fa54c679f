"""The client asks politely and brings complete, unpacked answers."""

from __future__ import annotations

import asyncio
import datetime
import gzip
import ssl
import zlib

import aiohttp
import brotli
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from crawler.fetching import unpacking
from crawler.fetching.client import Client
from crawler.fetching.errors import (
    AddressRefused,
    BadEncoding,
    ConnectionFailed,
    NotWelcome,
    TlsFailed,
    TooLarge,
    TooManyRedirects,
    TooSlow,
)
from crawler.fetching.limits import Limits
from crawler.fetching.translation import in_words
from crawler.fetching.trust import trusted

TEXT = b"<p>words</p>" * 500
RAW_DEFLATE = zlib.compress(TEXT)[2:-4]


def fetch(lab, script, path="/", **more):
    """Fetch one address of a scripted server; return the reply and what was asked."""

    async def scenario():
        async with lab.serve(script) as server, server.client() as client:
            return await client.fetch(server.home + path, **more), server

    return asyncio.run(scenario())


@pytest.mark.parametrize(
    ("encoding", "body"),
    [
        ("gzip", gzip.compress(TEXT, mtime=0)),
        ("x-gzip", gzip.compress(TEXT, mtime=0)),
        ("gzip", gzip.compress(TEXT[:600], mtime=0) + gzip.compress(TEXT[600:], mtime=0)),
        ("gzip", gzip.compress(TEXT, mtime=0) + b"\0\0\0padding"),
        ("deflate", zlib.compress(TEXT)),
        ("deflate", RAW_DEFLATE),
        ("br", brotli.compress(TEXT)),
        ("gzip, br", brotli.compress(gzip.compress(TEXT, mtime=0))),
        ("identity", TEXT),
        ("GZIP", TEXT),
        ("deflate", TEXT),
        ("", TEXT),
    ],
)
def test_a_body_is_unpacked_whatever_its_encoding(lab, encoding, body):
    reply, _ = fetch(lab, lab.saying(lab.page(body, f"Content-Encoding: {encoding}")))
    assert reply.body == TEXT


def test_a_body_without_length_ends_with_its_connection(lab):
    reply, _ = fetch(lab, lab.saying(b"HTTP/1.0 200 OK\r\n\r\n" + TEXT))
    assert reply.body == TEXT


def test_an_odd_status_is_no_error(lab):
    for status in ("204 No Content", "404 Not Found", "503 Busy", "799 Odd", "200"):
        reply, _ = fetch(lab, lab.saying(lab.page(b"", status=status)))
        assert reply.status == int(status[:3])


def test_nothing_personal_is_sent(lab):
    headers = {"Cookie": "a=b", "Referer": "http://x/", "Host": "evil", "If-None-Match": '"x"', "User-Agent": "y"}
    _, server = fetch(lab, lab.saying(lab.page(b"", "Set-Cookie: a=b")), headers=headers)
    asked = server.asked[0].lower()
    assert "cookie" not in asked
    assert "referer" not in asked
    assert "evil" not in asked
    assert 'if-none-match: "x"' in asked
    assert "user-agent: commonthread/" in asked


def test_an_answer_of_one_request_sets_no_cookie_for_the_next(lab):
    async def scenario():
        async with (
            lab.serve(lab.saying(lab.page(b"", "Set-Cookie: a=b"), close=False)) as server,
            server.client() as client,
        ):
            await client.fetch(server.home + "/1")
            await client.fetch(server.home + "/2")
            return server.asked

    assert all("cookie" not in asked.lower() for asked in asyncio.run(scenario()))


def moving(lab, status="301 Moved", last=3):
    """A script that redirects /1 to /2 and so on until the last."""

    async def script(path, writer):
        step = int(path.strip("/"))
        if step < last:
            writer.write(lab.page(b"away", f"Location: /{step + 1}", status=status))
        else:
            writer.write(lab.page(b"here"))

    return script


@pytest.mark.parametrize("status", ["301 a", "302 a", "303 a", "307 a", "308 a"])
def test_redirects_are_followed_and_remembered(lab, status):
    reply, _ = fetch(lab, moving(lab, status), "/1")
    assert reply.body == b"here"
    assert reply.url.endswith("/3")
    assert [hop.status for hop in reply.hops] == [int(status[:3])] * 2


@pytest.mark.parametrize(
    ("location", "path"),
    [("/caf\xe9?a=b c", "/caf%E9?a=b%20c"), ("/a b", "/a%20b"), ("/%C3%A9", "/%C3%A9"), ("?x=1", "/old?x=1")],
)
def test_an_odd_redirect_is_followed_as_browsers_do(lab, location, path):
    async def script(at, writer):
        writer.write(lab.page(b"", f"Location: {location}", status="302 a") if at == "/old" else lab.page(b"here"))

    _, server = fetch(lab, script, "/old")
    assert server.asked[1].split()[1] == path


def test_redirects_are_counted(lab):
    assert fetch(lab, moving(lab, last=6), "/1")[0].body == b"here"
    with pytest.raises(TooManyRedirects, match="more than 5 times"):
        fetch(lab, moving(lab, last=7), "/1")


def test_a_redirect_can_be_left_to_the_caller(lab):
    reply, _ = fetch(lab, moving(lab), "/1", follow=False)
    assert (reply.status, reply.hops) == (301, ())


def test_a_redirect_without_an_address_is_an_answer(lab):
    assert fetch(lab, lab.saying(lab.page(b"x", status="302 Found")))[0].status == 302


def test_consent_can_refuse_a_redirect(lab):
    async def refuse(url):
        raise NotWelcome(f"not {url}")

    with pytest.raises(NotWelcome):
        fetch(lab, moving(lab), "/1", consent=refuse)


def test_a_client_can_be_closed_twice_and_opened_again(lab):
    async def scenario():
        async with lab.serve(lab.saying(lab.page(b"x"))) as server:
            client = server.client()
            await client.close()
            assert (await client.fetch(server.home)).body == b"x"
            await client.close()
            await client.close()

    asyncio.run(scenario())


def test_a_closed_port_is_told_in_words(lab):
    async def scenario():
        async with lab.serve(lab.saying(b"")) as server:
            address = server.host
        async with Client(allow=frozenset({address})) as client:
            await client.fetch(f"http://{address}/")

    with pytest.raises(ConnectionFailed, match="No connection"):
        asyncio.run(scenario())


def self_signed(folder):
    """A certificate that nobody vouches for."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    start = datetime.datetime(2026, 1, 1)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(start + datetime.timedelta(days=3650))
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path = folder / "both.pem"
    path.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    return context


def test_a_certificate_that_nobody_vouches_for_is_refused(tmp_path):
    async def answer(reader, writer):
        writer.close()

    async def scenario():
        server = await asyncio.start_server(answer, "127.0.0.1", 0, ssl=self_signed(tmp_path))
        host = f"127.0.0.1:{server.sockets[0].getsockname()[1]}"
        async with server, Client(allow=frozenset({host})) as client:
            await client.fetch(f"https://{host}/")

    with pytest.raises(TlsFailed, match="certificate"):
        asyncio.run(scenario())


def test_certificates_are_verified_even_where_the_system_has_no_authorities():
    context = trusted()
    assert context.verify_mode is ssl.CERT_REQUIRED
    assert context.check_hostname
    assert len(context.get_ca_certs()) > 50


def test_an_encrypted_address_is_asked_by_our_rules_of_trust(tmp_path, monkeypatch):
    async def answer(reader, writer):
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi")
        writer.close()

    async def scenario():
        server = await asyncio.start_server(answer, "127.0.0.1", 0, ssl=self_signed(tmp_path))
        rules = ssl.create_default_context(cafile=str(tmp_path / "both.pem"))
        rules.check_hostname = False  # the certificate names nobody
        monkeypatch.setattr("crawler.fetching.client.trusted", lambda: rules)
        host = f"127.0.0.1:{server.sockets[0].getsockname()[1]}"
        async with server, Client(allow=frozenset({host})) as client:
            return await client.fetch(f"https://{host}/")

    assert asyncio.run(scenario()).body == b"hi"


def test_plain_http_behind_https_is_told_in_words():
    async def answer(reader, writer):
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        writer.close()

    async def scenario():
        server = await asyncio.start_server(answer, "127.0.0.1", 0)
        host = f"127.0.0.1:{server.sockets[0].getsockname()[1]}"
        async with server, Client(allow=frozenset({host})) as client:
            await client.fetch(f"https://{host}/")

    with pytest.raises((TlsFailed, ConnectionFailed)):
        asyncio.run(scenario())


@pytest.mark.parametrize(
    ("problem", "named"),
    [
        (aiohttp.ConnectionTimeoutError("slow"), TooSlow),
        (aiohttp.InvalidURL("x"), AddressRefused),
        (OSError("no route"), ConnectionFailed),
        (aiohttp.ServerDisconnectedError(object()), ConnectionFailed),
    ],
)
def test_every_exception_of_the_library_has_a_name_of_ours(problem, named):
    told = in_words("http://example.org/", problem)
    assert type(told) is named
    assert "http://example.org/" in str(told)


def test_without_brotli_it_is_not_undone(monkeypatch):
    monkeypatch.setattr(unpacking, "brotli", None)
    with pytest.raises(BadEncoding, match="not asked for"):
        unpacking.unpack(b"x", "br", 100)


def test_what_had_come_before_the_limit_is_kept():
    with pytest.raises(TooLarge) as caught:
        unpacking.unpack(gzip.compress(b"x" * 5000), "gzip", 100)
    assert caught.value.start == b"x" * 100


def test_a_limit_that_lets_nothing_through_is_refused():
    with pytest.raises(ValueError, match="deadline must be above zero"):
        Limits(deadline=0)
    assert Limits(max_redirects=0).max_redirects == 0


def test_waiting_for_a_connection_does_not_count_against_the_deadline(lab):
    async def scenario():
        limits = Limits(deadline=2.5, connections=1)
        async with lab.serve(lab.after(0.8, lab.page(b"x"))) as server, server.client(limits) as client:
            return await asyncio.gather(*(client.fetch(f"{server.home}/{n}") for n in range(4)))

    assert [reply.body for reply in asyncio.run(scenario())] == [b"x"] * 4
