"""Subscribing needs a button, leaving needs nothing; looking at a page changes nothing."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from db import subscriptions
from db.subscriptions import Consent, SubscriberNotFound, Unwelcome
from web.subscriptions import importing


def outbox(db) -> list[dict[str, object]]:  # type: ignore[no-untyped-def]
    names = [column.name for column in db.columns("outbox")]
    return [dict(zip(names, row, strict=True)) for row in db.copy_out("outbox")]


def ask(somebody, address: str = "anna@example.org", **fields: object):  # type: ignore[no-untyped-def]
    return somebody.send("/subscribe", "/subscribe", address=address, **fields)


def link(db) -> str:  # type: ignore[no-untyped-def]
    found = re.search(r"https://thread\.example(/subscribe/confirm/\S+)", str(outbox(db)[-1]["message"]))
    assert found is not None
    return found[1]


def subscribed(db, now, address: str = "anna@example.org", periods=("daily", "weekly"), topics=()):  # type: ignore[no-untyped-def]
    return subscriptions.subscribe(db, address, periods, topics, Consent("Yes.", now, "test"), now)


def test_a_reader_subscribes_confirms_and_chooses(person, db) -> None:  # type: ignore[no-untyped-def]
    anna = person()
    assert b"Look at your mail" in ask(anna, daily="yes", topic="adoption").data
    assert list(subscriptions.everything(db)) == []
    path = link(db)
    assert b"Yes, send it to me" in anna.get(path).data
    assert list(subscriptions.everything(db)) == []
    done = anna.send(path, path)
    assert done.status_code == 303
    (one,) = subscriptions.everything(db)
    assert (one.address, one.period, one.topics, one.state) == ("anna@example.org", "daily", ("adoption",), "active")
    assert "used for nothing else" in one.wording
    page = done.headers["Location"]
    assert b"it is confirmed" in anna.get(page).data
    secret = page.partition("?")[0]
    anna.send(secret, secret, period="daily", topic="send")
    (one,) = subscriptions.everything(db)
    assert one.topics == ("send",)
    anna.send(secret, secret, period="daily", leave="1")
    assert b"You get no mail from us" in anna.get(secret).data


def test_an_old_link_cannot_bring_back_who_left(person, db, clock) -> None:  # type: ignore[no-untyped-def]
    anna = person()
    ask(anna, daily="yes", weekly="yes")
    path = link(db)
    secret = anna.send(path, path).headers["Location"].partition("?")[0]
    clock.now += timedelta(minutes=5)
    anna.send(secret, secret, period="all", leave="1")
    anna.send(path, path)
    assert {one.state for one in subscriptions.everything(db)} == {"left"}


@pytest.mark.parametrize("wrong", ["x", "WyJ4Il0.abc", "a" * 5000])
def test_a_link_that_is_not_ours_is_told(client, person, wrong: str) -> None:  # type: ignore[no-untyped-def]
    assert client.get(f"/subscribe/confirm/{wrong}").status_code == 410
    assert person().send("/subscribe", f"/subscribe/confirm/{wrong}").status_code == 410


def test_a_link_is_over_after_a_week(person, db, clock) -> None:  # type: ignore[no-untyped-def]
    ask(person(), daily="yes")
    clock.now += timedelta(days=8)
    assert person().get(link(db)).status_code == 410


def test_the_answer_is_the_same_for_known_addresses(person, db, now) -> None:  # type: ignore[no-untyped-def]
    subscribed(db, now)
    plain = [re.sub(r'value="[^"]*"', "", ask(person(), address, daily="yes").get_data(as_text=True))
             for address in ("anna@example.org", "nobody@example.org")]  # fmt: skip
    assert plain[0] == plain[1]


@pytest.mark.parametrize(
    ("address", "fields", "words"),
    [
        ("anna@example.org", {}, "Tick the daily or the weekly"),
        ("anna", {"daily": "yes"}, "Enter a mail address"),
        ("a@example.org\r\nBcc: b@example.org", {"daily": "yes"}, "Enter a mail address"),
        ("a@example.org,b@example.org", {"daily": "yes"}, "Enter a mail address"),
    ],
)
def test_a_wrong_form_says_what_is_missing_and_keeps_the_rest(person, db, address: str, fields, words: str) -> None:  # type: ignore[no-untyped-def]
    answer = ask(person(), address, topic="adoption", **fields)
    assert answer.status_code == 400
    assert words in answer.get_data(as_text=True)
    assert 'value="adoption" checked' in answer.get_data(as_text=True)
    assert outbox(db) == []


def test_nobody_is_flooded(person, db, clock) -> None:  # type: ignore[no-untyped-def]
    for _ in range(9):
        clock.now += timedelta(seconds=1)
        ask(person(), daily="yes")
    assert len(outbox(db)) == 5


def test_one_tap_leaves_without_cookie_token_or_log_in(app, db, now) -> None:  # type: ignore[no-untyped-def]
    anna = subscribed(db, now)
    bare = app.test_client(use_cookies=False)
    path = f"/unsubscribe/{anna.secret}/daily"
    assert bare.get(path).status_code == 200
    assert {one.state for one in subscriptions.of(db, anna.id)} == {"active"}
    answer = bare.post(path, data={"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert {one.period: one.state for one in subscriptions.of(db, anna.id)} == {"daily": "left", "weekly": "active"}
    assert bare.post(path, data={"List-Unsubscribe": "One-Click"}).status_code == 200


@pytest.mark.parametrize("path", ["/unsubscribe/{}/daily", "/unsubscribe/{}/weekly", "/preferences/{}", "/subscribe"])
def test_looking_changes_nothing(client, db, now, path: str) -> None:  # type: ignore[no-untyped-def]
    anna = subscribed(db, now)
    before = list(subscriptions.everything(db))
    for _ in range(3):
        assert client.get(path.format(anna.secret)).status_code == 200
    assert list(subscriptions.everything(db)) == before


def test_an_unknown_secret_is_404(client, db) -> None:  # type: ignore[no-untyped-def]
    assert client.get("/preferences/short").status_code == 404
    with pytest.raises(SubscriberNotFound):
        subscriptions.by_secret(db, "x" * 32)


def test_an_operator_brings_nobody_back_who_left(db, now) -> None:  # type: ignore[no-untyped-def]
    anna = subscribed(db, now)
    subscriptions.leave(db, anna, ["daily"], now + timedelta(hours=1))
    with pytest.raises(Unwelcome, match="left the daily"):
        subscriptions.bring(db, anna.address, "daily", [], Consent("Yes.", now, "operator"), now)
    subscriptions.suppress(db, anna.address, "operator", now)
    with pytest.raises(Unwelcome, match="never to be written to"):
        subscriptions.bring(db, anna.address, "weekly", [], Consent("Yes.", now, "operator"), now)
    assert subscriptions.suppressed(db, anna.address)


def test_who_left_is_erased_after_four_weeks(db, now) -> None:  # type: ignore[no-untyped-def]
    anna = subscribed(db, now)
    subscriptions.leave(db, anna, ["daily", "weekly"], now)
    assert subscriptions.forget_left(db, now + timedelta(days=27)) == 0
    assert subscriptions.forget_left(db, now + timedelta(days=29)) == 1
    assert subscriptions.find(db, anna.address) is None


def test_good_rows_come_in_and_each_bad_one_is_named_by_its_line(newsroom, db, now) -> None:  # type: ignore[no-untyped-def]
    rows = [
        "address,period,topics,confirmed_at,wording",
        "good@example.org,weekly,adoption send,2026-11-02T08:00:00Z,Send me the weekly.",
        "nobody,weekly,,2026-11-02T08:00:00Z,Yes.",
        "a@example.org,hourly,,2026-11-02T08:00:00Z,Yes.",
        "b@example.org,daily,trains,2026-11-02T08:00:00Z,Yes.",
        "c@example.org,daily,,,Yes.",
        "d@example.org,daily,,2099-01-01,Yes.",
        "e@example.org,daily,,2026-11-02,",
        "f@example.org,daily",
        "g@example.org,daily,,2026-11-02,Yes.",
    ]
    taken, refused = importing.take_in(db, rows, now)
    assert taken == 2
    assert [one.line for one in refused] == [3, 4, 5, 6, 7, 8, 9]
    assert {one.address for one in subscriptions.everything(db)} == {"good@example.org", "g@example.org"}
    with pytest.raises(importing.BadFile, match="expected address,period"):
        importing.take_in(db, ["mail,when"], now)
