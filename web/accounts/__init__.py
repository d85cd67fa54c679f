"""Accounts: sign in by mailed link, choose a pseudonym, sign out."""

from web.accounts.views import bp

__all__ = ["bp"]
