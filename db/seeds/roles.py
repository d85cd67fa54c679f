"""Roles that can be confirmed by a work address, and the domains that are work addresses."""

from __future__ import annotations

from dataclasses import dataclass

from db.seeds.reading import Entry, entries, read_tables

FILE = "roles.toml"


@dataclass(frozen=True, slots=True)
class Roles:
    """The names of the roles by their ids, and the domains of work addresses."""

    names: dict[str, str]
    domains: frozenset[str]

    def is_work(self, address: str) -> bool:
        """Whether a mail address is one of work: its domain, or one above it, is in the list."""
        labels = address.rpartition("@")[2].lower().split(".")
        return any(".".join(labels[start:]) in self.domains for start in range(len(labels) - 1))


def load_roles() -> Roles:
    """Return the roles and domains; raises SeedError naming what is wrong."""
    tables = read_tables(FILE)
    roles = [
        (entry, entry.slug("id"), entry.text("name")) for entry in entries(FILE, "role", tables.get("role", []), "id")
    ]
    domains = [Entry(FILE, "domains", table) for table in tables.get("domains", [])]
    found = Roles(
        {key: name for _, key, name in roles},
        frozenset(name.lower() for entry in domains for name in entry.words("names")),
    )
    for entry in (*(entry for entry, _, _ in roles), *domains):
        entry.nothing_else()
    return found
