"""What is stored becomes stories: each article once, whoever edits, and nothing that is not ours."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from crawler.editing import understand
from crawler.understanding.vocabulary import vocabulary
from db import articles, changes, finding, indexing, placements
from db.articles import Draft
from db.engine import Database, connect
from db.errors import DatabaseFull
from db.seeding import plant, plant_sources
from db.seeds import load_sources
from db.seeds.topics import load_thread_days
from db.sources import named
from db.stories import coverage as coverage_of

FOSTER = (
    "Wexmoor council will pay foster carers a higher allowance so that children in care can stay near their schools. "
    "Social workers welcomed the decision of the lead member for children's services."
)
DOGS = "A kennels in Dunfold seeks people who foster greyhounds until a family adopts the dogs."
Keep = Callable[..., None]


@pytest.fixture
def keep(db: Database, now: datetime, tmp_path: Path) -> Keep:
    """Store an article of an outlet."""
    plant(db)

    def store(name: str, title: str, text: str, outlet: str = "weekly", display: str = "full", **more: object) -> None:
        path = tmp_path / "outlets.toml"
        address = f"https://{outlet}.example"
        path.write_text(
            f'[[source]]\nslug = "{outlet}"\nname = "{outlet.title()}"\nhome = "{address}/"\nkind = "feed"\n'
            f'url = "{address}/feed"\ndisplay = "{display}"\nretain_text_days = 30\nnations = ["England"]\n'
        )
        plant_sources(db, load_sources(path))
        (source,) = named(db, [outlet])
        words = "" if display == "link" else text
        draft = Draft(
            source.id, f"{address}/{name}", f"{outlet}.example/{name}", None, title, None, None, more.get("at", now), "feed", None,
            words, "", words, (), None, bool(more.get("closed")), f"{title}{text}",
        )  # fmt: skip
        articles.store(db, draft, now)

    return store


def stories(db: Database) -> list[dict[str, object]]:
    return list(placements.stories_listing(db))


def size(story: dict[str, object]) -> int:
    addresses = story["articles"]
    assert isinstance(addresses, list)
    return len(addresses)


def test_two_editors_at_once_open_one_story(keep: Keep, db: Database, database_url: str, now: datetime) -> None:
    for number in range(6):
        keep(f"{number}", "Wexmoor to raise allowance of foster carers", FOSTER, outlet=f"outlet{number}")
    words = vocabulary()
    done: list[int] = []

    def edit() -> None:
        own = connect(database_url, busy_seconds=30)
        done.append(understand(own, words, now).understood)
        own.close()

    editors = [threading.Thread(target=edit) for _ in range(3)]
    for editor in editors:
        editor.start()
    for editor in editors:
        editor.join(30)
    assert sum(done) == 6
    (story,) = stories(db)
    assert len(story["articles"]) == 6  # type: ignore[arg-type]


def test_batches_and_pages_change_nothing(
    keep: Keep, db: Database, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("crawler.editing.BATCH", 2)
    monkeypatch.setattr("crawler.editing.PAGE", 1)
    for number in range(5):
        keep(f"{number}", "Wexmoor to raise allowance of foster carers", FOSTER, outlet=f"outlet{number}")
    assert understand(db, vocabulary(), now).placed == 5
    (story,) = stories(db)
    assert size(story) == 5


def test_understanding_again_changes_nothing(keep: Keep, db: Database, now: datetime) -> None:
    keep("a", "Wexmoor to raise allowance of foster carers", FOSTER)
    keep("b", "Dog fosterers wanted", DOGS)
    first = understand(db, vocabulary(), now)
    assert (first.placed, first.out_of_domain) == (1, 1)
    before = stories(db)
    again = understand(db, vocabulary(), now + timedelta(days=9), again=True)
    assert (again.placed, again.out_of_domain) == (1, 1)
    assert stories(db) == before


def test_an_article_that_its_outlet_changed_counts_as_corrected(keep: Keep, db: Database, now: datetime) -> None:
    keep("a", "Wexmoor to raise allowance of foster carers", FOSTER)
    understand(db, vocabulary(), now)
    assert changes.corrected(db) == 0, "a new article corrects nothing"
    removed = changes.of_lists(db).removed
    keep("a", "Wexmoor to raise allowance of some foster carers", FOSTER)
    understand(db, vocabulary(), now)
    assert changes.corrected(db) > 0
    assert changes.of_lists(db).removed == removed, "nothing has to go at once"


def test_an_article_that_turns_out_not_to_be_ours_leaves_its_story(keep: Keep, db: Database, now: datetime) -> None:
    keep("a", "Wexmoor to raise allowance of foster carers", FOSTER)
    understand(db, vocabulary(), now)
    assert len(stories(db)) == 1
    keep("a", "Dog fosterers wanted", DOGS)
    assert understand(db, vocabulary(), now).out_of_domain == 1
    assert stories(db) == []
    assert finding.newest(db, "greyhounds") == []


def test_threads_close_after_the_days_that_are_set(keep: Keep, db: Database, now: datetime) -> None:
    keep("a", "Wexmoor to raise allowance of foster carers", FOSTER)
    understand(db, vocabulary(), now + timedelta(days=3), days_open=2)
    (story,) = stories(db)
    assert story["thread"] == "closed"
    assert "2 days" in str(story["thread_reason"])


def test_a_thread_that_closed_at_its_source_is_closed_here(keep: Keep, db: Database, now: datetime) -> None:
    keep("a", "Wexmoor to raise allowance of foster carers", FOSTER, closed=True)
    understand(db, vocabulary(), now)
    (story,) = stories(db)
    assert (story["thread"], "closed its comments" in str(story["thread_reason"])) == ("closed", True)


def test_text_that_is_only_a_working_copy_is_dropped_after_its_days(keep: Keep, db: Database, now: datetime) -> None:
    keep("a", "Wexmoor to raise allowance of foster carers", FOSTER, display="summary")
    keep("b", "Dunfold to raise allowance of foster carers", FOSTER.replace("Wexmoor", "Dunfold"), outlet="open")
    understand(db, vocabulary(), now)
    assert articles.drop_old_text(db, now + timedelta(days=29)) == 0
    assert articles.drop_old_text(db, now + timedelta(days=31)) == 1
    kept = {line["source"]: line for line in articles.listing(db)}
    assert kept["weekly"]["text"] == ""
    assert str(kept["weekly"]["summary"]).startswith("Wexmoor council")
    assert kept["open"]["text"]
    assert stories(db)


def test_the_same_text_elsewhere_is_linked_as_a_copy_whichever_came_first(
    keep: Keep, db: Database, now: datetime
) -> None:
    text = (
        f"{FOSTER} The rise follows a review which found that one in five carers had thought of giving up their work."
    )
    keep("a", "Wexmoor to raise allowance of foster carers", text, outlet="agency")
    keep("b", "Foster carers: Wexmoor to raise allowance", text, outlet="paper", at=now - timedelta(hours=3))
    keep("c", "Wexmoor raises the allowance of its foster carers", text.replace("higher", "better"), outlet="echo")
    understand(db, vocabulary(), now)
    (story,) = stories(db)
    coverage = {one.outlet: one for one in coverage_of(db, int(str(story["story"])))}
    paper = coverage["Paper"]
    assert paper.copy_of is None, "it is the earliest"
    assert {coverage["Agency"].copy_of, coverage["Echo"].copy_of} == {paper.id}
    understand(db, vocabulary(), now, again=True)
    assert {one.outlet: one.copy_of for one in coverage_of(db, int(str(story["story"])))} == {
        "Paper": None, "Agency": paper.id, "Echo": paper.id,
    }  # fmt: skip


def test_a_story_of_a_death_holds_every_comment(keep: Keep, db: Database, now: datetime) -> None:
    keep("a", "Review of the toddler who was found dead in foster care", FOSTER)
    understand(db, vocabulary(), now)
    (story,) = stories(db)
    assert story["thread"] == "held"
    assert "about a death" in str(story["thread_reason"]) or "names a child" in str(story["thread_reason"])


def test_a_topic_may_have_days_of_its_own(
    keep: Keep, db: Database, now: datetime, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bundled = files("db.seeds").joinpath("topics.toml").read_text("utf-8")
    (tmp_path / "seeds").mkdir()
    changed = bundled.replace('id = "fostering-kinship"', 'id = "fostering-kinship"\nthread_days = 2', 1)
    (tmp_path / "seeds" / "topics.toml").write_text(changed, "utf-8")
    assert load_thread_days() == {}
    monkeypatch.setenv("COMMONTHREAD_SEEDS_DIR", str(tmp_path / "seeds"))
    assert load_thread_days() == {"fostering-kinship": 2}
    monkeypatch.setattr("crawler.editing._days", load_thread_days)
    keep("a", "Wexmoor to raise allowance of foster carers", FOSTER)
    understand(db, vocabulary(), now + timedelta(days=3), days_open=90)
    (story,) = stories(db)
    assert (story["thread"], "2 days" in str(story["thread_reason"])) == ("closed", True)


def test_a_story_that_begins_knows_all_that_renewing_would_find(keep: Keep, db: Database, now: datetime) -> None:
    keep("a", "Wexmoor to raise allowance of foster carers", FOSTER)
    keep(
        "b",
        "Ofsted finds Dunfold children's services inadequate",
        "Ofsted inspectors rated the safeguarding of children in Dunfold inadequate.",
        outlet="daily",
    )
    keep(
        "c",
        "Boy, 4, died in foster care in Milbury",
        "A boy died in foster care in Milbury, an inquest heard.",
        outlet="evening",
    )
    keep("d", "NCAS 2011: directors debate adoption", "Directors of children's services met at NCAS 2011 in London.",
         outlet="morning", at=datetime(2011, 10, 19, tzinfo=now.tzinfo))  # fmt: skip
    understand(db, vocabulary(), now)
    begun = [list(db.copy_out(table)) for table in ("story", "story_topic")]
    with db.write():
        for story in begun[0]:
            placements.renew(db, int(story[0]), now)
    assert [list(db.copy_out(table)) for table in ("story", "story_topic")] == begun
    assert len(begun[0]) == 4


def test_an_article_withdrawn_before_it_was_understood_shows_no_story(keep: Keep, db: Database, now: datetime) -> None:
    keep("a", "Wexmoor to raise allowance of foster carers", FOSTER)
    articles.withdraw(db, "weekly.example/a", now)
    understand(db, vocabulary(), now)
    assert stories(db) == []


def test_articles_are_kept_wholly_or_not_at_all(
    keep: Keep, db: Database, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number, town in enumerate(("Wexmoor", "Dunfold", "Milbury")):
        keep(f"{number}", f"{town} to raise allowance of foster carers", FOSTER.replace("Wexmoor", town))
    index, asked = indexing.index, []

    def full(*given: Any, **more: Any) -> None:
        asked.append(given)
        if len(asked) == 2:
            raise DatabaseFull("The disk is full.")
        index(*given, **more)

    monkeypatch.setattr(indexing, "index", full)
    with pytest.raises(DatabaseFull):
        understand(db, vocabulary(), now)
    kept = stories(db)
    assert all(story["articles"] and story["topics"] for story in kept)
    assert understand(db, vocabulary(), now).placed == 3 - sum(map(size, kept))
    assert sum(map(size, stories(db))) == 3
