"""Addresses: the form we keep, and the key under which two spellings are one article."""

from __future__ import annotations

import re
from urllib.parse import SplitResult, parse_qsl, quote, unquote, urlencode, urlsplit, urlunsplit

from w3lib.url import canonicalize_url, safe_url_string

TRACKERS = re.compile(
    r"(utm|ns|at|hsa|mtm|pk|piwik|matomo|vero|oly|mkt|iesrc|trk|ga|__hs|_hs)_[a-z_0-9-]*|cmp(id)?|cid|icid|ito|"
    r"fbclid|gclid|gclsrc|dclid|gbraid|wbraid|msclkid|yclid|igshid|twclid|ttclid|li_fat_id|mc_(cid|eid)|s_cid|"
    r"ref(_?src|_?url)?|referrer|ocid|dm_i|dm_t|soc_(src|trk)|sms_ss|awesm|wt\.mc_id|wt_mc|wtrid|xtor|source_?ref|"
    r"feature|share|shared?via|amp|_ga|_gl|phpsessid|jsessionid|sessionid|sid|cmpid|spref|mkt_tok|ftag|smid|smtyp|"
    r"campaign_?id|rss|from_?rss|src|cn-reloaded|guccounter|hootpostid|__twitter_impression|_openstat",
    re.IGNORECASE,
)
NOT_IDENTITY = re.compile(
    r"replytocom|_wpnonce|print(able|er|view)?|share|outputtype|nocache|cache|preview", re.I
)
DEFAULT_PORTS = {"http": 80, "https": 443}
AMP_PATH = re.compile(r"(?:/amp|\.amp|/amp\.html)/?$", re.IGNORECASE)
INDEX = re.compile(r"/(?:index|default)\.(?:html?|php|aspx?)$", re.IGNORECASE)


def canonical_url(url: str) -> str:
    """Return an address without trackers, fragment and default port, with a settled path and sorted query."""
    text = url.strip()
    try:
        parts = urlsplit(safe_url_string(text))
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            return text
        return canonicalize_url(urlunsplit(settled(parts)))
    except ValueError:
        return text


def settled(parts: SplitResult) -> SplitResult:
    """Return an address in parts, each in its one form."""
    kept = [(name, value) for name, value in parse_qsl(parts.query, True) if not TRACKERS.fullmatch(name)]
    return SplitResult(parts.scheme, authority(parts), straight(parts.path), urlencode(sorted(kept)), "")


def authority(parts: SplitResult) -> str:
    """Return host and port without user name and default port."""
    host = (parts.hostname or "").rstrip(".")
    shown = f"[{host}]" if ":" in host else host
    port = parts.port
    return shown if port is None or port == DEFAULT_PORTS[parts.scheme] else f"{shown}:{port}"


def straight(path: str) -> str:
    """Return a path without `.`, `..` and doubled slashes."""
    kept: list[str] = []
    steps = re.sub(r"/{2,}", "/", path).split("/")
    for step in steps:
        plain = unquote(step)
        if plain == "..":
            del kept[1:][-1:]
            kept = kept[:-1] if len(kept) > 1 else kept
        elif plain != ".":
            kept.append(step)
    tail = "/" if unquote(steps[-1]) in {".", ".."} else ""
    return ("/".join(kept).rstrip("/") + "/" if tail else "/".join(kept)) or "/"


def url_key(url: str) -> str:
    """Return the identity of an address: equal keys are the same article."""
    parts = urlsplit(canonical_url(url))
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        return url.strip()
    host = re.sub(r"^(www\d?|m|amp|mobile)\.(?=[^.]+\.)", "", authority(parts))
    path = INDEX.sub("/", AMP_PATH.sub("/", parts.path)).rstrip("/")
    if parts.hostname.endswith("gov.uk") and parts.hostname in {"gov.uk", "www.gov.uk"}:
        return f"{host}{path}"
    kept = [(name, value) for name, value in parse_qsl(parts.query, True) if not NOT_IDENTITY.fullmatch(name)]
    query = urlencode(kept, quote_via=quote)
    return f"{host}{path}?{query}" if query else f"{host}{path}"
