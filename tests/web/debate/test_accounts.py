"""One's own account: another name or address, a role confirmed, everything out, gone; follows and what is mailed."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from typing import Any

import pytest

from db import accounts, moderation, outbox, passkeys, reports, retention
from db.engine import Database
from db.own_account import confirm_address
from db.seeds.reading import SeedError
from db.seeds.roles import load_roles
from web.comments.telling import tell_authors, tell_followers, watch, weekly_note


def text_of(answer: Any) -> str:
    return str(answer.get_data(as_text=True))


def mails(db: Database, now: Any) -> list[outbox.Mail]:
    return outbox.claim(db, "test", now, now, 100)


def links(mail: outbox.Mail) -> list[str]:
    return [
        found.replace("https://thread.example", "")
        for found in re.findall(r"https://thread\.example/\S+", mail.message)
    ]


def post(somebody: Any, story: str, text: str = "A calm word.", **fields: object) -> Any:
    return somebody.send(f"/stories/{story}/comment", f"/stories/{story}/comments", text=text, **fields)


def test_a_name_changes_once_a_year_and_comments_follow(
    person: Any, hazel: Any, story: str, clock: Any, db: Database
) -> None:
    post(hazel, story)
    hazel.send("/account", "/account/name", handle="Rowan Tree")
    page = text_of(person().get(f"/stories/{story}"))
    assert "Rowan Tree" in page
    assert "Hazel" not in page.partition('id="thread"')[2]
    assert "once a year" in text_of(hazel.send("/account", "/account/name", handle="Elm Tree"))
    assert "Choose another" in text_of(person("Larch").send("/account", "/account/name", handle="Hazel"))
    assert "somebody in office" in text_of(person("Larch").send("/account", "/account/name", handle="T1m Loughton"))
    assert "3 to 30" in text_of(person("Larch").send("/account", "/account/name", handle="x"))
    with pytest.raises(accounts.HandleRefused):
        accounts.add(db, address="new@example.org", handle="Hazel", role="reader", now=clock.now)


def test_another_address_is_confirmed_at_both(person: Any, db: Database, now: Any, client: Any) -> None:
    larch = person("Larch")
    larch.send("/account", "/account/address", address="new@example.org")
    old, new = mails(db, now)
    assert (old.address, new.address) == ("larch@example.org", "new@example.org")
    first, second = links(old)[0], links(new)[0]
    assert client.get(first).status_code == 200
    stranger = person()
    assert "other mailbox too" in text_of(stranger.send(first, first))
    assert accounts.find(db, "new@example.org") is None
    assert "Your address is changed" in text_of(stranger.send(second, second))
    assert accounts.find(db, "new@example.org") is not None
    assert accounts.find(db, "larch@example.org") is None
    assert larch.get("/account").status_code == 302, "all sessions end"
    assert client.get(second).status_code == 410
    assert stranger.send("/sign-in", second).status_code == 410


def test_a_change_of_address_tells_nobody_who_has_an_account(person: Any, db: Database, now: Any) -> None:
    person("Oak")
    larch = person("Larch")
    known = larch.send("/account", "/account/address", address="oak@example.org")
    assert "Look into both mailboxes" in text_of(known)
    for mail in mails(db, now):
        path = links(mail)[0]
        person().send(path, path)
    assert accounts.find(db, "oak@example.org").handle == "Oak"  # type: ignore[union-attr]
    assert accounts.find(db, "larch@example.org").handle == "Larch"  # type: ignore[union-attr]
    for wrong in ("larch@example.org", "nothing"):
        assert "Enter another mail address" in text_of(larch.send("/account", "/account/address", address=wrong))
    assert confirm_address(db, "no such token", now) is None


def test_an_unconfirmed_change_is_swept(person: Any, db: Database, clock: Any, client: Any) -> None:
    person("Larch").send("/account", "/account/address", address="new@example.org")
    path = links(mails(db, clock.now)[0])[0]
    clock.now += timedelta(days=8)
    assert client.get(path).status_code == 410
    retention.sweep(db, clock.now)
    assert db.value("own_account.change_valid", hash="x", now=clock.now) is None


def test_a_role_is_confirmed_and_its_address_dropped(
    person: Any, hazel: Any, story: str, db: Database, now: Any, database_url: str
) -> None:
    post(hazel, story)
    hazel.send("/account", "/account/role", role="iro", work="jane.doe@wexbridge.gov.uk")
    (mail,) = mails(db, now)
    path = links(mail)[0]
    assert hazel.get(path).status_code == 200
    assert person("Larch").get(path).status_code == 410, "only for whoever asked"
    hazel.send(path, path)
    page = text_of(person().get(f"/stories/{story}"))
    assert "Independent reviewing officer: work address confirmed, " in page
    with db.write():
        db.run("own_account.drop_mails", address="jane.doe@wexbridge.gov.uk")
    assert "jane.doe" not in json.dumps([list(map(str, row)) for row in db.copy_out("account")])
    other = person("Larch")
    other.send("/account", "/account/role", role="police", work="jane.doe@wexbridge.gov.uk")
    path = links(mails(db, now)[0])[0]
    assert "has confirmed another account" in text_of(other.send(path, path))
    hazel.send("/account", "/account/role", action="drop")
    assert "work address confirmed" not in text_of(person().get(f"/stories/{story}?again"))


@pytest.mark.parametrize(
    ("role", "work"), [("iro", "jane@gmail.com"), ("king", "jane@x.gov.uk"), ("iro", "nothing"), ("iro", "a@notgov.uk")]
)
def test_a_role_needs_a_work_address(person: Any, db: Database, now: Any, role: str, work: str) -> None:
    answer = person("Larch").send("/account", "/account/role", role=role, work=work)
    assert "give a work address" in text_of(answer)
    assert mails(db, now) == []
    assert person("Larch").get("/account/role/forged").status_code == 410
    assert person("Larch").send("/account", "/account/role/forged").status_code == 410


def test_a_list_of_roles_that_cannot_be_read_says_what(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COMMONTHREAD_SEEDS_DIR", str(tmp_path))
    (tmp_path / "roles.toml").write_text('[[role]]\nid = "x"\nnam = "X"\n', "utf-8")
    with pytest.raises(SeedError, match="name is missing"):
        load_roles()


def test_everything_comes_out_and_only_ones_own(person: Any, hazel: Any, newsroom: Any, story: str) -> None:
    larch = person("Larch")
    newsroom.comment(story, larch.account, "Mine alone.")
    newsroom.comment(story, hazel.account, "Hers alone.")
    larch.send("/comments/2/label", "/comments/2/label", label="helpful")
    larch.send(f"/stories/{story}/follow", f"/stories/{story}/follow", mode="all")
    told = larch.get("/account/export")
    found = json.loads(text_of(told))
    assert "attachment" in told.headers["Content-Disposition"]
    assert [one["text"] for one in found["comments"]] == ["Mine alone."]
    assert (found["address"], found["labels"][0]["value"]) == ("larch@example.org", "helpful")
    assert (found["followed_threads"][0]["value"], len(found["sessions"])) == ("all", 1)


def test_deleting_an_account_erases_its_words_and_keeps_its_name(
    person: Any, hazel: Any, newsroom: Any, story: str, db: Database, now: Any, database_url: str
) -> None:
    larch = person("Larch")
    newsroom.comment(story, larch.account, "Words to be forgotten.")
    newsroom.comment(story, hazel.account, "An answer.", 1)
    larch.send("/comments/2/label", "/comments/2/label", label="helpful")
    reports.report(db, 1, "abuse", "", "k", now, 20)
    newsroom.comment(story, larch.account, "Taken down.")
    moderation.decide(db, 3, "hide", "Off topic.", now, moderator="Hazel")
    larch.send("/comments/3/appeal", "/comments/3/appeal", words="Not to be forgotten.")
    assert "Type your name" in text_of(larch.send("/account/delete", "/account/delete", sure="no"))
    assert larch.send("/account/delete", "/account/delete", sure="Larch").status_code == 303
    page = text_of(person().get(f"/stories/{story}"))
    assert "Words to be forgotten." not in page
    assert "Withdrawn by its author." in page
    assert "An answer." in page
    assert accounts.find(db, "larch@example.org") is None
    rows = json.dumps(
        [list(map(str, row)) for kind in ("account", "comment", "outbox", "appeal") for row in db.copy_out(kind)]
    )
    assert "larch@example.org" not in rows
    assert "forgotten" not in rows
    assert moderation.queue(db) == []
    with pytest.raises(accounts.HandleRefused):
        accounts.add(db, address="new@example.org", handle="Larch", role="reader", now=now)
    assert larch.get("/account").status_code == 302


def test_followers_are_told_words_only_of_what_is_a_day_old(
    person: Any, hazel: Any, newsroom: Any, story: str, db: Database, settings: Any, clock: Any
) -> None:
    larch, rowan = person("Larch"), person("Rowan")
    path = f"/stories/{story}/follow"
    assert "Choose how" in text_of(larch.send(path, path, mode="hourly"))
    first = newsroom.comment(story, larch.account, "My own word.")
    larch.send(path, path, mode="replies")
    rowan.send(path, path, mode="daily")
    assert "once a day" in text_of(rowan.get("/my-follows"))
    newsroom.comment(story, hazel.account, "Fresh words.", first)
    newsroom.comment(story, hazel.account, "Not an answer.")
    assert tell_followers(db, settings, ("replies", "all"), clock.now) == 1
    (mail,) = mails(db, clock.now)
    assert (mail.address, "Hazel answered you" in mail.subject) == ("larch@example.org", True)
    assert "Fresh words." not in mail.message
    assert "/comments/2" in mail.message
    assert tell_followers(db, settings, ("replies", "all"), clock.now) == 0, "nothing is told twice"
    assert tell_followers(db, settings, ("daily",), clock.now) == 0, "not a day old"
    clock.now += timedelta(hours=25)
    reports.report(db, 3, "abuse", "", "k", clock.now, 20)
    assert tell_followers(db, settings, ("daily",), clock.now) == 1
    (mail,) = (one for one in mails(db, clock.now) if one.address == "rowan@example.org")
    assert "Fresh words." in mail.message
    assert "Not an answer." not in mail.message, "reported"
    larch.send(path, path, mode="off")
    assert "None yet." in text_of(larch.get("/my-follows"))


def test_a_mailed_word_that_describes_harm_is_noted_instead(
    person: Any, hazel: Any, newsroom: Any, story: str, db: Database, settings: Any, clock: Any
) -> None:
    path = f"/stories/{story}/follow"
    person("Larch").send(path, path, mode="daily")
    newsroom.comment(story, hazel.account, "The panel heard he was beaten.")
    later = clock.now + timedelta(hours=25)
    tell_followers(db, settings, ("daily",), later)
    (mail,) = mails(db, later)
    assert "beaten" not in mail.message
    assert "Content note: violence against a child" in mail.message


def test_authors_are_told_what_was_decided_without_their_words(
    person: Any, hazel: Any, story: str, db: Database, settings: Any, now: Any
) -> None:
    post(person("Larch"), story, "Words of mine.")
    moderation.decide(db, 1, "return", "Please take out the town.", now, moderator="Hazel", account_id=hazel.account.id)
    assert tell_authors(db, settings, now) == 1
    (mail,) = mails(db, now)
    assert "asks you to change" in mail.subject
    assert "Please take out the town." in mail.message
    assert "Words of mine." not in mail.message
    assert "Hazel" not in mail.message
    assert tell_authors(db, settings, now) == 0


def test_moderators_are_alarmed_once_a_day(
    person: Any, hazel: Any, newsroom: Any, story: str, db: Database, settings: Any, clock: Any
) -> None:
    post(person("Larch"), story)
    watch(db, settings, clock.now)
    assert mails(db, clock.now) == []
    later = clock.now + timedelta(hours=25)
    watch(db, settings, later)
    watch(db, settings, later + timedelta(minutes=15))
    (mail,) = mails(db, later)
    assert (mail.address, mail.subject) == ("hazel@example.org", "Nobody moderates")
    for number in range(settings.report_flood):
        reports.report(db, 1, "child", "", f"k{number}", later, settings.report_flood)
    watch(db, settings, later)
    assert [one.subject for one in mails(db, later)] == ["Many reports at once"]
    hazel.send("/moderation/rota", "/moderation/rota", kind="on", first="2031-01-01", last="2031-01-02")
    watch(db, settings, later)
    assert [one.subject for one in mails(db, later)] == ["Nobody is on duty tomorrow"]


def test_the_week_is_told_where_something_was_done(
    person: Any, hazel: Any, story: str, db: Database, settings: Any, now: Any
) -> None:
    weekly_note(db, settings, now)
    assert mails(db, now) == []
    post(person("Larch"), story)
    moderation.decide(db, 1, "publish", "", now, moderator="Hazel")
    weekly_note(db, settings, now)
    (mail,) = mails(db, now)
    assert "publish: 1" in mail.message


def test_an_account_has_ten_passkeys_at_most_and_drops_only_its_own(person: Any, db: Database, now: Any) -> None:
    larch, rowan = person("Larch").account, person("Rowan").account
    kept = [passkeys.add(db, larch.id, f"key {number}", "public", 0, "Passkey", now) for number in range(11)]
    assert kept == [True] * 10 + [False]
    assert not passkeys.add(db, rowan.id, "key 0", "public", 0, "Passkey", now), "a key belongs to one account"
    passkeys.drop(db, rowan.id, "key 0")
    assert len(passkeys.of_account(db, larch.id)) == 10


def test_a_passkey_that_does_not_fit_signs_nobody_in(person: Any, db: Database, now: Any) -> None:
    larch, stranger = person("Larch"), person()
    passkeys.add(db, larch.account.id, "a2V5", "cHVibGlj", 0, "Passkey", now)

    def tell(somebody: Any, path: str, told: object) -> Any:
        html = somebody.get("/sign-in").get_data(as_text=True)
        token = re.findall(r'name="csrf_token" value="([^"]*)"', html)[0]
        return somebody.client.post(path, json=told, headers={"X-CSRFToken": token})

    assert tell(stranger, "/sign-in/passkey", {"id": "a2V5"}).status_code == 400, "nothing was asked for"
    for told in ({"id": "bm8="}, {"id": "a2V5"}, {"id": "a2V5", "rawId": "a2V5", "response": {}, "type": "public-key"}):
        assert tell(stranger, "/sign-in/passkey/begin", {}).status_code == 200
        refused = tell(stranger, "/sign-in/passkey", told)
        assert (refused.status_code, "mailed link" in refused.get_json()["error"]) == (400, True)
    assert tell(larch, "/account/passkeys/begin", {}).status_code == 200
    assert tell(larch, "/account/passkeys", {"id": "bm8="}).status_code == 400
    assert stranger.get("/account").status_code == 302


def test_what_was_held_is_told_when_it_appears_and_nobody_stands_in_the_way(
    person: Any, hazel: Any, newsroom: Any, story: str, db: Database, settings: Any, now: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr("db.following.BATCH", 2)
    path = f"/stories/{story}/follow"
    for name in ("Ash", "Elm", "Fir"):
        person(name).send(path, path, mode="replies")
    larch, rowan = person("Larch"), person("Rowan")
    first = newsroom.comment(story, larch.account, "A question.")
    larch.send(path, path, mode="replies")
    held = newsroom.comment(story, rowan.account, "Answers, and waits.", first, first=9)
    newsroom.comment(story, hazel.account, "Answers at once.", first)
    assert tell_followers(db, settings, ("replies",), now) == 1, "three follow before Larch whom nobody answered"
    assert len(mails(db, now)) == 1
    later = now + timedelta(hours=3)
    moderation.decide(db, held, "publish", "", later, moderator="Hazel")
    assert tell_followers(db, settings, ("replies",), later) == 1
    told = [mail.address for mail in mails(db, later) if f"/comments/{held}" in mail.message]
    assert told == ["larch@example.org"]
