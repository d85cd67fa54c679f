"""What can go wrong with a request, in words an operator can act on."""

from __future__ import annotations

from db.errors import CommonThreadError


class FetchError(CommonThreadError):
    """A request that brought nothing we can use."""


class AddressRefused(FetchError):
    """The address is not a public http or https address."""


class NameUnknown(FetchError):
    """The host name has no address."""


class ConnectionFailed(FetchError):
    """No connection, or it broke."""


class TlsFailed(FetchError):
    """The certificate or the encryption of the host cannot be trusted."""


class TooSlow(FetchError):
    """The answer was not complete at the deadline."""


class TooLarge(FetchError):
    """The answer is larger than the limit; `start` is what had come until then."""

    def __init__(self, words: str, start: bytes = b"") -> None:
        super().__init__(words)
        self.start = start


class NotWelcome(FetchError):
    """The site's robots.txt does not want this address fetched."""


class TooManyRedirects(FetchError):
    """The address redirects in a circle or too often."""


class NotHttp(FetchError):
    """The answer breaks the rules of HTTP."""


class BadEncoding(FetchError):
    """The body cannot be unpacked as its header promises."""
