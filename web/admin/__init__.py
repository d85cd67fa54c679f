"""For whoever runs the site: one page that shows how it does, the probes of machines, the alarms."""

from web.admin import probes
from web.admin.views import bp

__all__ = ["bp", "probes"]
