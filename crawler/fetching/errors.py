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
    """The answer is larger than the limit."""


class TooManyRedirects(FetchError):
    """The address redirects in a circle or too often."""


class NotHttp(FetchError):
    """The answer breaks the rules of HTTP."""


class BadEncoding(FetchError):
    """The body cannot be unpacked as its header promises."""
