"""The fixtures of a site, shared by the tests of its rooms and of the browser."""

from __future__ import annotations

import importlib.util
import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from werkzeug.serving import make_server

CHROMIUM = Path("/usr/bin/chromium")
NARROW_RULES = ["target-size", "scrollable-region-focusable", "meta-viewport"]
DARK_RULES = ["color-contrast", "link-in-text-block"]

_spec = importlib.util.spec_from_file_location("site_fixtures", Path(__file__).parents[1] / "site_fixtures.py")
assert _spec is not None and _spec.loader is not None
_module = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(_module)
globals().update({name: value for name, value in vars(_module).items() if not name.startswith("_")})


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Start Debian's chromium for the tests of a file; it holds an event loop, which other tests need for themselves."""
    if not CHROMIUM.exists():
        if os.environ.get("REQUIRE_ALL") == "1":
            pytest.fail("REQUIRE_ALL=1, but Debian's chromium is not installed")
        pytest.skip("Debian's chromium is not installed (apt-get install chromium)")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox", "--disable-gpu"])
        yield chromium
        chromium.close()


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """The browser needs one engine only: the pages are the same."""
    return sqlite_url


@pytest.fixture
def site(app: Any) -> Iterator[str]:
    """Serve the application on a port of its own, and give its address."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join(timeout=10)


@pytest.fixture(scope="session")
def barriers() -> Callable[[Any], list[str]]:
    """What says which barriers axe finds on a page, and whether it scrolls sideways.

    A wide, light window is judged by all rules; a narrow or a dark one, whose HTML is the same, by those that its size or its
    colours can break.
    """

    def found(page: Any) -> list[str]:
        from axe_playwright_python.sync_playwright import Axe

        wide = page.viewport_size["width"] >= 1000
        dark = page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")
        rules = ([] if wide else NARROW_RULES) + (DARK_RULES if dark else [])
        answer = Axe().run(page, options={"runOnly": {"type": "rule", "values": rules}} if rules else None)
        over = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        return [one["id"] for one in answer.response["violations"]] + (["too wide"] if over > 0 else [])

    return found
