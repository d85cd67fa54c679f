"""Rules for the shape of the code: small functions, small files, names that say what is inside."""

from __future__ import annotations

import ast
import gc
import re
import statistics
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

PACKAGES = ("commonthread", "crawler", "db", "web")
DRAWERS = {"utils", "util", "helpers", "helper", "misc", "common", "tools", "lib", "stuff", "shared"}
Function = ast.FunctionDef | ast.AsyncFunctionDef


def modules(*folders: str) -> list[Path]:
    return sorted(path for folder in folders for path in Path(folder).rglob("*.py"))


@cache
def parsed(path: Path) -> ast.Module:
    """Parse a module without garbage collection, which can break it in Python 3.11 (cpython 106905)."""
    gc.disable()
    try:
        return ast.parse(path.read_text("utf-8"))
    finally:
        gc.enable()


def functions(path: Path) -> Iterator[Function]:
    for node in ast.walk(parsed(path)):
        if isinstance(node, Function):
            yield node


def lines(function: Function) -> int:
    """Count the lines of a body without its docstring and decorators."""
    body = function.body[1:] if ast.get_docstring(function) and len(function.body) > 1 else function.body
    return (body[-1].end_lineno or 0) - body[0].lineno + 1


def test_functions_are_small() -> None:
    sizes = [lines(function) for path in modules(*PACKAGES) for function in functions(path)]
    assert statistics.median(sizes) < 8
    assert statistics.quantiles(sizes, n=10)[-1] <= 30


@pytest.mark.parametrize("path", modules(*PACKAGES), ids=str)
def test_no_function_is_over_sixty_lines(path: Path) -> None:
    assert [f"{f.name}: {lines(f)}" for f in functions(path) if lines(f) > 60] == []


@pytest.mark.parametrize("path", modules(*PACKAGES, "tests"), ids=str)
def test_no_file_is_over_four_hundred_lines(path: Path) -> None:
    assert len(path.read_text("utf-8").splitlines()) <= 400


@pytest.mark.parametrize("path", modules(*PACKAGES), ids=str)
def test_no_module_is_a_drawer(path: Path) -> None:
    assert path.stem not in DRAWERS
    assert not DRAWERS & set(path.parent.parts)


@pytest.mark.parametrize("path", modules(*PACKAGES), ids=str)
def test_public_things_have_a_docstring_that_ends_in_a_full_stop(path: Path) -> None:
    tree = parsed(path)
    nodes = [
        tree,
        *(n for n in ast.walk(tree) if isinstance(n, Function | ast.ClassDef) and not n.name.startswith("_")),
    ]
    whole = [node for node in ast.walk(tree) if isinstance(node, Function)]
    nested = {inner for function in whole for inner in ast.walk(function) if inner is not function}
    for node in nodes:
        name = getattr(node, "name", "the module")
        if node in nested or (name == "the module" and not tree.body):
            continue
        first = (ast.get_docstring(node) or "").strip().split("\n\n")[0]
        assert first.endswith("."), f"{path}: {name}"


@pytest.mark.parametrize("path", [p for p in modules("tests") if p.name.startswith("test_")], ids=str)
def test_tests_do_not_sleep(path: Path) -> None:
    assert not re.search(r"\b(time|asyncio)\.sleep\((?!0\))", path.read_text("utf-8")), "wait for a condition instead"


def test_tests_are_no_packages() -> None:
    assert list(Path("tests").rglob("__init__.py")) == []


def test_nothing_names_this_machine() -> None:
    told = re.compile(r"/(work|farm|tmp/brief)/|pypi\.org|pythonhosted|registry\.npmjs|deb\.debian")
    files = [p for p in Path().rglob("*") if p.suffix in {".py", ".md", ".toml", ".sql", ".html", ".txt", ".yaml"}]
    own = [
        p for p in files if not {".venv", "var", ".git", "node_modules"} & set(p.parts) and p.name != "test_shape.py"
    ]
    assert [str(p) for p in own if told.search(p.read_text("utf-8", "replace"))] == []
