"""The OpenAPI description of the JSON API, made from short tables."""

from __future__ import annotations

from typing import Any

from web.paging import PLACE

TEXT: dict[str, Any] = {"type": "string"}
MAYBE: dict[str, Any] = {"type": ["string", "null"]}
COUNT: dict[str, Any] = {"type": "integer", "minimum": 0}
LIST: dict[str, Any] = {"type": "array", "items": TEXT}

STORY = {
    "slug": TEXT, "url": TEXT, "headline": TEXT, "summary": TEXT, "outlet": TEXT, "source_url": TEXT, "access": TEXT,
    "first_at": TEXT, "latest_at": TEXT, "outlets": COUNT, "event": MAYBE, "nation": TEXT, "comments": COUNT,
    "content_note": LIST,
}  # fmt: skip
ARTICLE = {
    "url": TEXT, "title": TEXT, "author": MAYBE, "outlet": TEXT, "published": MAYBE, "access": TEXT, "summary": TEXT,
    "content_note": LIST,
}  # fmt: skip
QUOTE = {"speaker": TEXT, "role": MAYBE, "text": TEXT, "content_note": LIST, "outlet": TEXT, "url": TEXT}
NAME = {"kind": TEXT, "name": TEXT, "role": MAYBE}
TOPIC = {"id": TEXT, "name": TEXT, "about": TEXT}
SOURCE = {"slug": TEXT, "name": TEXT, "home": TEXT, "display": TEXT, "access": TEXT}
COMMITMENT = {"id": COUNT, "who": TEXT, "what": TEXT, "due": MAYBE, "state": TEXT, "story": TEXT}


def of(fields: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of an object all of whose fields are there."""
    return {"type": "object", "properties": fields, "required": sorted(fields), "additionalProperties": False}


def many(fields: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of a list of objects."""
    return {"type": "array", "items": of(fields)}


ANSWERS = {
    "/stories": of({"stories": many(STORY), "next": MAYBE}),
    "/stories/{slug}": of(
        {
            **STORY,
            "articles": many(ARTICLE),
            "topics": LIST,
            "quotes": many(QUOTE),
            "names": many(NAME),
            "duties": LIST,
            "thread": of({"state": TEXT, "reason": MAYBE}),
        }
    ),
    "/search": of({"stories": many(STORY)}),
    "/topics": of({"topics": many(TOPIC)}),
    "/events/{key}": of({"key": TEXT, "name": TEXT, "when": TEXT, "stories": many(STORY)}),
    "/sources": of({"sources": many(SOURCE)}),
    "/commitments": of({"commitments": many(COMMITMENT)}),
}
SAYS = {
    "/stories": "The newest stories; `next` leads to older ones.",
    "/stories/{slug}": "A story with its coverage, topics, quotes and the state of its thread.",
    "/search": "The best stories that have all the words of `q`.",
    "/topics": "The topics.",
    "/events/{key}": "The edition of an event with its stories, for instance ncasc-2011.",
    "/sources": "The sources with what may be shown of each.",
    "/commitments": "The commitments that editors confirmed.",
}


QUERIES = {"/stories": {"topic": TEXT, "after": {**TEXT, "pattern": f"^{PLACE}$"}}, "/search": {"q": TEXT}}


def described(address: str) -> dict[str, Any]:
    """Return the description of the API at an address."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Common Thread",
            "version": "1",
            "description": "Reading only. Headlines and extracts belong to the outlets named beside them. "
            "`content_note` names the harm that a text describes in detail: fold it, as our pages do.",
        },
        "servers": [{"url": address}],
        "paths": {path: {"get": operation(path, schema)} for path, schema in ANSWERS.items()},
    }


def operation(path: str, schema: dict[str, Any]) -> dict[str, Any]:
    """Return the description of one address."""
    named = [{"name": part.strip("{}"), "in": "path", "required": True, "schema": TEXT}
             for part in path.split("/") if part.startswith("{")]  # fmt: skip
    asked = [{"name": name, "in": "query", "schema": kind} for name, kind in QUERIES.get(path, {}).items()]
    wrong = {"application/json": {"schema": of({"error": TEXT})}}
    answers = {
        "200": {"description": "Found", "content": {"application/json": {"schema": schema}}},
        "400": {"description": "The place in the list cannot be read", "content": wrong},
        "404": {"description": "There is no such thing", "content": wrong},
        "410": {"description": "An editor withdrew it", "content": wrong},
    }
    return {"summary": SAYS[path], "parameters": [*named, *asked], "responses": answers}
