"""Reads well-formed RSS 2.0 and Atom of the usual kind, in the shape feedparser gives and twenty times as fast.

Whoever sends anything unusual, and be it one element we do not know, is read by feedparser whole: `read` then returns
None. Tests hold both to the same entries (docs/decisions/0008).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from feedparser.datetimes import _parse_date as parsed_date
from lxml import etree

ATOM = "{http://www.w3.org/2005/Atom}"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}"
CREATOR = "{http://purl.org/dc/elements/1.1/}creator"
KINDS = {
    None: "text/plain",
    "text": "text/plain",
    "text/plain": "text/plain",
    "html": "text/html",
    "text/html": "text/html",
}
# What says nothing that we keep, and means nothing to feedparser for what we do keep.
SILENT = frozenset({
    "comments", "enclosure", "{http://purl.org/rss/1.0/modules/slash/}comments", "{http://wellformedweb.org/CommentAPI/}commentRss",
    "{http://purl.org/syndication/thread/1.0}count", "{http://purl.org/syndication/thread/1.0}total",
    "{http://purl.org/syndication/thread/1.0}in-reply-to", "{http://wellformedweb.org/CommentAPI/}comment",
    "{http://search.yahoo.com/mrss/}content",
    "{com-wordpress:feed-additions:1}post-id", "{http://search.yahoo.com/mrss/}thumbnail",
    "{http://schemas.google.com/g/2005}image",
})  # fmt: skip
Raw = dict[str, Any]


class Unusual(Exception):
    """A feed has something that only feedparser should judge."""


@dataclass(frozen=True, slots=True)
class Read:
    """A feed that was read: its title, its entries as feedparser would give them."""

    title: str
    entries: list[Raw] = field(default_factory=list)


def read(text: str) -> Read | None:
    """Return a usual feed, None for any other."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(text.encode("utf-8"), parser)
        entries, title, raw_of = _parts(root)
        return Read(title, [raw_of(entry) for entry in entries])
    except (etree.XMLSyntaxError, Unusual, ValueError):
        return None


def _parts(root: Any) -> tuple[list[Any], str, Callable[[Any], Raw]]:
    """Return the entries of a document, its title, and who reads one."""
    if root.tag == f"{ATOM}feed" and not _based(root):
        return root.findall(f"{ATOM}entry"), _text(root.find(f"{ATOM}title")), _atom
    channel = root.find("channel")
    if root.tag == "rss" and len(root) == 1 and channel is not None and not _based(root):
        return channel.findall("item"), _text(channel.find("title")), _rss
    raise Unusual(root.tag)


def _based(root: Any) -> bool:
    """Whether relative addresses of a document start elsewhere than at its own address."""
    return bool(root.xpath("boolean(//@xml:base)"))


def _text(element: Any) -> str:
    """Return the text of an element without children."""
    if element is None:
        return ""
    if len(element):
        raise Unusual(element.tag)
    text = (element.text or "").strip()
    if not text.isascii():
        _refuse_misread(text)
    return text


def _refuse_misread(text: str) -> None:
    """Leave to feedparser what looks like UTF-8 read as an older encoding, or holds its control characters."""
    if any("\x80" <= char <= "\x9f" for char in text):
        raise Unusual("control characters")
    if max(text) <= "\xff":
        try:
            text.encode("latin-1").decode("utf-8")
        except UnicodeDecodeError:
            return
        raise Unusual("read as another encoding")


def _put(raw: Raw, key: str, value: Any) -> None:
    """Keep a part that may come only once."""
    if key in raw:
        raise Unusual(f"{key} twice")
    raw[key] = value


def _dated(raw: Raw, key: str, element: Any) -> None:
    value = _text(element)
    _put(raw, key, value)
    raw[f"{key}_parsed"] = parsed_date(value)


def _tag(raw: Raw, term: str | None, scheme: str | None, label: str | None = None) -> None:
    one = {"term": term, "scheme": scheme, "label": label}
    if (term or scheme or label) and one not in raw["tags"]:
        raw["tags"].append(one)


def _rss(item: Any) -> Raw:
    """Return an RSS item as feedparser would."""
    raw: Raw = {"tags": [], "authors": []}
    for part in item:
        tag = part.tag
        if tag == "title":
            _put(raw, "title", _text(part))
        elif tag == "link" and not part.attrib:
            _put(raw, "link", _text(part))
        elif tag == "guid":
            _put(raw, "id", _text(part))
        elif tag == "pubDate":
            _dated(raw, "published", part)
        elif tag == "description" and not part.attrib:
            _put(raw, "summary_detail", {"type": "text/html", "value": _text(part)})
        elif tag == f"{CONTENT}encoded" and not part.attrib:
            _put(raw, "content", [{"type": "text/html", "value": _text(part)}])
        elif tag == CREATOR or tag == "author":
            raw["authors"].append({"name": _plain_name(_text(part))})
        elif tag == "category":
            _tag(raw, _text(part), part.get("domain"))
        else:
            _nothing(part)
    return _whole(raw)


def _atom(entry: Any) -> Raw:
    """Return an Atom entry as feedparser would."""
    raw: Raw = {"tags": [], "authors": []}
    for part in entry:
        tag = part.tag
        if tag == f"{ATOM}id":
            _put(raw, "id", _text(part))
        elif tag == f"{ATOM}title":
            _kind(part)
            _put(raw, "title", _text(part))
        elif tag == f"{ATOM}link":
            _link(raw, part)
        elif tag in (f"{ATOM}published", f"{ATOM}updated"):
            _dated(raw, tag.removeprefix(ATOM), part)
        elif tag == f"{ATOM}summary":
            _put(raw, "summary_detail", {"type": _kind(part), "value": _text(part)})
        elif tag == f"{ATOM}content" and not part.get("src"):
            _put(raw, "content", [{"type": _kind(part), "value": _text(part)}])
        elif tag == f"{ATOM}author":
            raw["authors"].append({"name": _text(part.find(f"{ATOM}name"))})
        elif tag == f"{ATOM}category":
            _tag(raw, part.get("term"), part.get("scheme"), part.get("label"))
        else:
            _nothing(part)
    return _whole(raw)


def _nothing(part: Any) -> None:
    """Pass over what says nothing that we keep."""
    if part.tag not in SILENT or len(part):
        raise Unusual(part.tag)


def _kind(part: Any) -> str:
    """Return the type of an Atom text; anything but plain text and HTML is unusual."""
    kind = KINDS.get(part.get("type"))
    if kind is None or part.get("mode"):
        raise Unusual(f"type {part.get('type')}")
    return kind


def _link(raw: Raw, part: Any) -> None:
    """Keep the address of an Atom entry's own page."""
    if part.get("rel", "alternate") != "alternate":
        return
    if part.get("type", "text/html") != "text/html" or not part.get("href"):
        raise Unusual("link")
    _put(raw, "link", part.get("href"))


def _plain_name(name: str) -> str:
    """Return an author's name; one with a mail address in it is parted by feedparser."""
    if "@" in name:
        raise Unusual("author with an address")
    return name


def _whole(raw: Raw) -> Raw:
    """Return an entry that has what feedparser would not guess: an address of its own."""
    if not raw.get("link"):
        raise Unusual("no link")
    return raw
