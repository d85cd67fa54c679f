"""What the tests of db share: a small newsroom on both engines."""

from __future__ import annotations

import importlib.util
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from db.engine import Database


@pytest.fixture
def newsroom(db: Database, now: datetime) -> Any:
    path = Path(__file__).parents[1] / "newsroom.py"
    spec = importlib.util.spec_from_file_location("newsroom", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["newsroom"] = module
    spec.loader.exec_module(module)
    return module.Newsroom(db, now)
