"""Plants the seeds in the database: again only when they changed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Any

from db.engine import Database
from db.rules.slugs import slug
from db.seeds import SourceSeed, load_duties, load_events, load_glossary, load_people, load_sources, load_topics
from db.seeds.reading import seed_file

KNOWLEDGE = ("topics.toml", "events.toml", "people.toml", "glossary.toml", "duties.toml")


def plant(db: Database) -> bool:
    """Load the bundled seeds and return whether they had changed; the sample edition gets no real sources."""
    knowledge = plant_knowledge(db)
    if is_sample(db):
        return knowledge
    mark = _mark("sources.toml")
    if db.value("seeding.mark", name="sources") == mark:
        return knowledge
    with db.write():
        plant_sources(db, load_sources())
        db.run("seeding.set_mark", name="sources", mark=mark)
    return True


def plant_knowledge(db: Database) -> bool:
    """Load topics, events, people and glossary, and return whether they had changed."""
    mark = _mark(*KNOWLEDGE)
    if db.value("seeding.mark", name="knowledge") == mark:
        return False
    with db.write():
        _plant_topics_and_events(db)
        _plant_people(db)
        for term in load_glossary():
            db.run("seeding.glossary_term", **_fields(term, "topic", "ambiguous"))
        for duty in load_duties():
            db.run("seeding.duty", **_fields(duty, "phrases"))
        db.run("seeding.set_mark", name="knowledge", mark=mark)
    return True


def mark_as_sample(db: Database) -> None:
    """Note for ever that a database holds the sample edition, so that every page and mail says so."""
    with db.write():
        db.run("seeding.set_mark", name="sample", mark="1")


def is_sample(db: Database) -> bool:
    """Whether a database holds the sample edition."""
    return db.value("seeding.mark", name="sample") is not None


# What of a source decides how its answers are read: where it changes, they are read whole again.
READING = ("slug", "kind", "url", "display", "follow", "furniture", "selectors")


def plant_sources(db: Database, sources: Iterable[SourceSeed]) -> None:
    """Add sources, or renew what their file says of them; a switch made by an operator stays."""
    with db.write():
        for source in sources:
            db.run("seeding.read_again", **{name: getattr(source, name) for name in READING})
            db.run("seeding.source", **_fields(source))


def _plant_topics_and_events(db: Database) -> None:
    series, editions = load_events()
    for topic in load_topics():
        db.run("seeding.topic", **_fields(topic))
    for one in series:
        db.run("seeding.event_series", **_fields(one, "aliases", "usual_city"))
    for edition in editions:
        db.run("seeding.event_edition", **_fields(edition, "aliases", "mode"))


def _plant_people(db: Database) -> None:
    people = load_people()
    for office in people.offices:
        db.run("seeding.office", **_fields(office, "aliases"))
    db.run("seeding.forget_tenures")
    for tenure in people.tenures:
        db.run("seeding.tenure", person_slug=slug(tenure.person), **_fields(tenure, "aliases"))
    for body in people.bodies:
        db.run("seeding.body", slug=slug(body.name), **_fields(body, "id", "aliases", "home", "confirmed"))


def _fields(record: Any, *without: str) -> dict[str, Any]:
    return {name: getattr(record, name) for name in record.__slots__ if name not in without}


def _mark(*names: str) -> str:
    """Return what changes when one of some seed files does."""
    seen = hashlib.sha256()
    for name in names:
        seen.update(seed_file(name).read_bytes())
    return seen.hexdigest()
