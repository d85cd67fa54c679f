"""The rooms of the site, each a blueprint of its own."""

from __future__ import annotations

from importlib import import_module

from flask import Flask

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


def register(app: Flask) -> None:
    """Open every room of the site."""
    for name in ROOMS:
        app.register_blueprint(import_module(name).bp)
