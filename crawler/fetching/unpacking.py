"""Content encodings undone piece by piece, so that a bomb stops at the limit."""

from __future__ import annotations

import zlib

from crawler.fetching.errors import BadEncoding, TooLarge

try:
    import brotli
except ImportError:  # pragma: no cover - brotli comes with Scrapy; without it `br` is simply not asked for
    brotli = None

ACCEPTED = "gzip, deflate, br" if brotli else "gzip, deflate"
MOST_LAYERS = 3
PIECE = 65_536


def unpack(body: bytes, encoding: str, limit: int) -> bytes:
    """Return a body without its content encodings; stop at the limit, and say so when it cannot be undone."""
    names = [name.strip().lower() for name in encoding.split(",")]
    layers = [name for name in names if name not in {"", "identity", "none"}]
    if len(layers) > MOST_LAYERS:
        raise BadEncoding(f"The body was packed {len(layers)} times over; at most {MOST_LAYERS} are undone.")
    for name in reversed(layers):
        body = unpack_once(body, name, limit)
    return body


def unpack_once(body: bytes, name: str, limit: int) -> bytes:
    """Undo one content encoding."""
    if name in {"gzip", "x-gzip"}:
        return unzip(body, limit) if body[:2] == b"\x1f\x8b" else plain_after_all(body, name)
    if name == "deflate":
        return inflate(body, limit)
    if name == "br" and brotli:
        return unbrotli(body, limit)
    raise BadEncoding(f"The body is packed as {name[:40]!r}, which was not asked for and cannot be undone.")


def plain_after_all(body: bytes, name: str) -> bytes:
    """Return a body that is not packed although its header says so, if it looks like text."""
    if body.lstrip()[:1] in {b"", b"<", b"{", b"["} or body[:3] == b"\xef\xbb\xbf":
        return body
    raise BadEncoding(f"The body should be packed as {name}, but is not. The site must repair this.")


def unzip(body: bytes, limit: int) -> bytes:
    """Undo gzip, all members of it."""
    whole = bytearray()
    while body[:2] == b"\x1f\x8b":
        member = zlib.decompressobj(16 + zlib.MAX_WBITS)
        drain(member, body, whole, limit, "gzip")
        body = member.unused_data
    return bytes(whole)


def inflate(body: bytes, limit: int) -> bytes:
    """Undo deflate, with the zlib header that the standard asks for or without it."""
    whole = bytearray()
    try:
        drain(zlib.decompressobj(), body, whole, limit, "deflate")
    except BadEncoding:
        whole.clear()
        try:
            drain(zlib.decompressobj(-zlib.MAX_WBITS), body, whole, limit, "deflate")
        except BadEncoding:
            return plain_after_all(body, "deflate")
    return bytes(whole)


def drain(packed: zlib._Decompress, body: bytes, whole: bytearray, limit: int, name: str) -> None:
    """Add what a zlib stream holds, never more than the limit."""
    try:
        while body and not packed.eof:
            whole += packed.decompress(body, PIECE)
            body = packed.unconsumed_tail
            refuse_above(whole, limit)
    except zlib.error as problem:
        raise BadEncoding(f"The {name} body is damaged ({problem}). Try again later.") from problem
    if not packed.eof:
        raise BadEncoding(f"The {name} body ends before its end. Try again later.")


def unbrotli(body: bytes, limit: int) -> bytes:
    """Undo brotli."""
    whole = bytearray()
    packed = brotli.Decompressor()
    try:
        whole += packed.process(body, output_buffer_limit=PIECE)
        while not packed.is_finished() and not packed.can_accept_more_data():
            whole += packed.process(b"", output_buffer_limit=PIECE)
            refuse_above(whole, limit)
    except brotli.error as problem:
        raise BadEncoding(f"The br body is damaged ({problem}). Try again later.") from problem
    if not packed.is_finished():
        raise BadEncoding("The br body ends before its end. Try again later.")
    refuse_above(whole, limit)
    return bytes(whole)


def refuse_above(whole: bytearray, limit: int) -> None:
    """Refuse a body above the limit."""
    if len(whole) > limit:
        raise TooLarge(too_large(limit), start=bytes(whole[:limit]))


def too_large(limit: int) -> str:
    """Return the sentence for a body above the limit."""
    return f"The body is larger than {limit:,} bytes. Ask the site for a smaller feed or page."
