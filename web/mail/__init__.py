"""Mail: carried out by SMTP or as files; on a developer's machine it can be read here, and operators see the shunt."""

from web.mail import shunt
from web.mail.views import bp

__all__ = ["bp", "shunt"]
