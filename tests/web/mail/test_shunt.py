"""Operators see what could not be sent and why, and let it go again; nobody else does, and no address is shown whole."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from click.testing import CliRunner

from commonthread.cli import cli
from db import bounces, domains, outbox
from db.engine import Database
from db.outbox import Mail
from db.rules.addresses import masked
from web.mail.carrying import carry
from web.mail.transport import Later, Never


@pytest.fixture
def trouble(lab: Any, db: Database, now: datetime, settings: Any) -> Any:
    """Three mails: one dead address, one that is put back, one that was sent."""

    class Choosing(lab.Hooked):
        def send(self, mail: Mail) -> None:
            if mail.address.startswith("r1@"):
                raise Never("550 5.1.1 <r1@example.org>: no such person", is_dead=True)
            if mail.address.startswith("r2@"):
                raise Later("451 come back later")

    lab.put(db, 1, 2, 3, now=now - timedelta(hours=3))
    done = carry(db, settings, lambda: now, Choosing(lambda count: None))
    assert (done.sent, done.later, done.failed) == (1, 1, 1)
    return lab


def test_an_operator_sees_what_failed_and_why_without_whole_addresses(trouble: Any, db: Database, person: Any) -> None:
    page = person("Olive", "operator").get("/admin/mail").get_data(as_text=True)
    assert "notice to r...@example.org" in page
    assert "550 5.1.1 &lt;r...@example.org&gt;: no such person" in page
    assert "451 come back later" in page
    assert "The address is dead: r...@example.org" in page
    assert "3 hours ago" in page
    assert "r1@" not in page
    assert "r2@" not in page


@pytest.mark.parametrize(("role", "status"), [(None, 302), ("reader", 404), ("moderator", 404), ("operator", 200)])
def test_the_shunt_exists_for_operators_only(
    person: Any, db: Database, trouble: Any, role: str | None, status: int
) -> None:
    somebody = person("Olive", role) if role else person()
    assert somebody.get("/admin/mail").status_code == status
    answer = somebody.send("/subscribe", "/admin/mail/retry", mail="1")
    assert answer.status_code == {200: 303}.get(status, status)
    assert trouble.states(db)["<1@thread.example>"] == ("waiting" if role == "operator" else "failed")


def test_one_button_lets_a_mail_go_again(
    trouble: Any, db: Database, person: Any, lab: Any, settings: Any, now: datetime
) -> None:
    olive = person("Olive", "operator")
    for mail in ("x", "9" * 30, "-1", "", "3", "1", "2"):
        assert olive.send("/admin/mail", "/admin/mail/retry", mail=mail).status_code == 303
    by = lab.Hooked(lambda count: None)
    carry(db, settings, lambda: now, by)
    assert by.taken == ["<1@thread.example>", "<2@thread.example>"], "what was sent is never sent again"


def test_one_button_lets_all_of_a_kind_go_again(trouble: Any, db: Database, person: Any) -> None:
    olive = person("Olive", "operator")
    assert "Try all of “notice” again" in olive.get("/admin/mail").get_data(as_text=True)
    olive.send("/admin/mail", "/admin/mail/retry", kind="other")
    assert outbox.counts(db)["failed"] == 1
    olive.send("/admin/mail", "/admin/mail/retry", kind="notice")
    assert outbox.counts(db) == {"waiting": 2, "sent": 1}


def test_the_page_says_why_digests_are_held(db: Database, person: Any, now: datetime) -> None:
    olive = person("Olive", "operator")
    assert "Nobody has looked at" in olive.get("/admin/mail").get_data(as_text=True)
    domains.note(db, "commonthread.example", False, ["SPF: wrong: there is none"], now)
    page = olive.get("/admin/mail").get_data(as_text=True)
    assert "SPF: wrong: there is none" in page
    domains.note(db, "commonthread.example", True, [], now)
    assert "all is right" in olive.get("/admin/mail").get_data(as_text=True)


def test_the_command_lists_and_tries_again(
    trouble: Any, db: Database, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COMMONTHREAD_DATABASE_URL", database_url)
    listed = CliRunner().invoke(cli, ["digest", "shunt"]).output
    assert "1 failed, the oldest of " in listed
    assert "1\tnotice\tr...@example.org\tfailed\t550 5.1.1 <r...@example.org>: no such person" in listed
    assert "1 tried again" in CliRunner().invoke(cli, ["digest", "shunt", "--retry", "2"]).output
    assert "1 tried again" in CliRunner().invoke(cli, ["digest", "shunt", "--retry", "all"]).output
    assert outbox.counts(db) == {"waiting": 2, "sent": 1}
    for odd in ("99", "x"):
        refused = CliRunner().invoke(cli, ["digest", "shunt", "--retry", odd])
        assert "is in trouble" in str(refused.exception)


def test_a_dead_address_that_the_server_names_at_once_gets_no_digest(trouble: Any, db: Database) -> None:
    assert [one.kind for one in bounces.newest(db)] == ["hard"]
    from db import subscriptions

    assert subscriptions.suppressed(db, "r1@example.org")
    assert not subscriptions.suppressed(db, "r2@example.org")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("anna.b@example.org", "a...@example.org"),
        ("<anna@example.org>: no; rfc822;ben@x.example", "<a...@example.org>: no; rfc822;b...@x.example"),
        ("no address at all", "no address at all"),
    ],
)
def test_an_address_shows_its_first_letter_only(text: str, shown: str) -> None:
    assert masked(text) == shown
