"""Whether a domain may be believed as a sender: its SPF, DKIM and DMARC, judged in words from what DNS says."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from db.errors import CommonThreadError
from db.rules.messages import return_path, sending_domain
from db.settings import Settings

MOST_LOOKUPS = 10  # RFC 7208 section 4.6.4
SHORTEST_RSA, GOOD_RSA = 140, 270  # bytes of a key of 1,024 and of 2,048 bits, with what is around it
ED25519 = 32
Ask = Callable[[str], list[str]]


class NameServerAway(CommonThreadError):
    """Nobody answers what a name has."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What is right or wrong with one of the three, and what to do next."""

    name: str
    is_right: bool
    words: str


def look(settings: Settings, ask: Ask) -> list[Finding]:
    """Return what is right and wrong with the sending domain; raises NameServerAway."""
    domain = sending_domain(settings)
    back = return_path(settings, "<x@y>").rpartition("@")[2]
    return [spf(back, ask), dkim(domain, settings.dkim_selector, ask), dmarc(domain, back, ask)]


def spf(domain: str, ask: Ask) -> Finding:
    """Judge which machines a domain lets send (RFC 7208)."""
    found = [text for text in ask(domain) if text.lower().split(" ")[0] == "v=spf1"]
    if len(found) != 1:
        count = "no SPF record" if not found else f"{len(found)} SPF records, and only one may be"
        return _wrong("SPF", f"{domain} has {count}: publish one TXT record such as `v=spf1 include:YOUR-RELAY -all`")
    terms = found[0].lower().split()[1:]
    last = next((term for term in terms if term.endswith("all")), "")
    redirects = any(term.startswith("redirect=") for term in terms)
    if last in ("all", "+all", "?all") or not (last or redirects):
        return _wrong("SPF", f"the SPF record of {domain} lets every machine send: end it with `-all` or `~all`")
    if len(terms) == 1 and not redirects:
        return _wrong("SPF", f"the SPF record of {domain} lets no machine send: name your relay before `{last}`")
    if sum(1 for _ in islice(_lookups(found[0], ask), MOST_LOOKUPS + 1)) > MOST_LOOKUPS:
        return _wrong(
            "SPF", f"the SPF record of {domain} needs over {MOST_LOOKUPS} look-ups, so it is ignored: shorten it"
        )
    return Finding("SPF", True, f"{domain} says which machines may send")


def _lookups(record: str, ask: Ask) -> Iterator[str]:
    """Yield the terms of a record, and of those it includes, that need a look-up; a circle never ends."""
    for term in record.lower().split()[1:]:
        name, _, target = term.lstrip("+-~?").replace("=", ":", 1).partition(":")
        if name.partition("/")[0] in ("include", "redirect", "a", "mx", "ptr", "exists"):
            yield term
        if name in ("include", "redirect") and "%" not in target:
            inner = (text for text in ask(target) if text.lower().startswith("v=spf1"))
            yield from _lookups(next(inner, ""), ask)


def dkim(domain: str, selector: str, ask: Ask) -> Finding:
    """Judge the key by which mails of a domain are signed (RFC 6376, RFC 8301)."""
    if not selector:
        return _wrong("DKIM", "set COMMONTHREAD_DKIM_SELECTOR to the selector by which your mail server signs")
    name = f"{selector}._domainkey.{domain}"
    found = [tags for text in ask(name) if "p" in (tags := tags_of(text))]
    if len(found) != 1:
        return _wrong(
            "DKIM", f"{name} has {len(found) or 'no'} DKIM keys: publish the one that your mail server shows you"
        )
    tags = found[0]
    if not tags["p"]:
        return _wrong(
            "DKIM", f"the key at {name} is withdrawn (its `p=` is empty): publish the new one, and set its selector"
        )
    try:
        key = base64.b64decode("".join(tags["p"].split()), validate=True)
    except binascii.Error:
        return _wrong("DKIM", f"the key at {name} is damaged: copy it again, whole and without quotation marks")
    if tags.get("k", "rsa").lower() == "ed25519":
        return Finding(
            "DKIM", len(key) == ED25519, f"the key at {name} is of the kind Ed25519; sign with an RSA key beside it"
        )
    if len(key) < SHORTEST_RSA:
        return _wrong("DKIM", f"the key at {name} is shorter than 1,024 bits: make one of 2,048")
    advice = "" if len(key) >= GOOD_RSA else "; one of 2,048 bits would be better"
    return Finding("DKIM", True, f"{name} has a key{advice}")


def dmarc(domain: str, back: str, ask: Ask) -> Finding:
    """Judge what a domain asks others to do with mail that only claims to be from it (RFC 7489)."""
    owner, found = domain, _dmarc_records(domain, ask)
    while not found and owner.count(".") > 1:
        owner = owner.partition(".")[2]
        found = _dmarc_records(owner, ask)
    if len(found) != 1:
        return _wrong(
            "DMARC",
            f"_dmarc.{domain} has {len(found) or 'no'} DMARC records: publish one TXT record such as"
            f" `v=DMARC1; p=quarantine; rua=mailto:postmaster@{domain}`",
        )
    tags = found[0]
    policy = (tags.get("sp") if owner != domain else None) or tags.get("p", "")
    if policy.lower() not in ("none", "quarantine", "reject"):
        return _wrong(
            "DMARC", f"the record at _dmarc.{owner} has no policy: write `p=none`, `p=quarantine` or `p=reject`"
        )
    if not _aligned(domain, back, strict=tags.get("aspf", "r").lower() == "s"):
        return _wrong(
            "DMARC",
            f"mails come back to {back}: set COMMONTHREAD_BOUNCE_ADDRESS to an address at {domain}",
        )
    advice = "; once its reports show no harm, go on to `p=quarantine`" if policy.lower() == "none" else ""
    return Finding("DMARC", True, f"{owner} says what to do with forged mail{advice}")


def _dmarc_records(domain: str, ask: Ask) -> list[Mapping[str, str]]:
    return [tags_of(text) for text in ask(f"_dmarc.{domain}") if text.replace(" ", "").lower().startswith("v=dmarc1")]


def _aligned(domain: str, back: str, *, strict: bool) -> bool:
    related = domain.endswith(f".{back}") or back.endswith(f".{domain}")
    return back == domain or (related and not strict)


def tags_of(text: str) -> Mapping[str, str]:
    """Return the tags of a DKIM or DMARC record."""
    pairs = (tag.partition("=") for tag in text.split(";"))
    return {name.strip().lower(): value.strip() for name, equals, value in pairs if equals}


def _wrong(name: str, words: str) -> Finding:
    return Finding(name, False, words)


def asker(settings: Settings) -> Ask:
    """Return a way to ask DNS for the texts of a name."""
    import dns.exception
    import dns.resolver

    resolver = dns.resolver.Resolver(configure=not settings.dns_server)
    resolver.lifetime = 10.0
    if settings.dns_server:
        host, _, port = (
            settings.dns_server.partition(":") if "." in settings.dns_server else (settings.dns_server, "", "")
        )
        resolver.nameservers, resolver.port = [host], int(port or 53)

    def ask(name: str) -> list[str]:
        try:
            answer = resolver.resolve(name, "TXT", search=False)
        except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
            return []
        except (dns.exception.DNSException, OSError) as error:
            raise NameServerAway(
                f"no name server answers for {name}; look at the network and COMMONTHREAD_DNS_SERVER"
            ) from error
        return [b"".join(row.strings).decode("utf-8", "replace") for row in answer]

    return ask
