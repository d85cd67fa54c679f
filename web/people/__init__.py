"""People and bodies: offices by date, quotes, stories; the glossary."""

from web.people.views import bp

__all__ = ["bp"]
