"""About: what this is, who may ask for what, how the site is found."""

from web.about.views import bp

__all__ = ["bp"]
