"""Bytes to text, whatever the headers claim."""

from __future__ import annotations

import codecs
import re

BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF32_LE, "utf-32-le"), (codecs.BOM_UTF32_BE, "utf-32-be"),
        (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))  # fmt: skip
DECLARED = re.compile(rb"""<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._:-]{1,40})["']""")
META = re.compile(rb"""<meta[^>]{0,400}?charset\s*=\s*["']?\s*([A-Za-z0-9._:-]{1,40})""", re.IGNORECASE)
CHARSET = re.compile(r"charset\s*=\s*[\"']?\s*([A-Za-z0-9._:-]{1,40})", re.IGNORECASE)
TEXT_CODECS_ONLY = frozenset({"utf-8", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be"})
REFERENCE = re.compile(r"&#(?:[xX]([0-9a-fA-F]{1,12})|([0-9]{1,14}));?")


def known(name: str) -> str | None:
    """Return the codec of an encoding that a source names, if it is one for text."""
    try:
        codec = codecs.lookup(name.strip())
    except (LookupError, ValueError):
        return None
    if not codec._is_text_encoding or codec.name in {"utf-7", "idna", "punycode"} or "escape" in codec.name:
        return None
    return {"iso8859-1": "cp1252", "ascii": "cp1252"}.get(codec.name, codec.name)


def decoded(body: bytes, content_type: str | None = None) -> str:
    """Return a body as text: by its byte order mark, as UTF-8 if it is that, else by what it declares."""
    for mark, name in BOMS:
        if body.startswith(mark):
            return body[len(mark) :].decode(name, "replace")
    if wide := wide_of(body):
        return body.decode(wide, "replace")
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        pass
    for name in claims(body, content_type):
        codec = known(name)
        if codec is not None and codec not in TEXT_CODECS_ONLY:
            return body.decode(codec, "replace")
    return body.decode("utf-8", "as-cp1252")


def as_cp1252(problem: UnicodeError) -> tuple[str, int]:
    """Read the bytes that are not UTF-8 as the old Windows encoding, which they mostly are."""
    if not isinstance(problem, UnicodeDecodeError):
        raise problem
    return problem.object[problem.start : problem.end].decode("cp1252", "replace"), problem.end


codecs.register_error("as-cp1252", as_cp1252)


def wide_of(body: bytes) -> str | None:
    """Return the UTF-16 form of a body that has no byte order mark but NUL in each second byte."""
    start = body[:4]
    if start == b"\0<\0?" or (start[:1] == b"\0" and start[2:3] == b"\0"):
        return "utf-16-be"
    if start == b"<\0?\0" or (start[1:2] == b"\0" and start[3:4] == b"\0" and start[:1] != b"\0"):
        return "utf-16-le"
    return None


def claims(body: bytes, content_type: str | None) -> list[str]:
    """Return the encodings that header and document name, the document's first."""
    head = body[:4096]
    found = [match[1].decode("ascii") for match in (DECLARED.search(head), META.search(head)) if match]
    if header := CHARSET.search(content_type or ""):
        found.append(header[1])
    return found


def allowed_in_xml(code: int) -> bool:
    """Tell whether a character may stand in an XML document."""
    return code in {0x9, 0xA, 0xD} or 0x20 <= code <= 0xD7FF or 0xE000 <= code <= 0xFFFD or 0x10000 <= code <= 0x10FFFF


def tidy_reference(match: re.Match[str]) -> str:
    """Return a character reference unchanged if it is a real character, else the replacement sign."""
    code = int(match[1], 16) if match[1] else int(match[2])
    return match[0] if allowed_in_xml(code) else "\ufffd"


FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def readable(body: bytes, content_type: str | None = None) -> str:
    """Return a document as text that no XML parser stumbles over for its characters."""
    return REFERENCE.sub(tidy_reference, FORBIDDEN.sub("", decoded(body, content_type)))
