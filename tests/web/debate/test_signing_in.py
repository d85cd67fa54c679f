"""Signing in: a link that works once, a code for the tab that asked, no sign of who is known."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from db import accounts, moderation, outbox
from db.accounts import Account


def mailed(db) -> list[str]:  # type: ignore[no-untyped-def]
    """Return the messages that wait in the outbox, oldest first."""
    names = [column.name for column in db.columns("outbox")]
    return [dict(zip(names, row, strict=True))["message"] for row in db.copy_out("outbox")]


def link_in(message: str) -> str:
    found = re.search(r"https://thread\.example(/sign-in/link/\S+)", message)
    assert found is not None
    return found[1]


def code_in(message: str) -> str:
    found = re.search(r"^(\d{6})\r?$", message, re.MULTILINE)
    assert found is not None
    return found[1]


def without_token(answer) -> str:  # type: ignore[no-untyped-def]
    """Return a page without the token that differs each time."""
    return re.sub(r'name="csrf_token" value="[^"]*"', "", answer.get_data(as_text=True))


def ask(somebody, address: str = "larch@example.org", **fields: str):  # type: ignore[no-untyped-def]
    return somebody.send("/sign-in", "/sign-in", address=address, **fields)


def welcome(somebody, handle: str = "Larch", **fields: str):  # type: ignore[no-untyped-def]
    return somebody.send("/welcome", "/welcome", handle=handle, agree="yes", **fields)


def test_a_new_reader_signs_in_by_link_and_chooses_a_name(person, db) -> None:  # type: ignore[no-untyped-def]
    somebody = person()
    assert b"Look at your mail" in ask(somebody).data
    (message,) = mailed(db)
    path = link_in(message)
    assert b"Sign in to Common Thread" in somebody.get(path).data
    assert b"Sign in to Common Thread" in somebody.get(path).data
    came_in = somebody.send(path, path.partition("?")[0])
    assert came_in.headers["Location"].endswith("/welcome")
    done = welcome(somebody)
    assert done.status_code == 303
    assert done.headers["Set-Cookie"].startswith("__Host-ct_session=")
    assert "Secure" in done.headers["Set-Cookie"]
    assert "HttpOnly" in done.headers["Set-Cookie"]
    assert "Secure" in done.headers["Set-Cookie"]
    page = somebody.get("/account").data
    assert b"Larch" in page


def test_a_link_works_once(person, db) -> None:  # type: ignore[no-untyped-def]
    ask(person())
    path = link_in(mailed(db)[0])
    first, second = person(), person()
    assert first.send(path, path.partition("?")[0]).status_code == 303
    again = second.send("/sign-in", path.partition("?")[0])
    assert again.status_code == 410
    assert b"no longer works" in again.data


def test_a_link_is_over_after_a_quarter_of_an_hour(person, db, clock) -> None:  # type: ignore[no-untyped-def]
    ask(person())
    path = link_in(mailed(db)[0])
    clock.now += timedelta(minutes=16)
    assert person().get(path).status_code == 410


def test_the_code_works_only_in_the_tab_that_asked_and_ends_after_some_tries(person, db) -> None:  # type: ignore[no-untyped-def]
    asking, stranger = person(), person()
    ask(asking)
    code = code_in(mailed(db)[0])
    assert stranger.send("/sign-in", "/sign-in/code", code=code).status_code == 400
    for _ in range(5):
        assert (
            asking.send("/sign-in", "/sign-in/code", code="000000" if code != "000000" else "111111").status_code == 400
        )
    assert asking.send("/sign-in", "/sign-in/code", code=code).status_code == 400
    other = person()
    ask(other)
    assert other.send("/sign-in", "/sign-in/code", code=code_in(mailed(db)[1])).status_code == 303


def test_the_answer_is_the_same_for_known_and_unknown_addresses(person, db, now) -> None:  # type: ignore[no-untyped-def]
    accounts.add(db, address="known@example.org", handle="Known", role="reader", now=now)
    known, unknown = ask(person(), "known@example.org"), ask(person(), "unknown@example.org")
    assert without_token(known) == without_token(unknown)
    assert len(mailed(db)) == 2


def test_a_known_account_goes_back_to_where_it_was(person, db, now) -> None:  # type: ignore[no-untyped-def]
    accounts.add(db, address="larch@example.org", handle="Larch", role="reader", now=now)
    somebody = person()
    ask(somebody, next="/topics/adoption")
    path = link_in(mailed(db)[0])
    assert somebody.send(path, path.partition("?")[0]).headers["Location"] == "/topics/adoption"


@pytest.mark.parametrize(
    "path", ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)", ""]
)
def test_nobody_is_led_to_another_site(person, path: str) -> None:  # type: ignore[no-untyped-def]
    page = person().client.get("/sign-in", query_string={"next": path}).get_data(as_text=True)
    assert 'name="next" value="/"' in page


@pytest.mark.parametrize(
    "address", ["", "nobody", "a@b", "a b@example.org", "a@example.org\nBcc: b@example.org", "x" * 400]
)
def test_what_is_no_address_is_told(person, db, address: str) -> None:  # type: ignore[no-untyped-def]
    answer = ask(person(), address)
    assert answer.status_code == 400
    assert b"Enter a mail address" in answer.data
    assert mailed(db) == []


def test_too_many_requests_send_no_more_mail_and_say_nothing_of_it(person, db) -> None:  # type: ignore[no-untyped-def]
    answers = {without_token(ask(person())) for _ in range(8)}
    assert len(answers) == 1
    assert len(mailed(db)) == 5


@pytest.mark.parametrize(
    ("handle", "words"),
    [
        ("ab", "3 to 30"),
        ("Moderator", "mistaken for an official"),
        ("M0derat0r", "mistaken for an official"),
        ("children's minister", "plain letters"),
        ("Lаrch", "plain letters"),
        ("\u202eLarch", "plain letters"),
        ("me@example.org", "plain letters"),
        ("Larch 0123456", "long number"),
    ],
)
def test_a_name_that_could_mislead_is_refused_in_words(person, db, handle: str, words: str) -> None:  # type: ignore[no-untyped-def]
    somebody = person()
    ask(somebody)
    path = link_in(mailed(db)[0])
    somebody.send(path, path.partition("?")[0])
    answer = welcome(somebody, handle)
    assert answer.status_code == 400
    assert words in answer.get_data(as_text=True)


def test_a_name_that_looks_like_anothers_is_refused(person, db, now) -> None:  # type: ignore[no-untyped-def]
    accounts.add(db, address="first@example.org", handle="Larch Tree", role="reader", now=now)
    somebody = person()
    ask(somebody)
    path = link_in(mailed(db)[0])
    somebody.send(path, path.partition("?")[0])
    assert b"somebody" in welcome(somebody, "larch.tree").data


def test_the_house_rules_must_be_accepted(person, db) -> None:  # type: ignore[no-untyped-def]
    somebody = person()
    ask(somebody)
    path = link_in(mailed(db)[0])
    somebody.send(path, path.partition("?")[0])
    answer = somebody.send("/welcome", "/welcome", handle="Larch")
    assert answer.status_code == 400
    assert b"Tick the box" in answer.data


def test_a_session_ends_when_told(person, db) -> None:  # type: ignore[no-untyped-def]
    larch = person("Larch")
    token = larch.client.get_cookie("__Host-ct_session", domain="localhost").value
    assert larch.get("/account").status_code == 200
    larch.send("/account", "/sign-out")
    thief = person()
    thief.client.set_cookie("__Host-ct_session", token, domain="localhost")
    assert thief.get("/account").status_code == 302


def test_all_sessions_end_together(person, db, now) -> None:  # type: ignore[no-untyped-def]
    here, there = person("Larch"), person("Larch")
    here.send("/account", "/sign-out-everywhere")
    assert there.get("/account").status_code == 302


def test_a_session_does_not_last_for_ever(person, clock) -> None:  # type: ignore[no-untyped-def]
    larch = person("Larch")
    clock.now += timedelta(days=31)
    assert larch.get("/account").status_code == 302


def test_a_session_ends_once_it_is_not_used_for_a_fortnight(person, db, clock) -> None:  # type: ignore[no-untyped-def]
    larch = person()
    ask(larch)
    path = link_in(mailed(db)[0])
    larch.send(path, path.partition("?")[0])
    welcome(larch)
    for days in (10, 3, 9):  # on the 22nd day it was used all the time
        clock.now += timedelta(days=days)
        assert larch.get("/account").status_code == 200
    clock.now += timedelta(days=15)
    assert larch.get("/account").status_code == 302


def test_a_session_ends_after_thirty_days_however_much_it_is_used(person, db, clock) -> None:  # type: ignore[no-untyped-def]
    larch = person()
    ask(larch)
    path = link_in(mailed(db)[0])
    larch.send(path, path.partition("?")[0])
    welcome(larch)
    lasted = 0
    while larch.get("/account").status_code == 200:
        clock.now += timedelta(days=1)
        lasted += 1
    assert 14 < lasted <= 30


def test_an_account_does_not_show_its_address_when_printed(db, now) -> None:  # type: ignore[no-untyped-def]
    account: Account = accounts.add(db, address="larch@example.org", handle="Larch", role="reader", now=now)
    assert "larch@example.org" not in repr(account)


def test_what_is_over_is_swept(person, db, clock, now) -> None:  # type: ignore[no-untyped-def]
    person("Larch")
    ask(person())
    accounts.sweep(db, now + timedelta(days=40))
    assert list(db.copy_out("session")) == []
    assert list(db.copy_out("sign_in")) == []


def test_a_closed_account_cannot_come_in(person, db, now, settings) -> None:  # type: ignore[no-untyped-def]
    larch = person("Larch")
    with pytest.raises(moderation.ModerationRefused):
        moderation.close_account(db, larch.account.id, " ", now, moderator="operator")
    moderation.close_account(db, larch.account.id, "Abuse, three times.", now, moderator="operator")
    assert larch.get("/account").status_code == 302
    larch.send("/sign-in", "/sign-in", address="larch@example.org")
    mail = outbox.claim(db, "test", now, now, 10)[-1]
    path = re.search(r"/sign-in/link/[\w-]+", mail.message)[0]
    told = larch.send(path, path)
    assert told.status_code == 403
    assert "This account is closed" in told.get_data(as_text=True)
    assert larch.get("/account").status_code == 302
    assert "Abuse, three times." in larch.get("/moderation/log").get_data(as_text=True)


def test_a_site_served_by_https_asks_to_stay_so(client) -> None:  # type: ignore[no-untyped-def]
    assert client.get("/sign-in").headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"


def test_sessions_are_shown_to_their_owner(person) -> None:  # type: ignore[no-untyped-def]
    larch = person("Larch")
    assert "Where you are signed in" in larch.get("/account").get_data(as_text=True)


def test_the_operator_gives_roles(db, now) -> None:  # type: ignore[no-untyped-def]
    accounts.add(db, address="larch@example.org", handle="Larch", role="reader", now=now)
    assert accounts.add(db, address="LARCH@example.org", handle="", role="moderator", now=now).role == "moderator"
    assert [one.handle for one in accounts.everything(db)] == ["Larch"]
    with pytest.raises(accounts.AddressRefused):
        accounts.add(db, address="nobody", handle="Larch2", role="reader", now=now)
    with pytest.raises(accounts.HandleRefused):
        accounts.add(db, address="x@example.org", handle="", role="reader", now=now)
    with pytest.raises(Exception, match="no role"):
        accounts.add(db, address="x@example.org", handle="Elm", role="king", now=now)
    with pytest.raises(accounts.AccountNotFound):
        accounts.by_handle(db, "Nobody")
