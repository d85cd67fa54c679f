"""What readers of the day get: the front page, a story, their choices, corrections, search, a helpful wrong turn."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import feedparser
import pytest
from click.testing import CliRunner

from commonthread.cli import cli
from db import accounts, commitments, corrections, editing, moderation, stories
from db.clock import stamp
from db.editing import Editor
from db.engine import Database
from db.seeding import plant
from db.seeds import SeedError
from db.types import Mention, Promise, SpokenQuote
from web import create_app, notes
from web.jobs import count_voices
from web.page import _fingerprint

CARD = '<li class="card'
HARM = "The court heard that the boy was beaten and starved."


def page(client: Any, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, path
    return answer.get_data(as_text=True)


@pytest.fixture
def harm(newsroom: Any) -> str:
    said = SpokenQuote("Joan Amory", "He was found dead.", "chair", "said", 0, True)
    html = f"<p>{HARM}</p>"
    return newsroom.slug(newsroom.article("A case before the court", summary=HARM, html=html, quotes=(said,)))


def test_the_front_page_shows_a_few_of_each_topic_and_the_edition_all(newsroom: Any, client: Any) -> None:
    for number in range(14):
        newsroom.article(f"Foster carers {number}")
    front = page(client, "/")
    day = re.search(r"/editions/(\d{4}-\d\d-\d\d)#fostering-kinship", front)
    assert day is not None
    assert "4 more on" in front
    assert front.count(CARD) == 10
    assert page(client, f"/editions/{day[1]}").count(CARD) == 14


def test_a_conference_is_on_only_where_its_days_are_confirmed(newsroom: Any, client: Any, clock: Any) -> None:
    newsroom.article("Carers get relief")
    clock.now = datetime.fromisoformat("2011-10-20T10:00:00+00:00")
    assert "On now" not in page(client, "/")
    with newsroom.db.write():
        newsroom.db.copy_in(
            "event_edition",
            ["key", "series_id", "year", "name", "starts_on", "ends_on", "city", "venue", "confirmed"],
            [
                (
                    "ncasc-1999",
                    "ncasc",
                    1999,
                    "NCASC 1999",
                    "1999-11-03",
                    "1999-11-05",
                    "Rye",
                    None,
                    '["start", "end", "city"]',
                )
            ],
        )
    assert "NCASC 1999" in page(client, "/editions/1999-11-05")
    assert "On now" not in page(client, "/editions/1999-11-06")
    calendar = page(client, "/events/ncasc-1999.ics")
    assert "DTSTART;VALUE=DATE:19991103" in calendar
    assert "DTEND;VALUE=DATE:19991106" in calendar
    assert "LOCATION:Rye" in calendar
    assert "/events/ncasc-1999.ics" in page(client, "/events/ncasc-1999")
    assert "not confirmed yet" in page(client, "/events/ncasc-2011.ics", 404)


def test_details_of_harm_are_folded_everywhere(harm: str, client: Any) -> None:
    for path in ("/", f"/stories/{harm}", "/topics/fostering-kinship", "/search?q=court"):
        html = page(client, path)
        before = html[: html.index("beaten")]
        assert before.rindex('<details class="fold">') > before.rfind("</details>"), path
        assert "Content note: violence against a child" in html, path
    assert "Content note: the death of a child" in page(client, f"/stories/{harm}")
    for path in ("/stories.atom", "/stories.json"):
        text = page(client, path)
        assert "beaten" not in text
        assert "Content note: violence against a child. The summary is on the page." in text
    assert "beaten" not in re.findall(r'<meta name="description" content="[^"]*"', page(client, f"/stories/{harm}"))[0]


def test_a_reader_chooses_to_see_everything(harm: str, app: Any, person: Any) -> None:
    reader, other = person(), person()
    assert "fold" in page(reader.client, "/")
    answer = reader.send("/choices", "/choices", notes="open")
    assert answer.status_code == 303
    assert not reader.client.get_cookie("ct"), "the form's own cookie goes, so that pages come from the cache again"
    assert "fold" not in page(reader.client, "/")
    assert "fold" in page(other.client, "/"), "the choice of one is not the choice of all"
    assert "fold" not in page(reader.client, "/")
    reader.send("/choices", "/choices", notes="fold")
    assert "fold" in page(reader.client, "/")


def test_a_story_has_its_document_first_and_a_short_address(newsroom: Any, client: Any, now: datetime) -> None:
    story = newsroom.article(
        "Minister promises guidance", source="community-care-children", at=now - timedelta(hours=5)
    )
    newsroom.article("Guidance on reviews", form="Statutory guidance", story=story, at=now - timedelta(hours=3))
    newsroom.article("Guidance is here", source="ofsted", story=story, at=now - timedelta(hours=1))
    slug = newsroom.slug(story)
    html = page(client, f"/stories/{slug}")
    assert html.index("Source document") < html.index("What each outlet says")
    assert f"https://thread.example/s/{story}" in html
    assert "mailto:?subject=Minister%20promises%20guidance" in html
    assert 'aria-label="In time: ' in html
    assert html.count('itemtype="https://schema.org/NewsArticle"') == 3
    assert client.get(f"/s/{story}").headers["Location"] == f"/stories/{slug}"
    page(client, "/s/999999", 404)


def test_a_thread_is_a_feed_of_what_is_published(
    newsroom: Any, client: Any, person: Any, db: Database, now: datetime
) -> None:
    slug = newsroom.slug(newsroom.article("Boards"))
    hazel = person("Hazel", "moderator")
    for text in ("We tried kinship panels.", "It helped."):
        hazel.send(f"/stories/{slug}/comment", f"/stories/{slug}/comments", text=text)
    feed = feedparser.parse(page(client, f"/stories/{slug}.atom"))
    assert [entry.summary for entry in feed.entries] == ["It helped.", "We tried kinship panels."]
    moderation.decide(db, 1, "remove", "It named a family.", now, moderator="Hazel")
    assert "kinship panels" not in page(client, f"/stories/{slug}.atom")
    assert "kinship panels" not in page(client, f"/stories/{slug}.json")


def test_an_error_is_reported_and_corrected_in_public(newsroom: Any, person: Any) -> None:
    slug = newsroom.slug(newsroom.article("Boards"))
    reader, hazel = person(), person("Hazel", "moderator")
    form = f"/stories/{slug}/error"
    assert f'href="{form}"' in page(reader.client, f"/stories/{slug}")
    assert "10 to 2,000 characters" in reader.send(form, form, said="no").get_data(as_text=True)
    assert "An editor will look" in reader.send(form, form, said="The date is wrong.").get_data(as_text=True)
    queue = "/editing/corrections"
    assert "Errors that readers reported (1)" in page(hazel.client, "/editing")
    assert "The date is wrong." in page(hazel.client, queue)
    assert hazel.send(queue, f"{queue}/1", action="correct", reason="").status_code == 409
    assert hazel.send(queue, f"{queue}/1", action="nonsense").status_code == 400
    assert hazel.send(queue, f"{queue}/1", action="correct", reason="It was 20 October.").status_code == 303
    for path in ("/corrections", f"/stories/{slug}", "/moderation/log"):
        assert "It was 20 October." in page(reader.client, path), path
        assert "The date is wrong." not in page(reader.client, path), path
    page(reader.client, queue, 302)


def test_a_flood_of_errors_keeps_nobody_from_reporting_a_comment(newsroom: Any, person: Any) -> None:
    """A report that could identify a child must always come through."""
    slug = newsroom.slug(newsroom.article("Boards"))
    hazel, reader = person("Hazel", "moderator"), person()
    hazel.send(f"/stories/{slug}/comment", f"/stories/{slug}/comments", text="A detail too much.")
    form = f"/stories/{slug}/error"
    answers = [reader.send(form, form, said=f"The date is wrong, {number}.").status_code for number in range(12)]
    assert answers.count(429) == 2
    assert reader.send("/comments/1/report", "/comments/1/report", reason="child").status_code == 200
    assert "A detail too much" not in page(reader.client, f"/stories/{slug}")


def test_the_pages_of_the_house_say_who_runs_it(settings: Any, client: Any, db: Database) -> None:
    assert "trial on one machine" in page(client, "/about")
    for path in ("/privacy", "/terms", "/accessibility"):
        assert page(client, path)
    plant(db)
    for contact, link in (("desk@t.example", "mailto:desk@t.example"), ("https://t.example/c", "https://t.example/c")):
        named = create_app(replace(settings, operator_name="A charity", operator_contact=contact)).test_client()
        html = page(named, "/about")
        assert "This site is run by A charity." in html
        assert html.count(f'<a href="{link}">{contact}</a>') == 2


def test_a_site_without_a_name_does_not_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COMMONTHREAD_BASE_URL", "https://thread.example")
    for command in (["web", "--port", "8399"], ["up", "--port", "8399"]):
        result = CliRunner().invoke(cli, command)
        assert "COMMONTHREAD_OPERATOR_NAME" in str(result.exception), command


def test_topics_show_how_much_was_reported(newsroom: Any, client: Any, now: datetime) -> None:
    for weeks in (0, 3, 9):
        newsroom.article(f"Carers {weeks}", at=now - timedelta(weeks=weeks, hours=1))
    html = page(client, "/topics")
    assert "3 stories in the last 26 weeks, 2 of them in the last four" in html
    assert html.count("<rect") == 3


def test_who_gets_heard_is_counted_by_role_and_year(
    newsroom: Any, client: Any, db: Database, settings: Any, now: datetime
) -> None:
    assert "No quote was counted yet" in page(client, "/voices")
    for number, (role, year) in enumerate(
        (("foster carer", 0), ("Children’s minister", 0), (None, 0), ("minister", 1))
    ):
        said = SpokenQuote(f"Somebody {number}", f"Word {number}.", role, "said", 0, True)
        newsroom.article(f"Carers {number}", quotes=(said,), at=now - timedelta(days=366 * year, hours=1))
    count_voices(db, settings, now)
    count_voices(db, settings, now)
    html = re.sub(r"<svg.*?</svg>", "", page(client, "/voices?again"))
    assert f'<th scope="col">{now.year}</th><th scope="col">{now.year - 1}</th>' in html
    assert "Foster carers and adopters</th><td>1 <span>(33 %)</span></td><td><span>none</span></td>" in html
    assert "Ministers and officials</th><td>1 <span>(33 %)</span></td><td>1 <span>(100 %)</span></td>" in html
    assert "Judges" not in html


def test_components_are_shown_in_development_only(client: Any) -> None:
    page(client, "/dev/components", 404)


@pytest.mark.parametrize(
    ("path", "most"), [("/", 13), ("/topics/fostering-kinship", 12), ("STORY", 15), ("/search?q=carers", 13)]
)
def test_a_page_asks_the_database_seldom(
    newsroom: Any, app: Any, person: Any, path: str, most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However many stories and comments there are: the number of questions is that of the page's parts.

    Twelve for everybody's page; to a reader who is signed in belong their session, what they saved, and what they read.
    """
    story = newsroom.article("Carers get relief")
    for number in range(20):
        speakers = (Mention(f"Person {number}", "person", "minister"),)
        newsroom.article(f"Carers {number}", story=story if number % 2 else None, people=speakers)
    hazel = person("Hazel", "moderator")
    asked: list[str] = []
    kind = type(newsroom.db)
    real = kind._execute

    def counting(self: Any, statement: Any, *rest: Any, **named: Any) -> Any:
        asked.append(str(statement))
        return real(self, statement, *rest, **named)

    monkeypatch.setattr(kind, "_execute", counting)
    page(hazel.client, f"/stories/{newsroom.slug(story)}" if path == "STORY" else path)
    asked.clear()
    page(hazel.client, f"/stories/{stories.address(newsroom.db, story)}" if path == "STORY" else path)
    assert len(asked) <= most, [re.findall(r"name=.([a-z_.]+)", one) for one in asked]


