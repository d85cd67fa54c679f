"""A reader's own record of what they learnt, for their register; nobody else sees it."""

from web.practice import choices, files
from web.practice.views import bp

__all__ = ["bp", "choices", "files"]
