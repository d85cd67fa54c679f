"""A site full of stories, and how quickly it is read: `build FILE ROWS`, `search|pages|sign-in FILE`.

The words are those of the shared benchmark W4 (its `origin.py` must be on PYTHONPATH for `build`). `search` prints how
long queries take and how far the first page agrees with a full ranking; `pages` what a page costs that no cache holds;
`sign-in` the newest story and a cookie of somebody who is signed in.
"""

from __future__ import annotations

import random
import sqlite3
import statistics
import sys
import time
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

from flask.testing import FlaskClient

from db import accounts, finding, stories
from db.clock import stamp
from db.engine import Database, connect
from db.finding import Asked
from db.indexing import refill_search
from db.migrations import migrate
from db.search import query_of
from db.seeding import plant
from db.settings import Settings

BATCH = 20_000
COMMENTS = 100
COMMON = ("safeguarding", "review", "council", "foster", "adoption", "court", "ofsted", "pay", "nurse", "strike")
ARTICLE = [
    "id",
    "source_id",
    "url",
    "url_key",
    "title",
    "first_seen_at",
    "published_at",
    "listed_at",
    "summary",
    "html",
    "text",
    "furniture",
    "content_hash",
    "understood_at",
    "in_domain",
    "nation",
    "risk",
    "story_id",
    "words",
]
STORY = [
    "id",
    "slug",
    "headline",
    "headline_article_id",
    "first_at",
    "latest_at",
    "article_count",
    "outlet_count",
    "nation",
    "risk",
    "comment_count",
    "thread",
]


def build(path: Path, rows: int) -> None:
    """Fill a new database with stories of one article each, one of them with 100 comments."""
    from origin import WORDS, World  # type: ignore[import-not-found]  # of the shared benchmarks

    db = connect(f"sqlite:///{path}")
    migrate(db)
    plant(db)
    world, chance = World(), random.Random(4)
    rare = [f"term{number}" for number in range(20_000)]
    newest = datetime.now(UTC)
    for start in range(1, rows + 1, BATCH):
        numbers = range(start, min(start + BATCH, rows + 1))
        articles, told, topics = [], [], []
        for number in numbers:
            tail = (rare[int(chance.paretovariate(0.6)) % 20_000] for _ in range(12))
            text = " ".join([*chance.choices(WORDS, k=120), *tail])
            title = " ".join(chance.choices(WORDS, k=9)).capitalize()
            at = stamp(newest - timedelta(minutes=5 * (rows - number)))
            url = f"https://outlet.example/{number}"
            summary = f"{world.sentence(chance)} {world.sentence(chance)}"
            articles.append(
                (number, 1 + number % 40, url, url[8:], title, at, at, at, summary, "", text, "[]", str(number), at, 1,
                 "England", "policy", number, 300)
            )  # fmt: skip
            talk = COMMENTS if number == rows else 0
            told.append((number, f"story-{number}", title, number, at, at, 1, 1, "England", "policy", talk, "open"))
            topics.append((number, "adoption" if number % 3 else "fostering-kinship", 1, at))
        with db.write():
            db.copy_in("article", ARTICLE, articles)
            db.copy_in("story", STORY, told)
            db.copy_in("story_topic", ["story_id", "topic_id", "position", "first_at"], topics)
    _comment(db, rows, newest)
    refill_search(db)
    db.maintain()
    db.close()
    with closing(sqlite3.connect(path)) as plain, plain:
        plain.execute("INSERT INTO article_search (article_search) VALUES ('optimize')")


def _comment(db: Database, rows: int, now: datetime) -> None:
    """Put a hundred comments under the newest story."""
    with db.write():
        names = ["id", "address", "handle", "handle_key", "role", "state", "created_at"]
        who = [(n, f"u{n}@example.org", f"User {n}", f"user{n}", "reader", "active", stamp(now)) for n in range(1, 31)]
        db.copy_in("account", names, who)
        names = ["story_id", "account_id", "post_key", "state", "text", "html", "created_at", "published_at"]
        words = "A comment of average length on serious case reviews and duty."
        said = [
            (rows, 1 + n % 30, f"k{n}", "published", words, f"<p>{words}</p>", stamp(now), stamp(now))
            for n in range(COMMENTS)
        ]
        db.copy_in("comment", names, said)