def test_a_slow_question_is_named_without_what_was_asked(
    newsroom: Any, app: Any, client: Any, caplog: pytest.LogCaptureFixture
) -> None:
    newsroom.article("Carers get relief")
    with app.app_context():
        app.extensions["connections"].mine().slow_seconds = 0.0
    page(client, "/search?q=secretive+words")
    assert "slow statement search.reach: " in caplog.text
    assert "secretive" not in caplog.text


def test_nothing_is_too_large_to_be_shown(newsroom: Any, client: Any, db: Database, now: datetime) -> None:
    words = "fostering " * 100_000
    story = newsroom.article("W" * 300, html=f"<p>{words}</p>", summary="S" * 300)
    assert len(page(client, f"/stories/{newsroom.slug(story)}")) > 900_000
    long = newsroom.article("A long debate")
    author = accounts.add(db, address="larch@example.org", handle="Larch", role="reader", now=now)
    names = ["story_id", "account_id", "post_key", "state", "text", "html", "created_at", "published_at"]
    said = [(long, author.id, f"k{n}", "published", "Yes.", "<p>Yes.</p>", stamp(now), stamp(now)) for n in range(5000)]
    with db.write():
        db.copy_in("comment", names, said)
    address, shown, pages = f"/stories/{newsroom.slug(long)}", 0, 0
    while address:
        html = page(client, address)
        shown, pages = shown + html.count('<li class="comment"'), pages + 1
        found = re.search(r'href="([^"]+/thread\?after=\d+)">More comments', html)
        address = found[1] if found else ""
    assert (shown, pages) == (5000, 100)


