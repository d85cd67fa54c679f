"""The law as data: notices with their clock, complaints, breaches, retention, and the shape the exemption asks for."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from flask import Flask

from db import accounts, comments, complaints, moderation, notices, outbox, reports, retention
from db.engine import Database
from db.notices import Given, NoticeRefused
from db.rules.clocks import end_of_day_after, is_working_day, working_hours_later
from web.notices.jobs import keep_clocks

LONDON = ZoneInfo("Europe/London")
FULL = {
    "name": "Jane Roe",
    "contact": "jane@example.net",
    "words": "Roe lied.",
    "meaning": "That I am a liar.",
    "untrue": "I did not lie.",
    "unknown": "yes",
}


@pytest.fixture
def larch(person: Any, hazel: Any, newsroom: Any, story: str) -> Any:
    writer = person("Larch")
    newsroom.comment(story, writer.account, "Roe lied, I say.")
    return writer


def text_of(answer: Any) -> str:
    return str(answer.get_data(as_text=True))


def mails(db: Database, now: Any) -> list[outbox.Mail]:
    return outbox.claim(db, "test", now, now, 100)


def counted(db: Database, settings: Any, now: datetime) -> dict[str, int]:
    """Run the retention, and return how many rows each rule touched, by what the rule is about."""
    return {one.what.split()[0]: one.count for one in retention.run(db, settings, now)}


def give(somebody: Any, **fields: str) -> Any:
    return somebody.send("/comments/1/notice", "/comments/1/notice", **{**FULL, **fields})


@pytest.mark.parametrize(
    ("start", "hours", "end"),
    [
        ("2026-11-27T15:00", 48, "2026-12-01T15:00"),  # a Friday: the weekend does not count
        ("2026-11-28T10:00", 48, "2026-12-02T00:00"),  # a Saturday: it begins with Monday
        ("2026-12-24T12:00", 48, "2026-12-30T12:00"),  # Christmas, a weekend, Boxing Day's substitute
        ("2026-03-27T12:00", 48, "2026-03-31T12:00"),  # the clocks go forward on the Sunday between
    ],
)
def test_the_clock_leaves_out_weekends_and_bank_holidays(start: str, hours: int, end: str) -> None:
    given = datetime.fromisoformat(start).replace(tzinfo=LONDON)
    assert working_hours_later(given, hours) == datetime.fromisoformat(end).replace(tzinfo=LONDON)


def test_days_end_at_midnight_in_london() -> None:
    assert end_of_day_after(datetime(2026, 7, 1, 22, 0, tzinfo=UTC), 5) == datetime(2026, 7, 7, tzinfo=LONDON)
    assert not is_working_day(datetime(2026, 12, 25).date())


@pytest.mark.parametrize("missing", [*FULL])
def test_a_notice_lacks_what_the_law_asks_for(person: Any, larch: Any, missing: str, db: Database) -> None:
    answer = give(person(), **{missing: ""})
    assert answer.status_code == 400
    assert "The law asks for more" in text_of(answer)
    assert notices.open_ones(db) == []


def test_a_notice_is_passed_on_and_the_writer_stands_by_it(
    person: Any, larch: Any, hazel: Any, db: Database, clock: Any
) -> None:
    somebody = person()
    address = give(somebody).headers["Location"]
    assert "We have it." in text_of(somebody.get(address))
    assert [mail.subject for mail in mails(db, clock.now)] == ["Your notice was received"]
    assert [one.rank for one in moderation.queue(db)] == [1], "a legal clock runs"
    page = text_of(hazel.get("/moderation/notices"))
    assert "Jane Roe" in page
    hazel.send("/moderation/notices", "/moderation/notices/1", action="notice tell")
    (mail,) = mails(db, clock.now)
    assert mail.address == "larch@example.org"
    assert "Jane Roe" not in mail.message, "she did not agree to be named"
    again = hazel.send("/moderation/notices", "/moderation/notices/1", action="notice tell")
    assert "This was done already" in text_of(again)
    reply = "/comments/1/notice/reply"
    assert "Roe lied." in text_of(larch.get(reply))
    assert hazel.get(reply).status_code == 404
    assert "Choose one" in text_of(larch.send(reply, reply, answer="maybe"))
    assert "full name and postal address" in text_of(larch.send(reply, reply, answer="stands", words="no"))
    larch.send(reply, reply, answer="stands hidden", words="Larch Tree, 1 Wood Lane, Exampleton")
    assert larch.get(reply).status_code == 404, "answered once"
    assert "Larch Tree" not in text_of(hazel.get("/moderation/notices")), "not to be given"
    clock.now += timedelta(days=20)
    assert notices.late(db, clock.now) == []
    end = {"action": "notice keep", "outcome": ""}
    assert "Say what was decided" in text_of(
        person("Oak", "moderator").send("/moderation/notices", "/moderation/notices/1", **end)
    )
    person("Oak", "moderator").send(
        "/moderation/notices", "/moderation/notices/1", **{**end, "outcome": "It is honest opinion."}
    )
    assert "It is honest opinion." in text_of(person().get(address))
    assert comments.by_id(db, 1).state == "published"


def test_a_writer_who_agrees_has_it_taken_down_at_once(
    person: Any, larch: Any, hazel: Any, db: Database, now: Any
) -> None:
    address = give(person(), pass_on="yes").headers["Location"]
    hazel.send("/moderation/notices", "/moderation/notices/1", action="notice tell")
    assert any("Jane Roe" in mail.message for mail in mails(db, now) if mail.address == "larch@example.org")
    larch.send("/comments/1/notice/reply", "/comments/1/notice/reply", answer="consents")
    assert "The comment was taken down." in text_of(person().get(address))
    assert comments.by_id(db, 1).state == "hidden"
    assert moderation.queue(db) == []


def test_the_clock_takes_down_what_nobody_acted_on(
    person: Any, larch: Any, db: Database, settings: Any, clock: Any
) -> None:
    give(person())
    keep_clocks(db, settings, clock.now)
    assert comments.by_id(db, 1).state == "published"
    clock.now += timedelta(days=8)
    keep_clocks(db, settings, clock.now)
    assert comments.by_id(db, 1).state == "hidden"
    assert "nobody acted on the notice in time" in str(comments.by_id(db, 1).reason)
    told = [mail.message for mail in mails(db, clock.now) if mail.subject == "Your notice is decided"]
    assert ["nobody acted on the notice in time" in one for one in told] == [True]


def test_the_clock_takes_down_what_its_writer_does_not_answer(
    person: Any, larch: Any, hazel: Any, db: Database, settings: Any, clock: Any
) -> None:
    give(person())
    hazel.send("/moderation/notices", "/moderation/notices/1", action="notice tell")
    clock.now += timedelta(days=7)
    keep_clocks(db, settings, clock.now)
    assert "did not reply in time" in str(comments.by_id(db, 1).reason)
    assert notices.late(db, clock.now) == []


def test_a_notice_can_end_with_a_take_down_of_what_is_gone_already(
    person: Any, larch: Any, hazel: Any, db: Database, now: Any
) -> None:
    give(person())
    moderation.decide(db, 1, "remove", "Out.", now, moderator="Oak")
    hazel.send("/moderation/notices", "/moderation/notices/1", action="notice remove", outcome="Gone.")
    assert comments.by_id(db, 1).state == "removed"
    assert person().get("/comments/1/notice").status_code == 404
    assert person().get("/notices/none").status_code == 404
    assert hazel.send("/moderation/notices", "/moderation/notices/9", action="notice tell").status_code == 409
    assert hazel.send("/moderation/notices", "/moderation/notices/1", action="dance").status_code == 400


def test_nobody_handles_a_notice_about_their_own_comment(
    person: Any, hazel: Any, newsroom: Any, story: str, db: Database, now: Any
) -> None:
    newsroom.comment(story, hazel.account, "I say so.")
    notices.give(db, 1, Given("J", "j@example.net", "w", "m", "u", False, True), now)
    answer = hazel.send("/moderation/notices", "/moderation/notices/1", action="notice tell")
    assert "your own comment" in text_of(answer)
    with pytest.raises(NoticeRefused):
        notices.give(db, 1, Given("", "", "", "", "", False, False), now)


def test_a_complaint_is_acknowledged_and_answered(person: Any, hazel: Any, db: Database, now: Any) -> None:
    somebody = person()
    assert "Give a mail address" in text_of(somebody.send("/data-complaint", "/data-complaint", contact="x", words="y"))
    sent = somebody.send(
        "/data-complaint", "/data-complaint", contact="jo@example.net", words="You mailed me twice, I think."
    )
    address = sent.headers["Location"]
    assert "acknowledge it by" in text_of(somebody.get(address))
    assert "jo@example.net" in text_of(hazel.get("/moderation/notices"))
    hazel.send("/moderation/notices", "/moderation/notices/1", action="complaint acknowledge")
    assert "We acknowledged it on" in text_of(somebody.get(address))
    empty = hazel.send("/moderation/notices", "/moderation/notices/1", action="complaint answer", outcome=" ")
    assert "Say what you found" in text_of(empty)
    hazel.send("/moderation/notices", "/moderation/notices/1", action="complaint answer", outcome="A slip, mended.")
    assert "A slip, mended." in text_of(somebody.get(address))
    assert len(mails(db, now)) == 2
    assert hazel.send("/moderation/notices", "/moderation/notices/9", action="complaint acknowledge").status_code == 409
    assert person().get("/data-complaint/none").status_code == 404


def test_a_breach_is_written_down_with_its_clock(person: Any, hazel: Any, db: Database, now: Any) -> None:
    page = "/moderation/notices"
    assert "Fill in all four parts" in text_of(
        hazel.send(page, f"{page}/0", action="breach record", what="A list was mailed.")
    )
    hazel.send(page, f"{page}/0", action="breach record", what="A list was mailed.", people="12 readers.",
               effects="Not known yet.", done="It was called back.")  # fmt: skip
    shown = text_of(hazel.get(page))
    assert "A list was mailed." in shown
    assert "tell the ICO by" in shown
    hazel.send(page, f"{page}/1", action="breach told")
    assert "Regulator told" in text_of(hazel.get(page))
    assert complaints.breaches(db)[0].tell_by == now + timedelta(hours=72)


def test_what_is_over_is_erased_by_rule(
    person: Any, hazel: Any, larch: Any, newsroom: Any, story: str, db: Database, settings: Any, clock: Any
) -> None:
    larch.send(f"/stories/{story}/comment", f"/stories/{story}/comments", text="Ring 07700 900461.", act="send")
    newsroom.comment(story, larch.account, "Taken down words.")
    reports.report(db, 1, "abuse", "", "somewhere", clock.now, 20)
    moderation.decide(db, 3, "hide", "Off topic.", clock.now, moderator="Hazel")
    give(person())
    keep_clocks(db, settings, clock.now + timedelta(days=9))
    complaints.complain(db, "jo@example.net", "Something is wrong here.", clock.now)
    complaints.end(db, 1, "Mended.", clock.now)
    later = clock.now + timedelta(days=31)
    kept = counted(db, settings, later)
    assert kept["comments"] == 3, "one waited, two were taken down"
    assert (kept["reports"], kept["notices"], kept["complaints"]) == (1, 0, 0)
    assert comments.by_id(db, 2).state == "removed"
    assert "Nobody decided in 30 days" in str(comments.by_id(db, 2).reason)
    assert (comments.by_id(db, 3).state, comments.by_id(db, 3).text) == ("hidden", "")
    assert counted(db, settings, later)["comments"] == 0


def test_old_notices_and_complaints_are_forgotten(
    person: Any, larch: Any, db: Database, settings: Any, clock: Any
) -> None:
    give(person())
    keep_clocks(db, settings, clock.now + timedelta(days=9))
    complaints.complain(db, "jo@example.net", "Something is wrong here.", clock.now)
    complaints.end(db, 1, "Mended.", clock.now)
    kept = counted(db, settings, clock.now + timedelta(days=800))
    assert (kept["notices"], kept["complaints"]) == (1, 1)


FORBIDDEN = re.compile(r"message|inbox|upload|attach|avatar|profile|members?$|users?/|groups?|friend", re.IGNORECASE)


def test_nothing_outside_the_exempted_shape_is_on(app: Flask) -> None:
    """Online Safety Act 2023 Sch. 1 para 4: comments on what the site published, votes, a name; nothing else."""
    for rule in app.url_map.iter_rules():
        assert not FORBIDDEN.search(rule.rule), f"{rule.rule} is outside story_comments mode: docs/compliance/scope.md"
        if "POST" in (rule.methods or ()) and rule.rule.endswith("/comments"):
            assert rule.rule == "/stories/<slug>/comments", "comments stand under stories only"
    for template in ("comments/form.html", "comments/change.html", "accounts/mine.html"):
        source = app.jinja_env.loader.get_source(app.jinja_env, template)[0]  # type: ignore[union-attr]
        assert 'type="file"' not in source
        assert "multipart" not in source


def test_nobody_can_list_people_or_read_what_one_wrote(person: Any, larch: Any, db: Database) -> None:
    anyone = person()
    for path in ("/accounts", "/members", "/users/larch", "/people/larch", "/my-comments", "/account/export"):
        assert anyone.get(path).status_code in (302, 404)
    assert accounts.by_handle(db, "Larch").id


def test_debate_pages_are_left_alone_by_search_engines(person: Any, larch: Any, story: str) -> None:
    for path in (f"/stories/{story}/thread", "/comments/1/answers", "/comments/1/report", "/comments/1/notice"):
        assert person().get(path).headers["X-Robots-Tag"] == "noindex", path
