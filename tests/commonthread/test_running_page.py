"""The operator's page of the documents: its commands exist, its unit is valid, it explains every alarm."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner

from commonthread.cli import cli
from db.settings import from_environment

PAGE = Path("docs/running.md").read_text("utf-8")


def fenced(kind: str) -> str:
    found = re.search(rf"```{kind}\n(.*?)```", PAGE, re.S)
    assert found is not None
    return found[1]


def typed() -> list[list[str]]:
    blocks = re.findall(r"^    commonthread (.*)$", PAGE, re.M)
    beside = re.findall(r"`commonthread ([^`]+)`", PAGE)
    return [shlex.split(one) for one in [*blocks, *beside]]


@pytest.mark.parametrize("words", typed(), ids=" ".join)
def test_every_command_of_the_page_exists(words: list[str]) -> None:
    known = [word for word in words if re.fullmatch(r"[a-z-]+", word)][:2]
    for number in (2, 1):
        answer = CliRunner().invoke(cli, [*known[:number], "--help"])
        if answer.exit_code == 0:
            break
    assert answer.exit_code == 0, answer.output
    for option in (word for word in words if word.startswith("--")):
        assert option in answer.output


def test_the_settings_of_the_page_are_accepted() -> None:
    given = dict(line.split("=", 1) for line in fenced("ini").strip().splitlines())
    assert from_environment(given).trusted_proxies == 1


def test_the_unit_is_valid(tmp_path: Path) -> None:
    unit = fenced("systemd")
    assert re.search(r"^ExecStart=\S+/commonthread up --port 8000$", unit, re.M)
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd-analyze is not on this machine")
    path = tmp_path / "commonthread.service"
    path.write_text(
        re.sub(r"^ExecStart=\S+", "ExecStart=/bin/true", unit, flags=re.M).replace("User=commonthread\n", "")
    )
    done = subprocess.run(["systemd-analyze", "verify", str(path)], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "commonthread.service" not in done.stderr, done.stderr


def test_every_alarm_is_explained() -> None:
    written = Path("db/alarms.py").read_text("utf-8")
    titles = set(re.findall(r'yield Alarm\(\s*f?"[^"]+",\s*"([^"{}]+)"', written))
    assert {"Nobody works", "The disk is nearly full", "A backup is missing"} <= titles
    assert [title for title in titles if title not in PAGE] == []
