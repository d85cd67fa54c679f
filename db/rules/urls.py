"""Addresses: the form we keep, and the key under which two spellings are one article."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import SplitResult, parse_qsl, quote, unquote, urlencode, urlsplit, urlunsplit

# Beyond what courlan knows. Names that some sites use for the article itself (sid, src, id) stay.
TRACKERS = re.compile(
    r"(utm|ns|at|hsa|mtm|pk|piwik|matomo|vero|oly|iesrc|trk|__hs|_hs)_[a-z_0-9-]*|cmp|cmpid|icid|ito|utm|"
    r"fbclid|gclid|gclsrc|dclid|gbraid|wbraid|msclkid|yclid|igshid|igsh|twclid|ttclid|li_fat_id|mc_(cid|eid)|s_cid|"
    r"ref(_?src|_?url)?|referrer|ocid|dm_[it]|soc_(src|trk)|sms_ss|awesm|wt\.mc_id|wt_mc|wtrid|xtor|source_?ref|"
    r"share|shared?via|_ga|_gl|phpsessid|jsessionid|sessionid|spref|mkt_tok|ftag|smid|smtyp|campaign_?id|"
    r"from_?rss|cn-reloaded|guccounter|hootpostid|__twitter_impression|_openstat|replytocom|_wpnonce",
    re.IGNORECASE,
)
NOT_IDENTITY = re.compile(r"print(able|er|view)?|amp|outputtype|nocache|cache|preview", re.IGNORECASE)
SESSION_IN_PATH = re.compile(r"(?:;|%3B)(?:jsessionid|phpsessid|sid)=[^/;]*", re.IGNORECASE)
DEFAULT_PORTS = {"http": 80, "https": 443}
AMP_PATH = re.compile(r"(?:/amp|\.amp|/amp\.html)/?$", re.IGNORECASE)
INDEX = re.compile(r"/(?:index|default)\.(?:html?|php|aspx?)$", re.IGNORECASE)


PLAIN = re.compile(
    r"https?://[a-z0-9]+(?:-[a-z0-9]+)*(?:\.[a-z0-9]+(?:-[a-z0-9]+)*)+(?::[1-9]\d{2,4})?(?:/[A-Za-z0-9_~.-]+)+/?"
)
# An address whose path no rule of ours changes: no AMP end, no index file, no sign that needs quoting.
LEVEL = re.compile(r"https?://[^/?#]+((?:/[A-Za-z0-9_-]+)*/?)(?:[?#].*)?", re.IGNORECASE)
STEPS = re.compile(r"/\.{1,2}(?:/|$)|:(?:80|443)(?:/|$)")


@lru_cache(4_096)
def canonical_url(url: str) -> str:
    """Return an address without trackers, fragment and default port, with a settled path and sorted query."""
    text = url.strip()
    if PLAIN.fullmatch(text) and not STEPS.search(text):
        return text  # as most are: the libraries would give it back as it is, a hundred times slower
    from courlan import normalize_url  # only here: importing both takes longer than asking a hundred sources
    from w3lib.url import canonicalize_url, safe_url_string

    try:
        parts = urlsplit(normalize_url(safe_url_string(text)))
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            return text
        return canonicalize_url(urlunsplit(settled(parts)))
    except ValueError:
        return text


def settled(parts: SplitResult) -> SplitResult:
    """Return an address in parts, each in its one form."""
    kept = [(name, value) for name, value in parse_qsl(parts.query, True) if not TRACKERS.fullmatch(name)]
    return SplitResult(
        parts.scheme, authority(parts), straight(SESSION_IN_PATH.sub("", parts.path)), urlencode(sorted(kept)), ""
    )


def authority(parts: SplitResult) -> str:
    """Return host and port without user name and default port."""
    host = (parts.hostname or "").rstrip(".")
    shown = f"[{host}]" if ":" in host else host
    port = parts.port
    return shown if port is None or port == DEFAULT_PORTS[parts.scheme] else f"{shown}:{port}"


def straight(path: str) -> str:
    """Return a path without `.`, `..` and doubled slashes."""
    kept: list[str] = []
    steps = [step for step in path.split("/") if step]
    for step in steps:
        plain = unquote(step)
        if plain == "..":
            del kept[-1:]
        elif plain != ".":
            kept.append(step)
    open_end = not steps or path.endswith("/") or unquote(steps[-1]) in {".", ".."}
    return "/" + "/".join(kept) + ("/" if open_end and kept else "")


def surely_differ(one: str, other: str) -> bool:
    """Tell at a glance that two addresses are of two articles: their plain paths differ; False means: look closely."""
    first, second = level_path(one), level_path(other)
    return first is not None and second is not None and first != second


def level_path(url: str) -> str | None:
    """Return the path of an address where no rule of ours would change it, without its end slash; else None."""
    found = LEVEL.fullmatch(url)
    path = (found[1] or "").rstrip("/") if found else None
    return None if path is None or path.lower().endswith("/amp") else path


@lru_cache(4_096)
def url_key(url: str) -> str:
    """Return the identity of an address: equal keys are the same article."""
    known = canonical_url(url)
    try:
        return key_of(urlsplit(known))
    except ValueError:
        return known


def key_of(parts: SplitResult) -> str:
    """Return the identity of a canonical address; what is none is its own identity."""
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        return parts.geturl()
    host = re.sub(r"^(www\d?|m|amp|mobile)\.(?=[^.]+\.)", "", authority(parts))
    path = INDEX.sub("/", AMP_PATH.sub("/", parts.path)).rstrip("/")
    if parts.hostname in {"gov.uk", "www.gov.uk"}:
        return f"{host}{path}"
    kept = [(name, value) for name, value in parse_qsl(parts.query, True) if not NOT_IDENTITY.fullmatch(name)]
    query = urlencode(kept, quote_via=quote)
    return f"{host}{path}?{query}" if query else f"{host}{path}"
