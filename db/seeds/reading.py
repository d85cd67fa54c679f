"""Reads TOML tables field by field; what is wrong is told by file, entry, field and what is expected."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from db.errors import CommonThreadError
from db.settings import from_environment

PARTIAL_DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


class SeedError(CommonThreadError):
    """A seed or source file has a value that cannot be used."""


def seed_file(name: str) -> Traversable:
    """Return a seed file: the operator's own of that name where there is one, else the bundled one."""
    own = from_environment().seeds_dir / name
    return own if own.is_file() else files("db.seeds").joinpath(name)


def read_tables(name: str, path: Path | None = None) -> dict[str, list[dict[str, Any]]]:
    """Return the tables of a bundled seed file, or of the file at a path."""
    place = seed_file(name) if path is None else path
    try:
        found = tomllib.loads(place.read_text("utf-8"))
    except OSError as error:
        raise SeedError(f"{name}: cannot be read ({error.strerror}); check the path") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SeedError(f"{name}: not valid TOML: {error}") from error
    return {key: value for key, value in found.items() if isinstance(value, list)}


@dataclass(slots=True)
class Entry:
    """One table of a file; each field is taken once, and what is left over is refused."""

    file: str
    name: str
    values: Mapping[str, Any]
    taken: set[str] = field(default_factory=set)

    def text(self, key: str, default: str | None = None) -> str:
        """Return a field of text that is not empty, or its default."""
        value = self._take(key, default)
        if not isinstance(value, str) or (not value.strip() and default is None):
            raise self.wrong(key, value, "text that is not empty")
        return value

    def maybe(self, key: str) -> str | None:
        """Return a field of text, or None where it is missing."""
        return self.text(key) if key in self.values else None

    def slug(self, key: str) -> str:
        """Return a field of small letters, digits and hyphens."""
        value = self.text(key)
        if not SLUG.fullmatch(value) or len(value) > 80:
            raise self.wrong(key, value, "small letters, digits and single hyphens, such as community-care")
        return value

    def choice(self, key: str, options: Collection[str], default: str | None = None) -> str:
        """Return a field that is one of several words."""
        value = self._take(key, default)
        if value not in options:
            raise self.wrong(key, value, "one of " + ", ".join(options))
        return str(value)

    def web_address(self, key: str) -> str:
        """Return a field with an http or https address."""
        value = self.text(key)
        parts = urlsplit(value)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise self.wrong(key, value, "an address that starts with http:// or https://")
        return value

    def number(self, key: str, default: float | None = None, *, low: float = 0, high: float = 1e6) -> float | None:
        """Return a number within bounds, or its default."""
        value = self._take(key, default) if key in self.values or default is not None else None
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float) or not low <= value <= high:
            raise self.wrong(key, value, f"a number from {low:g} to {high:g}")
        return float(value)

    def whole(self, key: str, default: int | None = None, *, low: int = 0, high: int = 1_000_000) -> int:
        """Return a whole number within bounds."""
        value = self._take(key, default)
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            raise self.wrong(key, value, f"a whole number from {low} to {high}")
        return value

    def truth(self, key: str, default: bool) -> bool:
        """Return true or false."""
        value = self._take(key, default)
        if not isinstance(value, bool):
            raise self.wrong(key, value, "true or false")
        return value

    def words(self, key: str) -> tuple[str, ...]:
        """Return a list of texts, empty where it is missing."""
        value = self._take(key, [])
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise self.wrong(key, value, "a list of texts")
        return tuple(value)

    def table(self, key: str) -> dict[str, str]:
        """Return a table of texts, empty where it is missing."""
        value = self._take(key, {})
        if not isinstance(value, dict) or not all(isinstance(item, str) for item in value.values()):
            raise self.wrong(key, value, "a table of texts")
        return dict(value)

    def day(self, key: str) -> date | None:
        """Return a date written without quotation marks, or None."""
        value = self._take(key, "")
        if value == "":
            return None
        if not isinstance(value, date):
            raise self.wrong(key, value, "a date such as 2011-10-19, without quotation marks")
        return value

    def partial_date(self, key: str) -> str | None:
        """Return a year, a month or a day as text, or None."""
        value = self.maybe(key)
        if value is not None and not PARTIAL_DATE.fullmatch(value):
            raise self.wrong(key, value, 'a year, month or day such as "2010-05"')
        return value

    def nothing_else(self, *ignored: str) -> None:
        """Refuse fields that nobody asked for: they are spelling mistakes."""
        if unknown := set(self.values) - self.taken - set(ignored):
            known = ", ".join(sorted(self.taken))
            raise SeedError(f"{self.file}, {self.name}: there is no field {sorted(unknown)[0]!r}; there are: {known}")

    def wrong(self, key: str, value: Any, expected: str) -> SeedError:
        """Return the error for a field, naming file, entry, field, value and what is expected."""
        said = f"{key} is missing" if value is None else f"{key} = {value!r} cannot be used"
        return SeedError(f"{self.file}, {self.name}: {said}; expected {expected}")

    def _take(self, key: str, default: Any) -> Any:
        self.taken.add(key)
        return self.values.get(key, default)


def entries(file: str, kind: str, tables: Iterable[Any], key: str) -> list[Entry]:
    """Return the tables of a kind as entries named by their key; the same key twice is refused."""
    found: dict[str, Entry] = {}
    for place, table in enumerate(tables, 1):
        if not isinstance(table, dict):
            raise SeedError(f"{file}: {kind} {place} is no table; write [[{kind}]] above its fields")
        name = f"{kind} {table.get(key, f'number {place}')}"
        if name in found:
            raise SeedError(f"{file}: {name} stands there twice; give the second another {key}")
        found[name] = Entry(file, name, table)
    return list(found.values())
