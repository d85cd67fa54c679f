"""Somebody's own page: what they get, a pause, another address, what we hold, all of it by the link in their mail."""

from __future__ import annotations

import json
import re
from datetime import date, timedelta

import pytest

from db import bounces, digests, own_subscriptions, subscriptions
from db.own_subscriptions import Link, Move, MoveRefused
from db.rules.editions import window
from db.subscriptions import More


def page(one: subscriptions.Subscriber) -> str:
    return f"/preferences/{one.secret}"


def ticked(html: str) -> list[tuple[str, str]]:
    return re.findall(r'type="(?:checkbox|radio)" name="(\w+)" value="([^"]+)" checked', html)


def test_every_choice_is_shown_kept_and_shown_again(person, db, join) -> None:  # type: ignore[no-untyped-def]
    anna, reader = join(periods=("daily",)), person()
    choices = {
        "topic": "adoption", "nation": "Scotland", "event": "adcs", "density": "headlines", "delivery": "12:30",
        "details": "yes",
    }  # fmt: skip
    assert reader.send(page(anna), page(anna), period="daily", **choices).status_code == 303
    (one,) = subscriptions.of(db, anna.id)
    assert (one.topics, one.nations, one.events, one.details) == (("adoption",), ("Scotland",), ("adcs",), True)
    assert (one.density, one.delivery) == ("headlines", "12:30")
    assert dict(ticked(reader.get(page(anna)).get_data(as_text=True))) == choices
    reader.send(page(anna), page(anna), period="daily")
    (one,) = subscriptions.of(db, anna.id)
    assert (one.topics, one.nations, one.events, one.details) == ((), (), (), False)


def test_the_weekly_has_no_hour_to_choose(person, join) -> None:  # type: ignore[no-untyped-def]
    html = person().get(page(join(periods=("weekly",)))).get_data(as_text=True)
    assert 'name="density"' in html
    assert 'name="delivery"' not in html


def test_one_list_or_all_are_left(person, db, join) -> None:  # type: ignore[no-untyped-def]
    anna, reader = join(), person()
    reader.send(page(anna), page(anna), period="daily", leave="1")
    assert [one.period for one in subscriptions.active(db, anna.id)] == ["weekly"]
    reader.send(page(anna), page(anna), period="all", leave="1")
    assert subscriptions.active(db, anna.id) == []
    assert "erased four weeks after" in reader.get(page(anna)).get_data(as_text=True)


def test_a_pause_is_for_a_week_or_two_or_until_a_day(person, db, join) -> None:  # type: ignore[no-untyped-def]
    anna, reader = join(), person()
    for fields, until in (
        ({"pause": "7"}, date(2026, 12, 3)),
        ({"pause": "14"}, date(2026, 12, 10)),
        ({"pause": "date", "until": "2026-11-27"}, date(2026, 11, 27)),
        ({"pause": "date", "until": "2027-11-27"}, date(2027, 11, 27)),
        ({"until": "2026-12-24"}, date(2026, 12, 24)),
    ):
        assert reader.send(page(anna), f"{page(anna)}/pause", **fields).status_code == 303
        assert {one.paused_until for one in subscriptions.of(db, anna.id)} == {until}
        assert f"{until.day} {until:%B %Y}" in reader.get(page(anna)).get_data(as_text=True)
    reader.send(page(anna), f"{page(anna)}/pause", resume="1")
    assert "Paused." not in reader.get(page(anna)).get_data(as_text=True)
    assert len(subscriptions.due(db, "weekly", 1, 0, 9, date(2026, 11, 26))) == 1


def test_a_pause_without_a_day_or_of_more_than_a_year_is_told(person, db, join) -> None:  # type: ignore[no-untyped-def]
    anna, reader = join(), person()
    for until in ("", "2026-11-26", "2027-11-28", "soon"):
        answer = reader.send(page(anna), f"{page(anna)}/pause", pause="date", until=until)
        assert answer.status_code == 400, until
        assert "Enter a day from tomorrow to 27 November 2027" in answer.get_data(as_text=True)
        assert f'value="{until}"' in answer.get_data(as_text=True), "what was entered stays"
    assert reader.send(page(anna), f"{page(anna)}/pause", pause="9999").status_code == 400
    assert {one.paused_until for one in subscriptions.of(db, anna.id)} == {None}


