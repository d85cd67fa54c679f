"""What ten and a hundred times the sector would need, from measured costs: `scaling.py` prints the table of docs/scaling.md."""

from __future__ import annotations

from dataclasses import dataclass

DAY = 86_400.0
BUSY_SHARE = 0.2  # of a day's page views in its busiest hour
USEFUL = 0.5  # of a core, so that a busy hour fits too


@dataclass(frozen=True)
class Cost:
    """A measured cost in CPU milliseconds, with where it was measured."""

    name: str
    ms: float
    source: str


# docs/benchmarks.md, by section; what is derived says how.
UNCHANGED = Cost("a feed that has nothing new", 1.01, "Feeds: 1.01 s for 1,000")
FETCHED = Cost("a page fetched, read and stored", 1000 / 146.6, "Pages: 146.6 a CPU second")
UNDERSTOOD = Cost(
    "an article understood and placed", 30_000 / 6_000 - 0.53, "Feeds: 30 s for 6,000, less storing 10.6 s / 20,000"
)
VIEW = Cost("a page that no cache holds", 3.8, "Readers: front page")
KEPT = Cost("a page from memory", 1000 / 23_664, "Readers: 23,664 a CPU second")
MAIL = Cost(
    "a mail claimed, sent and noted",
    0.9,
    "Mail: with PostgreSQL; the time of the servers of mail and data is not in it",
)
COMMENT = Cost("a comment posted", 20.0, "assumed from Posting: p50 below 153 ms of which most is waiting")
COSTS = (UNCHANGED, FETCHED, UNDERSTOOD, VIEW, KEPT, MAIL, COMMENT)


@dataclass(frozen=True)
class Sector:
    """A size of the sector."""

    name: str
    sources: int
    articles_a_day: int
    views_a_day: int
    mails_a_week: int
    comments_a_day: int


TODAY = Sector("the sector: 80 sources", 80, 400, 20_000, 100_000, 200)
POLLS_A_DAY = 24
RENDERED = 0.2  # of the views find no kept page


def times(sector: Sector, factor: int) -> Sector:
    """Return a sector so many times as large."""
    return Sector(
        f"{factor} times",
        sector.sources * factor,
        sector.articles_a_day * factor,
        sector.views_a_day * factor,
        sector.mails_a_week * factor,
        sector.comments_a_day * factor,
    )


def work_cores(sector: Sector) -> float:
    """Return the cores that workers need: crawling over the day, a day's share of mails within an hour."""
    day = sector.sources * POLLS_A_DAY * UNCHANGED.ms + sector.articles_a_day * (FETCHED.ms + UNDERSTOOD.ms)
    mails = sector.mails_a_week / 7 * MAIL.ms / 3600
    return (day / DAY + mails) / 1000 / USEFUL


def web_cores(sector: Sector) -> float:
    """Return the cores that sites need in the busiest hour."""
    view = RENDERED * VIEW.ms + (1 - RENDERED) * KEPT.ms
    return (sector.views_a_day * view + sector.comments_a_day * COMMENT.ms) * BUSY_SHARE / 3600 / 1000 / USEFUL


def main() -> None:
    """Print the costs and the table."""
    for cost in COSTS:
        print(f"{cost.ms:6.2f} ms  {cost.name} ({cost.source})")
    print(
        "| | sources | articles a year | mails a week | mails a second, sent within an hour | cores of workers | cores of sites |"
    )
    print("|---|---|---|---|---|---|---|")
    for one in (TODAY, times(TODAY, 10), times(TODAY, 100)):
        print(
            f"| {one.name} | {one.sources:,} | {one.articles_a_day * 365:,} | {one.mails_a_week:,} "
            f"| {one.mails_a_week / 7 / 3600:.0f} | {work_cores(one):.2f} | {web_cores(one):.2f} |"
        )


if __name__ == "__main__":
    main()
