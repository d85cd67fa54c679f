"""The source file of the five sample outlets, for the ports they are served at."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from commonthread.sample.outlets import HOST, OUTLETS

KINDS: Mapping[str, Mapping[str, object]] = {
    "care-weekly": {"display": "full", "licence": "Sample text", "nations": ["UK"]},
    "childrens-bulletin": {"display": "summary", "licence": "Sample text", "nations": ["UK"], "access": "registration"},
    "dept-children": {
        "display": "full",
        "licence": "Sample text, as under the Open Government Licence v3.0",
        "nations": ["England"],
        "follow": True,
    },
    "dunfold-echo": {
        "kind": "listing",
        "display": "summary",
        "licence": "Sample text",
        "nations": ["England"],
        "selectors": {"item": ".teaser", "link": "h2 a", "date": "time::attr(datetime)", "summary": "p"},
    },
    "social-care-archive": {"display": "full", "licence": "Sample text", "nations": ["England"], "follow": True},
}


def source_file(folder: Path, ports: Mapping[str, int]) -> Path:
    """Write the source file of the outlets into a folder and return its path."""
    path = folder / "sources.toml"
    tables = (
        "[[source]]\n" + "".join(f"{key} = {_toml(value)}\n" for key, value in one.items()) for one in _all(ports)
    )
    path.write_text("\n".join(tables), "utf-8")
    return path


def _all(ports: Mapping[str, int]) -> list[dict[str, object]]:
    found = []
    for outlet in OUTLETS:
        base = f"http://{HOST}:{ports[outlet.slug]}"
        fixed = {"slug": outlet.slug, "name": outlet.name, "home": f"{base}/", "kind": "feed"}
        found.append({**fixed, "url": base + outlet.front_path, "poll_minutes": 60, **KINDS[outlet.slug]})
    return found


def _toml(value: object) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {_toml(one)}" for key, one in value.items()) + " }"
    return json.dumps(value, ensure_ascii=False)
