"""The wheel as others get it: what it holds, and that it works outside of this folder."""

from __future__ import annotations

import site
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

SMOKE = Path(__file__).with_name("smoke.py")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder], check=True, capture_output=True
    )
    return next(folder.glob("*.whl"))


def test_the_built_wheel_holds_what_it_needs_and_nothing_else(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert {name.partition("/")[0] for name in names if ".dist-info" not in name} == {
        "commonthread", "crawler", "db", "web",
    }  # fmt: skip
    wanted = [path for package in ("commonthread", "crawler", "db", "web") for path in Path(package).rglob("*")]
    missing = {str(path) for path in wanted if path.is_file() and "__pycache__" not in path.parts} - set(names)
    assert missing == set()


def test_the_built_wheel_works_in_an_environment_of_its_own(wheel: Path, tmp_path: Path) -> None:
    """The packages it needs are those of the tests; `make wheel-smoke` installs the lowest and the newest ones."""
    home = tmp_path / "venv"
    venv.create(home, with_pip=False)
    python = home / "bin" / "python"
    install = [sys.executable, "-m", "pip", "--python", python, "install", "--quiet", "--no-deps", "--no-index", wheel]
    subprocess.run(install, check=True, capture_output=True)
    packages = next((home / "lib").glob("python*/site-packages"))
    (packages / "tests.pth").write_text("\n".join(site.getsitepackages()))
    found = subprocess.run(
        [python, "-c", "import web; print(web.__file__)"], cwd=tmp_path, check=True, capture_output=True, text=True
    )
    assert found.stdout.startswith(str(home)), "the wheel, not this folder"
    subprocess.run([python, SMOKE, home / "bin" / "commonthread", tmp_path], check=True)