def test_who_signs_up_anew_is_not_paused(person, db, join, postbox, now) -> None:  # type: ignore[no-untyped-def]
    anna = join(periods=("daily",))
    subscriptions.pause(db, anna, date(2026, 12, 3), now)
    subscriptions.leave(db, anna, ["daily"], now)
    assert subscriptions.active(db, anna.id) == []
    consent = subscriptions.Consent("Yes.", now + timedelta(hours=1), "/")
    subscriptions.subscribe(db, anna.address, ("daily",), (), consent, now + timedelta(hours=1))
    (one,) = subscriptions.of(db, anna.id)
    assert (one.state, one.paused_from, one.paused_until) == ("active", None, None)


def test_mails_move_with_choices_and_history_and_the_old_address_can_undo_it(person, db, join, postbox, clock) -> None:  # type: ignore[no-untyped-def]
    more = More(("Wales",), ("ncasc",), "headlines", "18:00")
    anna, reader = join(topics=("send",), more=more), person()
    before = subscriptions.of(db, anna.id)
    sent = reader.send(page(anna), f"{page(anna)}/address", address="Anna@New.example")
    assert "Until then nothing changes" in sent.get_data(as_text=True)
    assert postbox.mails()[-1]["address"] == "anna@new.example"
    moves = postbox.link("/subscribe/move/")
    assert "Send your mails here?" in reader.get(moves).get_data(as_text=True)
    assert reader.send(moves, moves).headers["Location"] == f"{page(anna)}?saved=1"
    moved = subscriptions.by_secret(db, anna.secret)
    assert (moved.id, moved.address) == (anna.id, "anna@new.example")
    assert subscriptions.of(db, anna.id) == before
    mail = postbox.mails()[-1]
    assert (mail["address"], mail["subject"]) == ("anna@example.org", "Your mails go to another address now")
    back = postbox.link("/subscribe/move/")
    clock.now += timedelta(minutes=1)
    reader.send(back, back)
    assert subscriptions.by_secret(db, anna.secret).address == "anna@example.org"
    assert reader.send(moves, moves).status_code == 303
    assert subscriptions.by_secret(db, anna.secret).address == "anna@example.org", "a link moves once"
    assert len([mail for mail in postbox.mails() if mail["kind"] == "moved"]) == 2


def test_a_move_is_not_made_onto_somebody_elses_mails(person, db, join, postbox) -> None:  # type: ignore[no-untyped-def]
    anna, bob, reader = join(), join("bob@example.org"), person()
    known = reader.send(page(anna), f"{page(anna)}/address", address="bob@example.org").get_data(as_text=True)
    moves = postbox.link("/subscribe/move/")
    unknown = reader.send(page(anna), f"{page(anna)}/address", address="new@example.org").get_data(as_text=True)
    assert known == unknown
    answer = reader.send(moves, moves)
    assert answer.status_code == 409
    assert "gets mails from us already" in answer.get_data(as_text=True)
    assert {one.address for one in subscriptions.everything(db)} == {"anna@example.org", bob.address}


def test_a_move_takes_the_place_of_an_address_that_left(db, join, now) -> None:  # type: ignore[no-untyped-def]
    anna, bob = join(), join("bob@example.org")
    subscriptions.leave(db, bob, ["daily", "weekly"], now)
    subscriptions.suppress(db, bob.address, "bounced", now - timedelta(days=1))
    asked = Move(anna.id, anna.address, bob.address, now)
    moved, fresh = own_subscriptions.move(db, Link("a", now), asked)
    assert (moved.id, moved.address, fresh) == (anna.id, "bob@example.org", True)
    assert subscriptions.wanting(db, [bob.address], "daily", now) == {bob.address}
    with pytest.raises(MoveRefused, match="another address since"):
        own_subscriptions.move(db, Link("b", now), Move(anna.id, "anna@example.org", "c@example.org", now))


def test_a_new_address_has_to_be_one(person, join, postbox) -> None:  # type: ignore[no-untyped-def]
    anna, reader = join(), person()
    for address in ("", "anna", "a@x.org,b@x.org", "a@x.org\r\nBcc: b@x.org"):
        answer = reader.send(page(anna), f"{page(anna)}/address", address=address)
        assert answer.status_code == 400, address
        assert "Enter another mail address" in answer.get_data(as_text=True)
    assert len(postbox) == 0


def test_a_move_is_over_after_a_week(person, db, join, postbox, clock) -> None:  # type: ignore[no-untyped-def]
    anna = join()
    person().send(page(anna), f"{page(anna)}/address", address="new@example.org")
    moves = postbox.link("/subscribe/move/")
    clock.now += timedelta(days=8)
    assert person().get(moves).status_code == 410
    assert person().send("/subscribe", moves).status_code == 410


