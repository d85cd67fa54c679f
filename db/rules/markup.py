"""What commenters write, as harmless HTML: no images, and live links only to where we know the ground."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile
from urllib.parse import urlsplit

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token

TAGS = {"p", "br", "em", "strong", "ul", "ol", "li", "blockquote", "a", "code"}
TRUSTED = ("gov.uk", "legislation.gov.uk", "parliament.uk", "gov.wales", "gov.scot", "nidirect.gov.uk")
_MARKDOWN = MarkdownIt("zero", {"html": False, "linkify": False}).enable(
    ["emphasis", "list", "blockquote", "link", "newline", "escape", "backticks", "entity", "autolink"]
)
_ADDRESS = re.compile(r"\b(?:https?://|www\.)[^\s<>\"'\\]*[^\s<>\"'\\.,;:!?)\]*_`]", re.IGNORECASE)
_NAKED = re.compile(
    r"(?:[\w.+-]{1,64}@)?\b(?:[a-z0-9-]{1,63}\.){1,5}(?:com|org|net|info|uk|scot|wales|io|me|tv|ly|news|blog|app|dev|eu|ie|ru|cn|link|site|xyz"
    r"|online|page|to|gg)\b(?:/\S*)?",
    re.IGNORECASE,
)
_HOST = re.compile(r"[a-z0-9-]+(?:\.[a-z0-9-]+)+")
_STORY = re.compile(r"/stories/[a-z0-9-]+(?:#[a-z0-9-]+)?")
_STEERING = re.compile(
    "[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]"
    "|(?<=[!-~])[\u200c\u200d]+|[\u200c\u200d]+(?=[!-~])"  # joiners have their place in other scripts and in emoji only
)


@dataclass(frozen=True, slots=True)
class Rendered:
    """A comment as HTML, and the addresses in it that a person should look at first."""

    html: str
    unknown_links: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Ground:
    """The hosts we know."""

    own: frozenset[str]
    sources: frozenset[str]

    def live(self, address: str) -> bool:
        """Whether a link to an address may work: our stories, official sites, our sources."""
        if address.startswith("/"):
            return _STORY.fullmatch(address) is not None
        try:
            parts = urlsplit(address if "://" in address else f"https://{address}")
            host, port = (parts.hostname or "").removeprefix("www."), parts.port
        except ValueError:
            return False
        if parts.scheme.lower() not in ("http", "https") or "@" in parts.netloc or not _HOST.fullmatch(host):
            return False
        if host in self.own or parts.hostname in self.own:
            return _STORY.fullmatch(parts.path + (f"#{parts.fragment}" if parts.fragment else "")) is not None
        return not port and (host in self.sources or any(host == one or host.endswith("." + one) for one in TRUSTED))


def plain(text: str) -> str:
    """Return what somebody typed without characters that cannot be seen and steer what is shown."""
    return _STEERING.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def render(text: str, own_hosts: Collection[str], source_hosts: Collection[str]) -> Rendered:
    """Return a comment as HTML; links to other hosts than ours, our sources' and official ones become text."""
    ground = _Ground(frozenset(own_hosts), frozenset(source_hosts))
    tokens = _MARKDOWN.parse(plain(text))
    unknown: list[str] = []
    for token in tokens:
        if token.children:
            for child in token.children:
                child.content = plain(child.content)  # character references may have brought some back
            words = _words(token.children)
            token.children = list(_checked(token.children, ground, unknown))
            unknown.extend(address for address in _spelt(words) if not ground.live(address))
    html = nh3.clean(
        _MARKDOWN.renderer.render(tokens, _MARKDOWN.options, {}),
        tags=TAGS,
        attributes={"a": {"href"}},
        url_schemes={"http", "https"},
        link_rel="nofollow ugc noopener",
        clean_content_tags={"script", "style"},
    )
    return Rendered(html.strip(), tuple(dict.fromkeys(unknown)))


def _words(tokens: Sequence[Token]) -> str:
    """Return what readers see of a line, whatever marks stand between its letters."""
    return "".join("\n" if token.type.endswith("break") else token.content for token in tokens)


def _spelt(words: str) -> Iterator[str]:
    """Yield the addresses of sites and mailboxes that words spell out, also in look-alike full-width letters."""
    usual = unicodedata.normalize("NFKC", words)
    for pattern in (_ADDRESS, _NAKED):
        yield from pattern.findall(usual)


def _host(address: str) -> str | None:
    try:
        return (urlsplit(address if "://" in address else f"https://{address}").hostname or "").removeprefix("www.")
    except ValueError:
        return None


def _checked(tokens: Sequence[Token], ground: _Ground, unknown: list[str]) -> Iterator[Token]:
    """Yield the tokens of a line with links only where they may work."""
    rest = iter(tokens)
    for token in rest:
        if token.type == "link_open":
            inside = list(takewhile(lambda one: one.type != "link_close", rest))
            yield from _link(token, inside, ground, unknown)
        elif token.type == "text":
            yield from _linked(token.content, ground)
        else:
            yield token


def _link(opening: Token, inside: Sequence[Token], ground: _Ground, unknown: list[str]) -> Iterator[Token]:
    """Yield a link; one that may not work, or whose words say another site, becomes its words and its address."""
    address = str(opening.attrs.get("href", ""))
    if ground.live(address) and all(_host(said) == _host(address) for said in _spelt(_words(inside))):
        yield from (opening, *inside, Token("link_close", "a", -1))
        return
    unknown.append(address)
    yield from inside
    if opening.info != "auto":
        yield _text(f" ({address})")


def _linked(text: str, ground: _Ground) -> Iterator[Token]:
    """Yield a text with the addresses in it that we know as links."""
    end = 0
    for found in _ADDRESS.finditer(text):
        if ground.live(found[0]):
            yield _text(text[end : found.start()])
            address = found[0] if "://" in found[0] else f"https://{found[0]}"
            yield Token("link_open", "a", 1, attrs={"href": address})
            yield _text(found[0])
            yield Token("link_close", "a", -1)
            end = found.end()
    yield _text(text[end:])


def _text(words: str) -> Token:
    return Token("text", "", 0, content=words)