def test_comments_fold_details_of_harm_too(newsroom: Any, person: Any) -> None:
    slug = newsroom.slug(newsroom.article("Boards"))
    hazel, reader = person("Hazel", "moderator"), person("Larch")
    hazel.send(f"/stories/{slug}/comment", f"/stories/{slug}/comments", text="The panel heard he was beaten.")
    folded = "Content note: violence against a child"
    assert folded in page(reader.client, f"/stories/{slug}")
    assert folded in page(reader.client, "/search?q=panel")
    reader.send("/choices", "/choices", notes="open")
    assert folded not in page(reader.client, f"/stories/{slug}")
    assert folded in page(hazel.client, f"/stories/{slug}"), "a thread is kept apart for each choice"


def test_corrections_and_commitments_are_feeds(newsroom: Any, client: Any, db: Database, now: datetime) -> None:
    story = newsroom.article("Boards")
    editor = Editor("Hazel", "It was 20 October.", now)
    corrections.report(db, newsroom.slug(story), "The date is wrong.", now)
    corrections.correct(db, 1, editor)
    with db.write():
        found = [Promise("Tim Loughton", "write to every board", "He will write to every board.")]
        commitments.keep_found(db, editing.members(db, story)[0].id, found, [], [], now)
    commitments.confirm(
        db, 1, who="Tim Loughton", what="write to every board", due_words="soon", due_on=now.date(), duty_id=None, editor=editor
    )  # fmt: skip
    (entry,) = feedparser.parse(page(client, "/corrections.atom")).entries
    assert (entry.title, entry.summary) == ("Corrected: Boards", "It was 20 October.")
    (promise,) = client.get("/commitments.json").json["items"]
    assert promise["title"] == "Tim Loughton: write to every board"
    assert promise["url"] == "https://thread.example/commitments/1"


