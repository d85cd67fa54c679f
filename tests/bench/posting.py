"""Fifty people post at once while a crawler writes flat out: `posting.py` prints how long a comment takes through the server.

Makes a database and a site of its own, with the settings of every day, and asks it over loopback.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from datetime import UTC, datetime, timedelta
from pathlib import Path

from db import accounts
from db.clock import stamp
from db.engine import connect
from db.migrations import migrate
from db.seeding import plant
from web.guards import COOKIE

PEOPLE, EACH, PORT = 50, 6, 8150
ADDRESS = f"http://127.0.0.1:{PORT}"
CRAWLER = """
import sys, time
from datetime import UTC, datetime
from db import articles
from db.articles import Draft
from db.engine import connect
db, number = connect(sys.argv[1]), 0
while True:
    number += 1
    text = f"Words about children in care, number {number}. " * 60
    articles.store(db, Draft(1, f"https://o.example/{number}", f"o.example/{number}", None, f"Article {number}", None, None,
        datetime.now(UTC), "feed", None, "", "", text, (), None, False, str(number)), datetime.now(UTC))
"""


def main() -> None:
    """Fill, serve, post, and print p50 and p99 of the time from sending a comment to its answer."""
    folder = Path(tempfile.mkdtemp())
    url, now = f"sqlite:///{folder / 'posting.db'}", datetime.now(UTC)
    tokens = fill(url, now)
    env = {
        **os.environ, "COMMONTHREAD_DATABASE_URL": url, "COMMONTHREAD_SECRET_KEY": "b" * 40, "COMMONTHREAD_BASE_URL": ADDRESS,
    }  # fmt: skip
    command = [sys.executable, "-m", "commonthread", "web", "--port", str(PORT)]
    site = subprocess.Popen(command, env=env, stdout=subprocess.PIPE, text=True)
    crawler = subprocess.Popen([sys.executable, "-c", CRAWLER, url])
    assert site.stdout is not None
    next(line for line in site.stdout if line.startswith("ready "))
    times: list[float] = []
    codes: list[int] = []
    threads = [threading.Thread(target=write, args=(token, times, codes)) for token in tokens]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for process in (crawler, site):
        process.terminate()
        process.wait()
    db = connect(url)
    kept, stored = (next(iter(db.copy_out("story")))[9], sum(1 for _ in db.copy_out("article")))
    times.sort()
    print(f"{len(times)} comments by {PEOPLE} people, answers {sorted(set(codes))}, {stored} articles stored meanwhile")
    print(
        f"p50 {times[len(times) // 2] * 1e3:.0f} ms, p99 {times[int(len(times) * 0.99)] * 1e3:.0f} ms, most {times[-1] * 1e3:.0f} ms"
    )
    print(f"counted in the story: {kept}")


def fill(url: str, now: datetime) -> list[str]:
    """Make a story and fifty moderators, whose comments appear at once, and return their session tokens."""
    db = connect(url)
    migrate(db)
    plant(db)
    names = [
        "id",
        "slug",
        "headline",
        "first_at",
        "latest_at",
        "article_count",
        "outlet_count",
        "nation",
        "risk",
        "thread",
        "shown",
    ]
    with db.write():
        db.copy_in("story", names, [(1, "s", "S", stamp(now), stamp(now), 1, 1, "England", "policy", "open", 1)])
    tokens = []
    for number in range(PEOPLE):
        one = accounts.add(db, address=f"u{number}@example.org", handle=f"Writer {number}", role="moderator", now=now)
        tokens.append(accounts.open_session(db, one.id, now, timedelta(days=1)))
    db.close()
    return tokens


def write(token: str, times: list[float], codes: list[int]) -> None:
    """Post some comments one after the other as one person, with the token of the form's page."""
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(), Stay())
    for number in range(EACH):
        form = urllib.request.Request(f"{ADDRESS}/stories/s/comment", headers={"Cookie": f"{COOKIE}={token}"})
        with opener.open(form) as answer:
            cookie = (answer.headers.get("Set-Cookie") or "").split(";")[0]
            hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', answer.read().decode()))
        said = urllib.parse.urlencode({**hidden, "text": f"A calm word, number {number}."}).encode()
        headers = {"Cookie": "; ".join(part for part in (f"{COOKIE}={token}", cookie) if part)}
        start = time.perf_counter()
        with opener.open(urllib.request.Request(f"{ADDRESS}/stories/s/comments", said, headers)) as answer:
            codes.append(answer.status)
        times.append(time.perf_counter() - start)


class Stay(urllib.request.HTTPErrorProcessor):
    """Takes every answer as it comes, redirects too."""

    def http_response(self, request: urllib.request.Request, response: object) -> object:  # type: ignore[override]
        """Return the answer itself."""
        return response


if __name__ == "__main__":
    main()