def search(path: Path, queries: int = 300) -> None:
    """Print how long searches take, cold and warm, and how far the first page agrees with a full ranking."""
    db, plain, chance = connect(f"sqlite:///{path}"), sqlite3.connect(path), random.Random(1)
    shapes: dict[str, Callable[[], str]] = {
        "rare term": lambda: f"term{chance.randrange(2000, 20000)}",
        "mid term": lambda: f"term{chance.randrange(5, 200)}",
        "common AND mid": lambda: f"{chance.choice(COMMON)} term{chance.randrange(5, 200)}",
        "one common": lambda: chance.choice(COMMON),
        "two common": lambda: f"{chance.choice(COMMON)} {chance.choice(COMMON)}",
    }
    start = time.perf_counter()
    finding.find(db, Asked("safeguarding review"))
    print(f"first search after opening: {(time.perf_counter() - start) * 1e3:.1f} ms")
    for shape, make in shapes.items():
        times, agree = [], []
        for turn in range(queries + 3):
            words, start = make(), time.perf_counter()
            found = finding.find(db, Asked(words, exact=True), most=10)
            if turn >= 3:
                times.append((time.perf_counter() - start) * 1e3)
            if turn < 30 and shape in ("rare term", "mid term", "common AND mid"):
                query = query_of(db, words, exact=True)
                agree.append(_agreement(plain, query, [card.id for card in found.cards]))
        times.sort()
        compared = [share for share in agree if share is not None]
        told = f", as good as bm25 in {statistics.mean(compared) * 10:.1f} of 10 ({len(compared)})" if compared else ""
        print(f"{shape:15} p50 {times[len(times) // 2]:6.2f} ms  p99 {times[int(len(times) * 0.99)]:6.2f} ms{told}")


def _agreement(plain: sqlite3.Connection, query: str, shown: list[int]) -> float | None:
    """Return which part of a page is as good as the best ten of a full ranking; equal scores are equally good.

    None for no match, and for more matches than are ranked whole: the aim is about rarer words.
    """
    sql = "SELECT rowid, bm25(article_search, 4.0, 1.0) FROM article_search WHERE article_search MATCH ?"
    full = dict(plain.execute(sql, (query,)))
    if not full or len(full) > finding.MOST_RANKED:
        return None
    tenth = sorted(full.values())[:10][-1]
    return sum(full[one] <= tenth + 1e-9 for one in shown) / min(10, len(full))


def pages(path: Path, turns: int = 60) -> None:
    """Print what a page costs in CPU milliseconds when no cache holds it."""
    from web import create_app
    from web.guards import COOKIE

    app = create_app(Settings(database_url=f"sqlite:///{path}", secret_key="b" * 40, page_cache_bytes=0))
    client = app.test_client()
    db = connect(f"sqlite:///{path}")
    newest = stories.newest(db, most=1)[0].slug
    _measure(client, newest, turns)
    client = app.test_client()
    client.set_cookie(COOKIE, _signed_in(db), domain="localhost")
    db.close()
    print("signed in:")
    _measure(client, newest, turns)


def sign_in(path: Path) -> None:
    """Print the address of the newest story, and the cookie of a reader who is signed in."""
    from web.guards import COOKIE

    db = connect(f"sqlite:///{path}")
    print(f"/stories/{stories.newest(db, most=1)[0].slug} {COOKIE}={_signed_in(db)}")
    db.close()


def _signed_in(db: Database) -> str:
    return accounts.open_session(db, 1, datetime.now(UTC), timedelta(days=1))


def _measure(client: FlaskClient, newest: str, turns: int) -> None:
    for address in ("/", "/topics/adoption", f"/stories/{newest}", "/search?q=safeguarding", "/topics"):
        client.get(address)
        start = time.process_time()
        for _ in range(turns):
            assert client.get(address).status_code == 200
        print(f"{address:28} {(time.process_time() - start) / turns * 1e3:6.2f} ms CPU")


if __name__ == "__main__":
    what, where = sys.argv[1], Path(sys.argv[2])
    if what == "build":
        build(where, int(sys.argv[3]))
    else:
        {"search": search, "pages": pages, "sign-in": sign_in}[what](where)