def test_a_person_and_a_conference_show_who_spoke(newsroom: Any, client: Any) -> None:
    said = (SpokenQuote("Joan Amory", "He was found dead.", "chair", "said", 0, True),)
    newsroom.article("Boards", quotes=said, event="ncasc-2011")
    person = page(client, "/people/joan-amory")
    assert "Content note: the death of a child" in person
    assert 'itemtype="https://schema.org/Person"' in person
    event = page(client, "/events/ncasc-2011")
    assert "1 story from 1 article" in event
    assert re.search(r"Who spoke</h2><ul><li><a href=\"/people/joan-amory\">Joan Amory</a>: 1 quote</li>", event)


def test_an_empty_house_says_where_stories_come_from(client: Any, db: Database) -> None:
    plant(db)
    assert 'as soon as the <a href="/sources">sources</a> were read' in page(client, "/")


def test_a_missing_font_costs_no_page(app: Any, newsroom: Any, client: Any, tmp_path: Any) -> None:
    newsroom.article("Boards")
    app.static_folder = str(tmp_path)
    _fingerprint.cache_clear()
    html = page(client, "/")
    assert "/static/fonts/newsreader-600.woff2?v=missing" in html
    page(client, "/static/fonts/newsreader-600.woff2?v=missing", 404)
    _fingerprint.cache_clear()


def test_a_list_that_cannot_be_read_stops_the_start(
    settings: Any, tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COMMONTHREAD_SEEDS_DIR", str(tmp_path))
    (tmp_path / "content-notes.toml").write_text("[[note]]\nid = 1\n")
    notes.notes.cache_clear()
    with pytest.raises(SeedError, match=r"content-notes\.toml"):
        create_app(settings)
    monkeypatch.delenv("COMMONTHREAD_SEEDS_DIR")
    notes.notes.cache_clear()
    create_app(settings)
