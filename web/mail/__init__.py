"""Mail: carried out by SMTP or as files; on a developer's machine it can be read here."""

from web.mail.views import bp

__all__ = ["bp"]
