"""Accounts: sign in by mailed link or passkey, choose a pseudonym, change, take out or delete what is one's own."""

from web.accounts import own, passkeys
from web.accounts.views import bp

__all__ = ["bp", "own", "passkeys"]
