"""The rooms of the site, each a blueprint of its own."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib import import_module

from flask import Flask
from werkzeug.routing import Rule

ROOMS = (
    "web.stories",
    "web.topics",
    "web.events",
    "web.people",
    "web.sources",
    "web.search",
    "web.commitments",
    "web.briefs",
    "web.practice",
    "web.reading",
    "web.offline",
    "web.corrections",
    "web.api",
    "web.about",
    "web.accounts",
    "web.comments",
    "web.moderation",
    "web.notices",
    "web.editing",
    "web.subscriptions",
    "web.digests",
    "web.mail",
    "web.admin",
    "web.components",
)


class Route(Rule):
    """A rule whose way back, from a name to an address, is made when it is first asked for: we write addresses out.

    Making two for each of 200 rules took a fifth of a second of every start.
    """

    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        make = cache(super()._compile_builder)
        return lambda rule, *values, **named: make(append_unknown)(rule, *values, **named)


def register(app: Flask) -> None:
    """Open every room of the site."""
    app.url_rule_class = Route
    for name in ROOMS:
        app.register_blueprint(import_module(name).bp)
