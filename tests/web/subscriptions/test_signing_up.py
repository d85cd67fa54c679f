"""Signing up: nothing is ticked for anybody, nothing begins without the button, nothing tells who is known."""

from __future__ import annotations

import re
import threading
from datetime import timedelta
from urllib.parse import urlsplit

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from db import outbox, own_subscriptions, retention, subscriptions
from db.engine import connect
from db.own_subscriptions import Link
from db.subscriptions import Consent, More

ALL = {"daily": "yes", "weekly": "yes"}


def ask(somebody, address: str = "anna@example.org", **fields: object):  # type: ignore[no-untyped-def]
    return somebody.send("/subscribe", "/subscribe", address=address, **fields)


def test_nothing_is_ticked_but_what_somebody_came_from(client) -> None:  # type: ignore[no-untyped-def]
    assert 'type="checkbox"' in client.get("/subscribe").get_data(as_text=True)
    assert not re.search(r'type="checkbox"[^>]* checked', client.get("/subscribe").get_data(as_text=True))
    page = client.get("/subscribe?topic=adoption&event=ncasc&nation=Wales&topic=nothing").get_data(as_text=True)
    assert re.findall(r'type="checkbox" name="(\w+)" value="([^"]+)" checked', page) == [
        ("topic", "adoption"),
        ("nation", "Wales"),
        ("event", "ncasc"),
    ]
    assert '<details class="more" open>' in page


def test_every_page_leads_to_its_own_choice(client, newsroom) -> None:  # type: ignore[no-untyped-def]
    newsroom.article("Foster carers wanted", topics=("fostering-kinship",), event="ncasc-2011")
    for path, link in {
        "/topics/adoption": "/subscribe?topic=adoption",
        "/events/ncasc": "/subscribe?event=ncasc",
        "/events/ncasc-2011": "/subscribe?event=ncasc",
        "/nations/northern-ireland": "/subscribe?nation=Northern%20Ireland",
        "/stories/foster-carers-wanted": "/subscribe?topic=fostering-kinship&amp;event=ncasc",
        "/": "/subscribe",
    }.items():
        assert f'href="{link}"' in client.get(path).get_data(as_text=True), path


def test_all_choices_come_through_the_mail(person, db, postbox) -> None:  # type: ignore[no-untyped-def]
    anna = person()
    ask(anna, **ALL, topic="adoption", nation="Northern Ireland", event="ncasc", density="headlines", delivery="18:00")
    text = str(postbox.mails()[-1]["message"])
    assert "About: Adoption" in text
    assert "Northern Ireland" in " ".join(text.split())
    path = postbox.link()
    page = anna.get(path).get_data(as_text=True)
    assert "National Children and Adult Services Conference" in page
    assert "on weekdays at 18:00" in page
    anna.send(path, path)
    kept = {one.period: one for one in subscriptions.of(db, 1)}
    assert set(kept) == {"daily", "weekly"}
    daily = kept["daily"]
    assert (daily.topics, daily.nations, daily.events) == (("adoption",), ("Northern Ireland",), ("ncasc",))
    assert (daily.density, daily.delivery, daily.details) == ("headlines", "18:00", False)


def test_the_consent_says_which_page_somebody_came_from(client, app, db, postbox, clock) -> None:  # type: ignore[no-untyped-def]
    app.config["WTF_CSRF_ENABLED"] = False
    for referrer, source in (
        ("https://thread.example/topics/adoption?after=1", "/topics/adoption"),
        ("https://thread.example/preferences/secret", "/subscribe"),
        ("https://elsewhere.example/topics/adoption", "/subscribe"),
        ("", "/subscribe"),
    ):
        clock.now += timedelta(minutes=30)
        address = f"a{clock.now:%H%M}@example.org"
        page = client.get("/subscribe", headers={"Referer": referrer}).get_data(as_text=True)
        found = re.search(r'name="source" value="([^"]*)"', page)
        assert found is not None
        assert found[1] == source
        client.post("/subscribe", data={"address": address, "daily": "yes", "source": found[1]})
        client.post(postbox.link())
        subscriber = subscriptions.find(db, address)
        assert subscriber is not None
        (one,) = subscriptions.of(db, subscriber.id)
        assert (one.source, one.asked_at, one.confirmed_at) == (source, clock.now, clock.now)


def test_who_gets_it_already_is_mailed_their_own_page(person, db, join, postbox) -> None:  # type: ignore[no-untyped-def]
    anna, reader = join(topics=("send",)), person()
    assert "Look at your mail" in ask(reader, daily="yes", topic="adoption", event="ncasc").get_data(as_text=True)
    mail = postbox.mails()[-1]
    assert mail["subject"] == "You get this mail from Common Thread already"
    assert "the daily mail, since 26 November 2026, about" in str(mail["message"])
    path = postbox.link()
    assert path == f"/preferences/{anna.secret}?topic=adoption&event=ncasc"
    before = db.copy_out("subscription")
    page = reader.get(path).get_data(as_text=True)
    assert "It is kept once you press" in page
    assert 'value="adoption" checked' in page
    assert 'value="send" checked' in page
    assert list(before) == list(db.copy_out("subscription"))


