"""The operator's page: what it shows, what can be done from it, and that nobody else sees it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import html5lib
import pytest

from db import alarms, audit, bounces, health, jobs, outbox, sources, tasks
from db.jobs import Job, every
from db.sources import Failed
from web.admin import watching

PAGES = ("/admin", "/admin/sources", "/admin/sources/dfe", "/admin/log")


@pytest.fixture
def hazel(person: Any) -> Any:
    return person("Hazel", "operator")


@pytest.mark.parametrize("path", PAGES)
def test_only_operators_see_it(path: str, person: Any, client: Any, hazel: Any) -> None:
    assert client.get(path).headers["Location"].startswith("/sign-in?next=")
    assert person("Larch").get(path).status_code == 404
    assert person("Elm", "moderator").get(path).status_code == 404
    answer = hazel.get(path)
    assert answer.status_code == 200
    page = answer.get_data(as_text=True)
    html5lib.HTMLParser(strict=True).parse(page)
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert page.count("<h1") == 1


@pytest.mark.parametrize("path", ["/admin/sources/dfe", "/admin/duties/ico-fee"])
def test_nobody_else_changes_anything(path: str, person: Any, db: Any) -> None:
    elm = person("Elm", "moderator")
    assert elm.send("/my-comments", path, action="off").status_code in (400, 404)
    assert audit.latest(db) == []


def text_of(somebody: Any, path: str = "/admin") -> str:
    return str(somebody.get(path).get_data(as_text=True))


def break_things(db: Any, now: Any) -> None:
    """Let a source refuse us, a job fail, and a mail be refused."""
    for slug in ("ofsted", "dfe"):
        sources.switch(db, slug, "on")
    (ofsted,) = sources.named(db, ["ofsted"])
    for _ in range(5):
        sources.note_failure(db, ofsted.id, Failed(403, "It refuses us."), now, now)
    job = Job("crawl", every(timedelta(hours=1)), lambda *_: None)
    jobs.register(db, job, now)
    for _ in range(3):
        jobs.hurry(db, job, now)
        jobs.claim(db, job, "me", now)
        jobs.finish(db, job, "me", now, "the network is away")
    outbox.put(
        db,
        kind="digest daily",
        weight=2,
        address="kim@example.org",
        subject="s",
        message="m",
        message_id="<1@x>",
        now=now,
    )
    (mail,) = outbox.claim(db, "me", now, now + timedelta(minutes=1), 5)
    outbox.note_failed(db, mail.id, "me", "550 kim@example.org is unknown")
    bounces.note(db, "hard", "<1@x>", "kim@example.org", "kim@example.org is unknown", now)


def test_each_number_has_the_command_that_mends_it(newsroom: Any, db: Any, now: Any, hazel: Any) -> None:
    break_things(db, now)
    page = text_of(hazel)
    assert "<code>commonthread sources off ofsted</code>" in page
    assert "It refuses us." in page and "(last answer 403)" in page
    assert "Failed 3 times:</strong> the network is away" in page
    assert "commonthread operate run &#34;crawl&#34;" in page
    assert "550 (address) is unknown" in page
    assert "Came back in the last seven days: dead address 1" in page
    assert "kim@example.org" not in page
    assert "commonthread operate done ico-fee" in page
    assert "Nobody is told of alarms by mail." in page
    html5lib.HTMLParser(strict=True).parse(page)


def test_a_source_is_switched_from_its_page_and_it_is_noted_who_did(newsroom: Any, db: Any, hazel: Any) -> None:
    path = "/admin/sources/dfe"
    assert hazel.send(path, path, action="off").status_code == 303
    assert health.of(db, "dfe").status == "off"
    assert "Switch it on" in text_of(hazel, path)
    assert hazel.send(path, path, action="on").status_code == 303
    assert "Hazel switched dfe on" in text_of(hazel)
    assert "Hazel switched dfe off" in text_of(hazel, "/admin/log")
    assert hazel.send(path, path, action="dance").status_code == 400
    assert hazel.send(path, "/admin/sources/nobody", action="off").status_code == 404
    assert hazel.get("/admin/sources/nobody").status_code == 404


def test_a_look_and_a_walk_through_an_archive_are_asked_for(newsroom: Any, db: Any, hazel: Any, now: Any) -> None:
    path = "/admin/sources/dfe"
    assert hazel.send(path, path, action="check").status_code == 303
    answer = hazel.send(path, path, action="backfill", since="2011-10-31", until="2011-10-01")
    assert answer.status_code == 400
    assert "the earlier one first" in answer.get_data(as_text=True)
    assert hazel.send(path, path, action="backfill", since="soon", until="").status_code == 400
    assert hazel.send(path, path, action="backfill", since="2011-10-01", until="2011-10-31").status_code == 303
    page = text_of(hazel, path)
    assert "Its archive from 2011-10-01 to 2011-10-31" in page
    waiting = tasks.following(db)
    assert waiting is not None
    tasks.finish(db, waiting, True, "<b>It refuses us.</b>", now)
    assert "failed<pre" in text_of(hazel, path)
    assert "<b>It refuses" not in text_of(hazel, path)


def test_a_duty_is_noted_as_done(newsroom: Any, hazel: Any) -> None:
    assert hazel.send("/admin", "/admin/duties/ico-fee").status_code == 303
    page = text_of(hazel)
    assert "Due by Friday 26 November 2027" in page
    assert "Hazel noted as done: Data protection fee" in page
    assert hazel.send("/admin", "/admin/duties/dance").status_code == 404


def mails(db: Any) -> list[tuple[str, str]]:
    return [(row[3], row[5]) for row in db.copy_out("outbox") if row[1] == "operator"]


def test_what_begins_is_mailed_once(newsroom: Any, db: Any, now: Any, settings: Any) -> None:
    break_things(db, now)
    told = replace(settings, operator_mail="hazel@example.org")
    began = watching.watch(db, told, now)
    assert {"job:crawl", "source:ofsted"} <= {one.key for one in began}
    assert watching.watch(db, told, now + timedelta(minutes=5)) == []
    ((address, message),) = mails(db)
    assert address == "hazel@example.org"
    assert "commonthread sources off ofsted" in message
    assert "https://thread.example/admin" in message
    assert "kim@example.org" not in message
    for _ in range(2):
        watching.weekly(db, told, now)
    week = mails(db)[1:]
    assert len(week) == 1, "once a week"
    assert "Data protection fee: not noted yet." in week[0][1]
    assert "do well." in week[0][1]
    assert "Came back, dead address: 1." in week[0][1]
    assert "kim@example.org" not in week[0][1]


def test_without_an_address_the_page_still_knows(newsroom: Any, db: Any, now: Any, settings: Any) -> None:
    break_things(db, now)
    assert watching.watch(db, settings, now)
    watching.weekly(db, settings, now)
    assert mails(db) == []
    assert "job:crawl" in alarms.known(db)
    assert watching.recipient(replace(settings, operator_contact="hazel@example.org")) == "hazel@example.org"


def test_a_calm_week_says_so(newsroom: Any, db: Any, now: Any, settings: Any) -> None:
    told = replace(settings, operator_mail="hazel@example.org", backup_folder="")
    watching.weekly(db, told, now)
    ((_, message),) = mails(db)
    assert "Nothing needs you." in message
