"""Pictures of every page of the sample edition: `make pictures` puts them into var/pictures, and an index beside them."""

from __future__ import annotations

import html
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, sync_playwright

CHROMIUM = "/usr/bin/chromium"
Scheme = Literal["light", "dark"]
WIDTHS = (360, 768, 1280)
SCHEMES: tuple[Scheme, ...] = ("light", "dark")
STORY = "/stories/safeguarding-boards-to-get-reminder-that-reviews-must-be-published"
PAGES = (
    "/", "/topics", "/topics/case-reviews", "/nations/england", "/events", "/events/ncasc", "/events/ncasc-2011", STORY,
    f"{STORY}/error", "/stories/bruising-in-babies-who-do-not-move-by-themselves", "/people/tim-loughton", "/bodies/ofsted",
    "/sources", "/sources/care-and-community-weekly", "/search", "/search?q=SCR", "/search?q=nothing+at+all", "/glossary",
    "/commitments", "/duties", "/dates", "/brief", "/editions", "/editions/2011-10-20", "/corrections", "/voices", "/digests",
    "/subscribe", "/sign-in", "/house-rules", "/moderation/log", "/about", "/privacy", "/terms", "/accessibility", "/choices",
    "/no-such-page", "/dev/components", f"{STORY}/thread", f"{STORY}/thread?order=newest", "/data-complaint", "/comments/1/report",
    "/comments/1/notice",
)  # fmt: skip


def main(folder: Path) -> None:
    """Start the sample edition, take a picture of each page in each width and scheme, and list them."""
    folder.mkdir(parents=True, exist_ok=True)
    with demonstration() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        taken = [
            one for scheme in SCHEMES for width in WIDTHS for one in pictures(browser, address, folder, width, scheme)
        ]
        browser.close()
    (folder / "index.html").write_text(index(taken), "utf-8")
    print(f"{len(taken)} pictures: open {folder / 'index.html'}")


@contextmanager
def demonstration() -> Iterator[str]:
    """Run the sample edition and give its address."""
    command = [sys.executable, "-m", "commonthread", "demo"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield next(line.split()[1].rstrip("/") for line in process.stdout if line.startswith("ready "))
        finally:
            process.terminate()


def pictures(browser: Browser, address: str, folder: Path, width: int, scheme: Scheme) -> Iterator[tuple[str, str]]:
    """Yield each page with the name of its picture; a page that scrolls sideways is named on the way."""
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page = context.new_page()
    for number, path in enumerate(PAGES, 10):
        page.goto(address + path)
        words = path.strip("/").replace("/", "_").replace("?", "_")[:40] or "front"
        name = f"{number}-{words}-{width}-{scheme}.png"
        page.screenshot(path=folder / name, full_page=True)
        over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if over > 0:
            print(f"{path} is {over} pixels too wide at {width}")
        yield path, name
    context.close()


def index(taken: list[tuple[str, str]]) -> str:
    """Return a page that shows the pictures, page by page."""
    figures = "".join(
        f'<figure><img src="{html.escape(name)}" width="300" loading="lazy"><figcaption>{html.escape(name)}</figcaption></figure>'
        for _, name in sorted(taken)
    )
    style = "figure{display:inline-block;vertical-align:top;margin:1em}img{border:1px solid #ccc}"
    return f'<!doctype html><meta charset="utf-8"><title>Pictures</title><style>{style}</style>{figures}'


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "var/pictures"))