def test_the_whole_picture_is_not_made_smaller_by_asking_for_more(person, join) -> None:  # type: ignore[no-untyped-def]
    anna = join()
    page = person().get(f"/preferences/{anna.secret}?topic=adoption&nation=Wales").get_data(as_text=True)
    assert "A mail with the whole picture brings it already" in page
    assert not re.search(r'type="checkbox"[^>]* checked', page)


def test_who_asks_for_one_more_list_is_asked_to_confirm_it(person, db, join, postbox) -> None:  # type: ignore[no-untyped-def]
    anna = join(periods=("daily",))
    ask(person(), weekly="yes")
    path = postbox.link("/subscribe/confirm/")
    person().send(path, path)
    assert {one.period for one in subscriptions.active(db, anna.id)} == {"daily", "weekly"}


def test_pressing_twice_is_pressing_once(person, db, postbox, clock) -> None:  # type: ignore[no-untyped-def]
    anna = person()
    ask(anna, daily="yes", topic="adoption")
    path = postbox.link()
    first = anna.send(path, path).headers["Location"]
    secret = first.partition("?")[0]
    anna.send(secret, secret, period="daily", topic="send")
    clock.now += timedelta(hours=1)
    again = anna.send(path, path)
    assert (again.status_code, again.headers["Location"]) == (303, first)
    (one,) = subscriptions.of(db, 1)
    assert one.topics == ("send",)


def test_a_used_link_does_not_bring_an_old_address_back(person, db, postbox, now) -> None:  # type: ignore[no-untyped-def]
    anna = person()
    ask(anna, daily="yes")
    path = postbox.link()
    secret = anna.send(path, path).headers["Location"].partition("?")[0]
    anna.send(secret, f"{secret}/address", address="anna@new.example")
    moves = postbox.link("/subscribe/move/")
    anna.send(moves, moves)
    assert anna.send(path, path).headers["Location"].startswith(secret)
    assert [one.address for one in subscriptions.everything(db)] == ["anna@new.example"]


def test_a_used_link_of_somebody_erased_is_over(db, app, person, postbox, now) -> None:  # type: ignore[no-untyped-def]
    anna = person()
    ask(anna, daily="yes")
    path = postbox.link()
    anna.send(path, path)
    subscriptions.leave(db, subscriptions.by_id(db, 1), ["daily"], now)
    subscriptions.forget_left(db, now + timedelta(days=29))
    assert anna.send("/subscribe", path).status_code == 410
    assert list(subscriptions.everything(db)) == []


def test_used_links_are_forgotten_once_they_are_over(db, now) -> None:  # type: ignore[no-untyped-def]
    link = Link("token", now + timedelta(days=7))
    consent = Consent("Yes.", now, "/")
    own_subscriptions.confirm(db, link, "a@example.org", ("daily",), (), consent, now)
    retention.sweep(db, now + timedelta(days=7))
    assert len(list(db.copy_out("used_link"))) == 1
    retention.sweep(db, now + timedelta(days=7, seconds=1))
    assert list(db.copy_out("used_link")) == []


