"""What a signed-in reader keeps, has read and follows; nobody else sees any of it."""

from web.reading import followed, marks
from web.reading.views import bp

__all__ = ["bp", "followed", "marks"]
