"""What commenters write, as harmless HTML: no images, and live links only to where we know the ground."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from urllib.parse import urlsplit

import nh3
from markdown_it import MarkdownIt

TAGS = {"p", "br", "em", "strong", "ul", "ol", "li", "blockquote", "a", "code"}
TRUSTED = ("gov.uk", "legislation.gov.uk", "parliament.uk", "gov.wales", "gov.scot", "nidirect.gov.uk")
_MARKDOWN = MarkdownIt("zero", {"html": False, "linkify": False}).enable(
    ["emphasis", "list", "blockquote", "link", "newline", "escape", "backticks", "paragraph", "entity", "autolink"],
    ignoreInvalid=True,
)
_ADDRESS = re.compile(r"\b(?:https?://|www\.)[^\s<>\"']+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Rendered:
    """A comment as HTML, and the addresses in it that a person should look at first."""

    html: str
    unknown_links: tuple[str, ...]


def render(text: str, own_hosts: Collection[str], source_hosts: Collection[str]) -> Rendered:
    """Return a comment as HTML; links to other hosts than ours, our sources' and official ones become text."""
    known = {*own_hosts, *source_hosts}
    unknown: list[str] = []

    def attribute(tag: str, name: str, value: str) -> str | None:
        if tag == "a" and name == "href":
            if live(value, known):
                return value
            unknown.append(value)
            return None
        return value

    html = nh3.clean(
        _MARKDOWN.render(text),
        tags=TAGS,
        attributes={"a": {"href"}},
        url_schemes={"http", "https"},
        attribute_filter=attribute,
        link_rel="nofollow ugc noopener",
        clean_content_tags={"script", "style"},
    )
    bare = [address for address in _ADDRESS.findall(text) if not live(address, known)]
    return Rendered(html.strip(), tuple(dict.fromkeys([*unknown, *bare])))


def live(address: str, known: Collection[str]) -> bool:
    """Whether an address leads to a host that we know."""
    if address.startswith("/stories/"):
        return True
    try:
        parts = urlsplit(address if "://" in address else f"http://{address}")
        host = (parts.hostname or "").removeprefix("www.")
    except ValueError:
        return False
    if parts.scheme not in ("http", "https") or parts.username or not host:
        return False
    return host in known or any(host == one or host.endswith("." + one) for one in TRUSTED)
