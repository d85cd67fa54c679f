"""The one place where HTML of others is made harmless, on the way in and on the way out."""

from __future__ import annotations

import html
import re

import nh3

ARTICLE_TAGS = {
    "p", "a", "ul", "ol", "li", "blockquote", "h2", "h3", "h4", "em", "strong", "b", "i", "br",
    "hr", "cite", "q", "sub", "sup", "abbr", "dl", "dt", "dd", "table", "thead", "tbody", "tr",
    "th", "td", "caption", "pre", "code",
}  # fmt: skip
DROPPED_WITH_CONTENT = {
    "script", "style", "template", "noscript", "iframe", "object", "embed", "svg", "math",
    "textarea", "select", "title", "head", "noembed", "noframes", "xmp", "plaintext", "audio",
    "video", "canvas", "button",
}  # fmt: skip
ARTICLE_ATTRIBUTES = {"a": {"href"}, "abbr": {"title"}, "th": {"scope"}}
LINK_SCHEMES = {"http", "https", "mailto"}
LINK_REL = "nofollow noopener noreferrer"
BLOCKS = re.compile(
    r"<(?:/?(?:p|div|li|ul|ol|dl|dt|dd|h[1-6]|blockquote|tr|table|section|article|header|footer|figure|figcaption"
    r"|pre|hr|form|aside|main|nav)\b[^>]*|br\b[^>]*)>",
    re.IGNORECASE,
)
DEEPEST = 1_000
MOST_AMPERSANDS = 50_000
CLEAN_TAG = re.compile(r"</?[a-z](?:[^<>\"]|\"[^\"]*\")*>")
TAG = re.compile(r"<[^<>]*>?")
# An opening or closing tag that nests: neither closed in itself nor one that HTML closes of its own accord.
NESTING = re.compile(
    r"<(/?)(?!(?:p|li|br|hr|img|input|dt|dd|tr|td|th|meta|link|option|col|source|wbr|area|param|track|base)\b)"
    r"[a-z](?![^<>]*/>)",
    re.IGNORECASE,
)
QUOTE_START = re.compile(r"<q(?:\s[^<>]*)?>", re.IGNORECASE)
QUOTE_END = re.compile(r"</q\s*>", re.IGNORECASE)
CONTROLS = bytes([*range(9), 11, 12, *range(14, 32), 127])
LATE_CONTROLS = re.compile(rb"\xc2[\x80-\x9f]")  # U+0080 to U+009F
NO_CHARACTERS = re.compile(rb"\xef\xbf[\xbe\xbf]")  # U+FFFE and U+FFFF
DIRECTION = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200B, 0x200E, 0x200F, 0xFEFF])


def seen(text: str) -> str:
    """Return a text without control characters and lone surrogates, which no reader sees."""
    if text.isprintable():  # true of most lines, and quickly told
        return text
    return without_controls(text.encode("utf-8", "ignore")).decode("utf-8")


def without_controls(text: bytes) -> bytes:
    """Return a text in UTF-8 without control characters."""
    return NO_CHARACTERS.sub(b"", LATE_CONTROLS.sub(b"", text.translate(None, CONTROLS)))


def depth_of(markup: str) -> int:
    """Return roughly how deep the tags of HTML are nested."""
    if markup.count("<") < DEEPEST:
        return 0
    depth = deepest = 0
    for tag in NESTING.finditer(markup):
        depth = max(depth - 1, 0) if tag[1] else depth + 1
        deepest = max(deepest, depth)
    return deepest


def flat(markup: str) -> str:
    """Return HTML without what cleaning would take minutes over: absurdly deep tags, endless ampersands."""
    if markup.count("&") > MOST_AMPERSANDS:
        markup = markup.replace("&", " ")
    return TAG.sub(" ", markup) if depth_of(markup) > DEEPEST else markup


def spoken(markup: str) -> str:
    """Return HTML with quotation marks in the place of `q` elements, which show them only in a browser."""
    if "<q" not in markup and "<Q" not in markup:
        return markup
    return QUOTE_END.sub("”", QUOTE_START.sub("“", markup))


def clean_article(markup: str, base: str | None = None) -> str:
    """Return article HTML with harmless tags only; nothing in it runs or loads; relative links need a base."""
    return nh3.clean(
        flat(seen(markup)),
        tags=ARTICLE_TAGS,
        clean_content_tags=DROPPED_WITH_CONTENT,
        attributes=ARTICLE_ATTRIBUTES,
        url_schemes=LINK_SCHEMES,
        url_relative=("rewrite_with_base", base) if base else "deny",
        link_rel=LINK_REL,
        strip_comments=True,
    ).strip()


def plain_text(markup: str) -> str:
    """Return HTML as plain text, one line a block, without tags and references."""
    text = seen(markup)
    if "<" in text or "&" in text:
        spaced = BLOCKS.sub("\n", spoken(flat(text)))
        bare = nh3.clean(spaced, tags=set(), clean_content_tags=DROPPED_WITH_CONTENT, strip_comments=True)
        text = seen(html.unescape(bare))
    lines = (" ".join(line.split()) for line in text.splitlines())
    return "\n".join(line for line in lines if line)


def text_of_clean(markup: str) -> str:
    """Return HTML that `clean_article` made as plain text: what is left of tags there needs no parser."""
    bare = html.unescape(CLEAN_TAG.sub("", BLOCKS.sub("\n", markup)))
    lines = (" ".join(line.split()) for line in seen(bare).splitlines())
    return "\n".join(line for line in lines if line)


def plain_line(markup: str, longest: int = 500) -> str:
    """Return HTML as one line of plain text, as a title needs it."""
    line = " ".join(plain_text(markup).translate(DIRECTION).split())
    return line if len(line) <= longest else line[: longest - 1].rstrip() + "…"
