"""Seeds are planted once, renewed when they change, and leave an operator's switches alone."""

from __future__ import annotations

from dataclasses import replace

from db.engine import Database
from db.seeding import plant, plant_knowledge, plant_sources
from db.seeds import load_sources
from db.sources import switch


def rows(db: Database, table: str) -> list[dict[str, object]]:
    names = [column.name for column in db.columns(table)]
    return [dict(zip(names, row, strict=True)) for row in db.copy_out(table)]


def test_planting_twice_loads_once(db: Database) -> None:
    assert plant(db)
    assert not plant(db)
    assert len(rows(db, "source")) == 80
    assert len(rows(db, "topic")) == 18
    assert len(rows(db, "tenure")) == 77


def test_a_changed_seed_is_renewed_and_a_switch_stays(db: Database) -> None:
    plant(db)
    first = load_sources()[0]
    switch(db, first.slug, "off")
    plant_sources(db, [replace(first, name="New name")])
    row = next(row for row in rows(db, "source") if row["slug"] == first.slug)
    assert (row["name"], row["status"]) == ("New name", "off")


def test_a_demonstration_is_planted_without_real_sources(db: Database) -> None:
    assert plant_knowledge(db)
    assert not plant_knowledge(db)
    assert rows(db, "source") == []
    plant_sources(db, load_sources()[:2])
    assert len(rows(db, "source")) == 2
