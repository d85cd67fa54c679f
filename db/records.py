"""Turns rows into frozen records and values into what both engines store."""

from __future__ import annotations

import json
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import fields
from datetime import date, datetime
from functools import cache
from typing import Any, TypeVar, cast, get_args, get_type_hints

from db.clock import moment, stamp

R = TypeVar("R")
Row = Sequence[Any]


def make(record: type[R], row: Row) -> R:
    """Return a record filled from a row by position."""
    converters, width = _plan(cast("Hashable", record))
    if len(row) != width:
        raise TypeError(f"{record.__name__} has {width} fields, the row has {len(row)} columns")
    values = list(row)
    for place, convert in converters:
        if values[place] is not None:
            values[place] = convert(values[place])
    return record(*values)


@cache
def _plan(record: Any) -> tuple[tuple[tuple[int, Callable[[Any], Any]], ...], int]:
    hints = get_type_hints(record)
    names = [field.name for field in fields(record)]
    found = ((place, _converter(hints[name])) for place, name in enumerate(names))
    return tuple((place, convert) for place, convert in found if convert is not None), len(names)


def _converter(hint: Any) -> Callable[[Any], Any] | None:
    kinds = {hint, *get_args(hint)}
    if datetime in kinds:
        return moment
    if date in kinds:
        return date.fromisoformat
    if bool in kinds:
        return bool
    if any(getattr(kind, "__origin__", None) is tuple for kind in kinds):
        return _tuple
    if any(getattr(kind, "__origin__", None) is dict for kind in kinds):
        return json.loads
    return None


def _tuple(text: str) -> tuple[Any, ...]:
    return tuple(json.loads(text))


_AS_THEY_ARE = frozenset({int, float, type(None)})


def bind(params: Mapping[str, Any]) -> dict[str, Any]:
    """Return parameters as both engines take them: text for moments, 0/1 for truth, JSON for lists."""
    return {name: value if type(value) in _AS_THEY_ARE else _plain(value) for name, value in params.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        return _storable(value)
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, datetime):
        return stamp(value)
    if isinstance(value, date):
        return value.isoformat()
    return json.dumps(value, ensure_ascii=False) if isinstance(value, tuple | list | dict) else value


def _storable(text: str) -> str:
    """Return text without NUL and lone surrogates, which PostgreSQL refuses and UTF-8 cannot carry."""
    if text.isascii():
        return text.replace("\x00", "") if "\x00" in text else text
    return text.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")
