"""Digests: composed, sent, kept as an archive, and looked at before they go."""

from web.digests.dry_run import bp as dry_run
from web.digests.views import bp

bp.register_blueprint(dry_run)

__all__ = ["bp"]
