"""Rules for logs: what stands beside a line is named, and no name is that of something personal."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PERSONAL = {
    "address", "mail", "email", "handle", "account", "author", "ip", "client", "remote_addr", "token", "secret", "path", "url",
    "text", "words", "message", "contact", "subscriber",
}  # fmt: skip
LEVELS = {"debug", "info", "warning", "error", "exception", "critical"}
MODULES = sorted(path for folder in ("commonthread", "crawler", "db", "web") for path in Path(folder).rglob("*.py"))


def lines(path: Path) -> Iterator[ast.Call]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in LEVELS):
            continue
        to = node.func.value
        if getattr(to, "id", "") in ("log", "logger") or getattr(to, "attr", "") == "logger":
            yield node


@pytest.mark.parametrize("path", MODULES, ids=str)
def test_nothing_personal_stands_in_a_line_of_the_log(path: Path) -> None:
    for call in lines(path):
        assert isinstance(call.args[0], ast.Constant), f"{path}:{call.lineno}: the event is a fixed sentence"
        named = {node.attr for arg in call.args[1:] for node in ast.walk(arg) if isinstance(node, ast.Attribute)}
        named |= {node.id for arg in call.args[1:] for node in ast.walk(arg) if isinstance(node, ast.Name)}
        named |= {
            str(key.value)
            for node in ast.walk(call)
            if isinstance(node, ast.Dict)
            for key in node.keys
            if isinstance(key, ast.Constant)
        }
        assert not named & PERSONAL, f"{path}:{call.lineno}"


def test_the_rule_finds_lines() -> None:
    assert len([call for path in MODULES for call in lines(path)]) >= 5