def test_two_confirmations_at_once_make_one_subscription(database_url: str, db, now) -> None:  # type: ignore[no-untyped-def]
    link, start, found = Link("token", now + timedelta(days=7)), threading.Barrier(4), []

    def press() -> None:
        own = connect(database_url, busy_seconds=20)
        start.wait()
        consent = Consent("Yes.", now, "/")
        found.append(own_subscriptions.confirm(own, link, "a@example.org", ("daily",), (), consent, now).secret)
        own.close()

    threads = [threading.Thread(target=press) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 4
    assert len(set(found)) == 1
    assert len(list(subscriptions.everything(db))) == 1


def test_a_link_that_was_tampered_with_begins_nothing(person, db, postbox) -> None:  # type: ignore[no-untyped-def]
    anna = person()
    ask(anna, daily="yes")
    token = postbox.link().rpartition("/")[2]
    for part in (0, 20, len(token) // 2, -1):
        changed = list(token)
        changed[part] = "A" if changed[part] != "A" else "B"
        assert anna.send("/subscribe", f"/subscribe/confirm/{''.join(changed)}").status_code == 410, part
    assert anna.send("/subscribe", f"/subscribe/move/{token}").status_code == 410, "not a link of that kind"
    assert list(subscriptions.everything(db)) == []


def test_an_address_is_one_however_it_is_written(person, db, postbox) -> None:  # type: ignore[no-untyped-def]
    anna = person()
    for number, (typed, kept) in enumerate(
        (
            ("  Anna+News@Example.ORG ", "anna+news@example.org"),
            ("anna@bücher.example", "anna@xn--bcher-kva.example"),
            ("anna@xn--bcher-kva.de", "anna@xn--bcher-kva.de"),
        ),
        1,
    ):
        before = len(postbox)
        for written in (typed, kept.upper()):
            ask(anna, written, daily="yes")
        assert {mail["address"] for mail in postbox.mails()[before:]} == {kept}
        path = postbox.link()
        anna.send(path, path)
        assert [one.address for one in subscriptions.everything(db)][-1] == kept
        assert len(list(subscriptions.everything(db))) == number


def test_scanners_that_follow_every_link_change_nothing(app, person, db, postbox, join, now) -> None:  # type: ignore[no-untyped-def]
    bob = join("bob@example.org", topics=("send",))
    ask(person(), **ALL)
    ask(person(), "bob@example.org", **ALL, topic="adoption")
    page = f"/preferences/{bob.secret}"
    person().send(page, f"{page}/address", address="bob@new.example")
    person().send("/preferences", "/preferences", address="bob@example.org")
    assert len(postbox) == 4
    links = [urlsplit(one) for mail in postbox.mails() for one in re.findall(r"https://\S+", str(mail["message"]))]
    paths = {f"{link.path}?{link.query}" for link in links} | {f"/unsubscribe/{bob.secret}/daily", f"{page}/data.json"}
    assert len(paths) == 6
    before = [list(db.copy_out(table)) for table in ("subscriber", "subscription", "used_link", "outbox")]
    scanner = app.test_client(use_cookies=False)
    for path in sorted(paths) * 2:
        for answer in (scanner.get(path), scanner.head(path)):
            assert answer.status_code == 200, path
            assert answer.headers["Cache-Control"] == "private, no-store"
            assert answer.headers["X-Robots-Tag"] == "noindex"
            assert answer.headers["Referrer-Policy"] == "no-referrer"
        if not path.startswith("/unsubscribe"):
            assert scanner.post(path).status_code in (400, 405), "without the token of a page nothing is taken"
    assert [list(db.copy_out(table)) for table in ("subscriber", "subscription", "used_link", "outbox")] == before


def test_the_longest_request_fits_a_line_of_mail(person, app, db, postbox) -> None:  # type: ignore[no-untyped-def]
    from web.subscriptions.choices import offer

    choices, anna = offer(db), person()
    address = f"{'a' * 64}@{'b' * 60}.{'c' * 60}.{'d' * 60}.org"
    every = {"topic": [one.id for one in choices.topics], "event": [one.id for one in choices.events]}
    ask(anna, address[:250], **ALL, **every, nation=list(choices.nations), density="headlines", delivery="18:00")
    message = str(postbox.mails()[-1]["message"])
    assert max(len(line.encode()) for line in message.splitlines()) < 998
    path = postbox.link()
    anna.send(path, path)
    assert {one.events for one in subscriptions.of(db, 1)} == {tuple(every["event"])}


TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)


@settings(max_examples=6, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(fields=st.fixed_dictionaries(dict.fromkeys(
    ("address", "topic", "nation", "event", "density", "delivery", "source", "period", "pause", "until", "daily"), TEXT
)))  # fmt: skip
def test_any_words_in_any_field_are_answered_and_break_nothing(app, db, join, fields: dict[str, str]) -> None:  # type: ignore[no-untyped-def]
    app.config["WTF_CSRF_ENABLED"] = False
    anna, reader = join(), app.test_client()
    page = f"/preferences/{anna.secret}"
    for path in ("/subscribe", "/preferences", page, f"{page}/pause", f"{page}/address"):
        answer = reader.post(path, data=fields)
        assert answer.status_code in (200, 303, 400, 429), path
        assert (
            reader.get(
                path if "/pause" not in path and "/address" not in path else page, query_string=fields
            ).status_code
            == 200
        )
    for one in subscriptions.of(db, anna.id):
        assert (one.topics, one.nations, one.events) == ((), (), ())
        assert (one.density, one.delivery) == (More().density, More().delivery)


def test_an_address_and_a_client_ask_only_so_often(person, postbox, join, clock) -> None:  # type: ignore[no-untyped-def]
    join()

    def lost() -> int:
        clock.now += timedelta(seconds=1)
        return person().send("/preferences", "/preferences", address="anna@example.org").status_code

    answers = [lost() for _ in range(21)]
    assert len(postbox) == 5
    assert answers == [200] * 20 + [429]


def test_a_confirmation_goes_before_everything_else(person, db, now) -> None:  # type: ignore[no-untyped-def]
    ask(person(), daily="yes")
    outbox.put(
        db,
        kind="notice",
        weight=outbox.NOTICE,
        address="b@example.org",
        subject="x",
        message="x",
        message_id="<x@y>",
        now=now,
    )
    first = outbox.claim(db, "me", now, now + timedelta(minutes=1), 1)
    assert [mail.kind for mail in first] == ["confirm"]