def test_a_lost_link_is_mailed_and_nobody_learns_who_is_known(person, db, join, postbox, now) -> None:  # type: ignore[no-untyped-def]
    anna, gone = join(), join("gone@example.org")
    subscriptions.suppress(db, gone.address, "complained", now)
    answers = [
        person().send("/preferences", "/preferences", address=address).get_data(as_text=True)
        for address in ("ANNA@example.org", "nobody@example.org", gone.address)
    ]
    assert len(set(answers)) == 1
    (mail,) = postbox.mails()
    assert (mail["address"], postbox.link()) == (anna.address, page(anna))
    assert person().send("/preferences", "/preferences", address="anna").status_code == 400


def test_everything_we_hold_is_given_to_its_owner(person, db, newsroom, join, now) -> None:  # type: ignore[no-untyped-def]
    anna, reader = join(periods=("daily",), topics=("send",), more=More(("Wales",))), person()
    story = newsroom.article("Foster carers wanted")
    run = digests.open_run(db, window("daily", now.date()), [story], now)
    kept = digests.keep_selection(db, run.id, "{}", "Foster carers wanted", [story], [])
    digests.note_mails(db, run.id, [(anna.id, None, kept.id)])
    reader.send("/preferences", "/preferences", address=anna.address)
    with db.write():
        bounces.note(db, "soft", "<m>", anna.address, "452 mailbox full", now)
    answer = reader.get(f"{page(anna)}/data.json")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="common-thread-mails.json"'
    assert answer.headers["Cache-Control"] == "private, no-store"
    held = json.loads(answer.data)
    assert (held["address"], held["never_to_be_written_to"]) == (anna.address, False)
    (one,) = held["subscriptions"]
    assert (one["topics"], one["nations"], one["wording"], one["source"]) == (["send"], ["Wales"], "Yes.", "test")
    assert held["sent"] == [{"period": "daily", "day": "2026-11-26", "stories": ["foster-carers-wanted"]}]
    assert [mail["subject"] for mail in held["in_the_outbox"]] == ["Your link to your mails"]
    assert [one["said"] for one in held["came_back"]] == ["452 mailbox full"]
    text = reader.get(f"{page(anna)}/data.txt").get_data(as_text=True)
    for words in ("Address: anna@example.org", "THE DAILY MAIL", "Topics: send", "Wording: Yes.", "Paused until: -",
                  "Details: no", "The daily of 2026-11-26:\n- foster-carers-wanted", "Your link to your mails"):  # fmt: skip
        assert words in text
    assert reader.get("/preferences/" + "x" * 32 + "/data.json").status_code == 404


def test_what_was_sent_is_erased_with_its_reader(db, newsroom, join, now) -> None:  # type: ignore[no-untyped-def]
    anna, bob = join(), join("bob@example.org")
    story = newsroom.article("Foster carers wanted")
    run = digests.open_run(db, window("daily", now.date()), [story], now)
    kept = digests.keep_selection(db, run.id, "{}", "Foster carers wanted", [story], [])
    digests.note_mails(db, run.id, [(one.id, None, kept.id) for one in (anna, bob)])
    subscriptions.leave(db, anna, ["daily", "weekly"], now)
    assert subscriptions.forget_left(db, now + timedelta(days=29)) == 1
    assert [row[1] for row in db.copy_out("digest_mail")] == [bob.id]


def test_a_link_of_somebody_erased_leaves_kindly(app, db, join, now) -> None:  # type: ignore[no-untyped-def]
    anna, bare = join(), app.test_client(use_cookies=False)
    subscriptions.leave(db, anna, ["daily", "weekly"], now)
    subscriptions.forget_left(db, now + timedelta(days=29))
    path = f"/unsubscribe/{anna.secret}/daily"
    for answer in (bare.get(path), bare.post(path, data={"List-Unsubscribe": "One-Click"})):
        assert answer.status_code == 200
        assert "You have left the daily mail" in answer.get_data(as_text=True)
    assert bare.get(path[:20] + "/daily").status_code == 404


def test_an_address_taken_in_the_same_moment_is_not_taken_twice(db, join, now, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    anna, bob = join(), join("bob@example.org")
    monkeypatch.setattr(own_subscriptions, "find", lambda *_: None)  # it looked before the other one had signed up
    with pytest.raises(MoveRefused, match="gets mails from us already"):
        own_subscriptions.move(db, Link("a", now), Move(anna.id, anna.address, bob.address, now))
    assert {one.address for one in subscriptions.everything(db)} == {anna.address, bob.address}
