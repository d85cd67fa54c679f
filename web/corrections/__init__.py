"""Corrections: readers report errors, everybody reads what was corrected."""

from web.corrections.views import bp

__all__ = ["bp"]
