"""Decisions: one moderator at a time, reasons, second opinions, appeals, what becomes of reports, the rota, the figures."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest

from db import appeals, comments, confidential, editing, figures, following, moderation, presence, reports, stories
from db.editing import Editor
from db.engine import Database
from db.moderation import ModerationRefused, Moderator


def text_of(answer: Any) -> str:
    return str(answer.get_data(as_text=True))


def post(somebody: Any, story: str, text: str = "A calm word.", **fields: object) -> Any:
    return somebody.send(f"/stories/{story}/comment", f"/stories/{story}/comments", text=text, **fields)


def decide(somebody: Any, comment: int, action: str, **fields: object) -> Any:
    return somebody.send("/account", f"/moderation/comments/{comment}", action=action, **fields)


def report(somebody: Any, comment: int = 1, reason: str = "child", **fields: object) -> str:
    path = f"/comments/{comment}/report"
    shown = text_of(somebody.send(path, path, reason=reason, **fields))
    found = re.search(r"/reports/[\w-]+", shown)
    assert found, shown
    return found[0]


def test_two_moderators_never_have_the_same_comment(
    person: Any, hazel: Any, oak: Any, story: str, clock: Any, db: Database
) -> None:
    larch = person("Larch")
    post(larch, story, "First.")
    post(larch, story, "Second.")
    assert "First." in text_of(hazel.get("/moderation/next"))
    assert "Second." in text_of(oak.get("/moderation/next"))
    assert "Another moderator is at work on this one." in text_of(hazel.get("/moderation"))
    assert "Another moderator is at work" in text_of(decide(oak, 1, "publish"))
    assert comments.by_id(db, 1).state == "held"
    clock.now += timedelta(minutes=21)
    assert decide(oak, 1, "publish").status_code == 303
    decide(oak, 2, "release")
    assert "Second." in text_of(hazel.get("/moderation/next"))
    with pytest.raises(ModerationRefused):
        moderation.claim(db, 2, oak.account.id, clock.now)
    assert decide(hazel, 2, "publish", **{"from": "next"}).headers["Location"] == "/moderation/next"
    assert hazel.get("/moderation/next").headers["Location"] == "/moderation"
    assert "Nothing waits." in text_of(hazel.get("/moderation"))


def test_nothing_in_the_queue_tells_who_wrote(person: Any, hazel: Any, story: str) -> None:
    post(person("Larch"), story)
    for path in ("/moderation", "/moderation/next"):
        page = text_of(hazel.get(path))
        assert "A calm word." in page
        assert "Larch" not in page
        assert "example.org" not in page.replace("thread.example", "")


def test_a_reason_can_be_chosen_and_must_fit_the_action(person: Any, hazel: Any, story: str, db: Database) -> None:
    larch = person("Larch")
    post(larch, story)
    assert "Give a reason" in text_of(decide(hazel, 1, "remove", macro="off-topic"))
    decide(hazel, 1, "hide", macro="off-topic")
    mine = text_of(larch.get("/my-comments"))
    assert "Taken down by a moderator" in mine
    assert "It leads away from this story." in mine
    assert decide(hazel, 1, "dance").status_code == 400


def test_an_author_is_asked_to_change_and_does(person: Any, hazel: Any, story: str, db: Database, clock: Any) -> None:
    larch = person("Larch")
    post(larch, story, "A word too many.")
    decide(hazel, 1, "return", reason="Please leave out the last word.")
    clock.now += timedelta(days=2)
    form = text_of(larch.get("/comments/1/change"))
    assert "Please leave out the last word." in form
    larch.send("/comments/1/change", "/comments/1/change", text="A word too.")
    assert comments.by_id(db, 1).state == "held"
    assert "as a moderator asked" in str(comments.by_id(db, 1).reason)
    hazel.get("/moderation")
    decide(hazel, 1, "publish")
    assert "A word too." in text_of(person().get(f"/stories/{story}"))


def test_a_second_opinion_is_given_by_another(person: Any, hazel: Any, oak: Any, story: str, db: Database) -> None:
    post(person("Larch"), story)
    decide(hazel, 1, "second", reason="Is this a name?")
    assert "You asked for a second opinion" in text_of(hazel.get("/moderation"))
    assert "Another moderator decides" in text_of(decide(hazel, 1, "publish"))
    assert "Is this a name?" in text_of(oak.get("/moderation/next"))
    decide(oak, 1, "note", reason="It is a town.")
    assert "Write the note first" in text_of(decide(oak, 1, "note", reason=" "))
    assert "It is a town." in text_of(hazel.get("/moderation"))
    assert decide(oak, 1, "publish").status_code == 303


def test_the_queue_is_in_order_of_urgency(
    person: Any, hazel: Any, newsroom: Any, story: str, db: Database, clock: Any
) -> None:
    larch, rowan = person("Larch"), person("Rowan")
    shown = newsroom.comment(story, larch.account, "Shown and fine.")
    post(rowan, story, "New here.")
    clock.now += timedelta(minutes=1)
    post(larch, story, "Waits as an old hand.")
    clock.now += timedelta(minutes=1)
    report(person(), shown, "child")
    assert [(one.text, one.rank) for one in moderation.queue(db)] == [
        ("Shown and fine.", 0), ("Waits as an old hand.", 2), ("New here.", 3),
    ]  # fmt: skip


def test_whoever_reported_sees_what_became_of_it_and_may_appeal(
    person: Any, hazel: Any, oak: Any, newsroom: Any, story: str, db: Database, now: Any
) -> None:
    newsroom.comment(story, person("Larch").account, "Said too sharply.")
    somebody = person()
    address = report(somebody, 1, "abuse")
    assert "has not looked at it yet" in text_of(somebody.get(address))
    assert "has not decided yet" in text_of(somebody.send("/sign-in", f"{address}/appeal", words="Now."))
    decide(hazel, 1, "publish", reason="Sharp is allowed.")
    page = text_of(somebody.get(address))
    assert "has looked and left the comment" in page
    assert "Say in a sentence" in text_of(somebody.send(address, f"{address}/appeal", words=" "))
    somebody.send(address, f"{address}/appeal", words="It names a person.")
    assert "You have asked for this before" in text_of(somebody.send("/sign-in", f"{address}/appeal", words="Again."))
    assert "It names a person." in text_of(oak.get("/moderation"))
    own = hazel.send("/account", "/moderation/appeals/1", action="uphold", answer="Yes.")
    assert "against your own decision" in text_of(own)
    assert "Give an answer" in text_of(oak.send("/account", "/moderation/appeals/1", action="uphold", answer=""))
    oak.send("/account", "/moderation/appeals/1", action="uphold", answer="It does. Taken down.")
    assert "you were right" in text_of(somebody.get(address))
    assert "Said too sharply." not in text_of(person().get(f"/stories/{story}"))
    assert "another moderator has decided" in text_of(
        oak.send("/account", "/moderation/appeals/1", action="refuse", answer="x")
    )
    assert person().get("/reports/nothing").status_code == 404
    assert appeals.waiting(db) == []


def test_an_author_appeals_against_a_take_down(
    person: Any, hazel: Any, oak: Any, newsroom: Any, story: str, db: Database
) -> None:
    larch = person("Larch")
    newsroom.comment(story, larch.account, "It was on topic.")
    path = "/comments/1/appeal"
    assert "was not taken down" in text_of(larch.send(path, path, words="Why?"))
    decide(hazel, 1, "hide", reason="Off topic.")
    assert "Taken down by a moderator." in text_of(person().get(f"/stories/{story}"))
    assert person("Rowan").send(path, path, words="Mine?").status_code in (400, 404)
    larch.send(path, path, words="It is about the relief.")
    assert "Another moderator looks at it." in text_of(larch.get("/my-comments"))
    oak.send("/account", "/moderation/appeals/1", action="uphold", answer="You are right, sorry.")
    assert "It was on topic." in text_of(person().get(f"/stories/{story}"))
    mine = text_of(larch.get("/my-comments"))
    assert "Your appeal was upheld." in mine
    assert "You are right, sorry." in mine


def test_nobody_judges_an_appeal_about_their_own_comment(
    person: Any, hazel: Any, oak: Any, story: str, db: Database, now: Any
) -> None:
    post(hazel, story)
    decide(oak, 1, "remove", reason="Out.")
    hazel.send("/comments/1/appeal", "/comments/1/appeal", words="Why?")
    answer = hazel.send("/account", "/moderation/appeals/1", action="uphold", answer="Mine.")
    assert "This is your own comment" in text_of(answer)
    appeals.decide(db, 1, True, "We were wrong.", Moderator("operator"), now)
    assert comments.by_id(db, 1).state == "removed", "erased words do not come back"


def test_the_only_moderator_may_look_again(
    person: Any, hazel: Any, newsroom: Any, story: str, db: Database, now: Any
) -> None:
    post(person("Larch"), story)
    decide(hazel, 1, "hide", reason="Off topic.")
    larch = person("Larch")
    larch.send("/comments/1/appeal", "/comments/1/appeal", words="Look again.")
    hazel.send("/account", "/moderation/appeals/1", action="refuse", answer="I did; it stays.")
    assert "Your appeal was refused." in text_of(larch.get("/my-comments"))


def test_a_comment_that_two_moderators_restored_is_settled(
    person: Any, hazel: Any, oak: Any, newsroom: Any, story: str, db: Database
) -> None:
    newsroom.comment(story, person("Larch").account, "A calm word.")
    report(person())
    decide(hazel, 1, "publish", reason="Nobody is known by it.")
    report(person())
    decide(oak, 1, "publish", reason="I agree.")
    shown = person().send("/comments/1/report", "/comments/1/report", reason="child")
    assert "Two moderators have looked" in text_of(shown)
    assert "A calm word." in text_of(person().get(f"/stories/{story}"))
    assert moderation.queue(db) == []


def test_a_flood_of_reports_holds_new_comments_and_hides_no_old_ones(
    person: Any, hazel: Any, newsroom: Any, story: str, db: Database, now: Any
) -> None:
    larch = person("Larch")
    for number in range(6):
        newsroom.comment(story, larch.account, f"Word {number}.")
    for number in range(6):
        reports.report(db, number + 1, "child", "", f"bot {number}", now, 5)
    states = [comments.by_id(db, number + 1).state for number in range(6)]
    assert states == ["hidden"] * 5 + ["published"]
    assert reports.flooded(db, 5, now)
    assert not reports.flooded(db, 5, now + timedelta(hours=2))


def test_the_page_says_how_long_a_look_takes(
    person: Any, hazel: Any, newsroom: Any, story: str, clock: Any, db: Database
) -> None:
    larch = person("Larch")
    for number in range(4):
        newsroom.comment(story, larch.account, f"Word {number}.")
        report(person(), number + 1)
    clock.now += timedelta(hours=2)
    for number in range(3):
        moderation.decide(db, number + 1, "publish", "Fine.", clock.now, moderator="Hazel")
    assert "Half of such comments are looked at within 2 hours." in text_of(person().get(f"/stories/{story}?later"))
    assert "within 2 hours" in text_of(person().get(report(person(), 4, "other")))
    assert figures.figures(db, clock.now).report_wait == timedelta(hours=2)


def test_the_log_is_a_feed_without_words_or_names(person: Any, hazel: Any, story: str) -> None:
    post(person("Larch"), story, "Words of a comment.")
    decide(hazel, 1, "remove", reason="It names a school.")
    for path in ("/moderation/log", "/moderation/log.atom", "/moderation/log.json"):
        page = text_of(person().get(path))
        assert "It names a school." in page
        assert not {"Words of a comment", "Larch", "Hazel"} & {
            name for name in ("Words of a comment", "Larch", "Hazel") if name in page
        }


def test_figures_tell_how_the_check_does(person: Any, hazel: Any, story: str, db: Database, now: Any) -> None:
    assert "no hold was decided on" in text_of(hazel.get("/moderation/figures"))
    larch = person("Larch")
    for text in ("Ring 07700 900461 for her.", "Ring 07700 900462 for him."):
        post(larch, story, text, act="send")
    decide(hazel, 1, "publish")
    decide(hazel, 2, "remove", macro="identifies")
    found = figures.figures(db, now)
    assert (found.holds, found.holds_unchanged, found.precision) == (2, 1, 50)
    page = text_of(hazel.get("/moderation/figures"))
    assert "50 % of these were changed or not published" in page
    assert "published a comment" in page


def test_a_long_spell_of_decisions_asks_for_a_break(
    person: Any, hazel: Any, story: str, db: Database, now: Any
) -> None:
    with db.write():
        for _ in range(25):
            moderation.log(db, now, Moderator("Hazel", hazel.account.id), "publish", "x", None, None)
    assert "Take a break." in text_of(hazel.get("/moderation"))
    post(person("Larch"), story)
    assert "Take a break." in text_of(hazel.get("/moderation/next?blur=1"))
    assert "blurred" in text_of(hazel.get("/moderation?blur=1"))


def test_the_rota_tells_which_days_nobody_is_there(person: Any, hazel: Any, oak: Any, db: Database, now: Any) -> None:
    first = now.date()
    path = "/moderation/rota"
    assert "Nobody has written anything down" in text_of(hazel.get(path))
    assert presence.uncovered(db, [first]) == []
    hazel.send(path, path, kind="on", first=str(first), last=str(first + timedelta(days=6)))
    hazel.send(path, path, kind="away", first=str(first + timedelta(days=2)), last=str(first + timedelta(days=2)))
    days = [first + timedelta(days=number) for number in range(9)]
    assert presence.uncovered(db, days) == [days[2], days[7], days[8]]
    assert "Nobody is on duty on" in text_of(oak.get(path))
    oak.send(path, path, action="drop", turn="1")
    assert len(presence.rota(db, first)) == 2, "only one's own"
    hazel.send(path, path, action="drop", turn="1")
    assert len(presence.rota(db, first)) == 1
    for fields in ({"kind": "on", "first": "soon", "last": "later"}, {"kind": "on", "first": "2026-01-02", "last": "2026-01-01"},
                   {"kind": "sleep", "first": "2026-01-02", "last": "2026-01-03"}):  # fmt: skip
        assert hazel.send(path, path, **fields).status_code == 400
    assert date(2026, 1, 1) < first


def test_when_a_moderator_was_last_here(db: Database, person: Any, hazel: Any, clock: Any) -> None:
    clock.now += timedelta(minutes=30)
    hazel.get("/moderation")
    assert presence.last_seen(db) == clock.now
    clock.now += timedelta(minutes=1)
    hazel.get("/moderation")
    assert presence.last_seen(db) == clock.now - timedelta(minutes=1), "not written at each look"


def test_a_merged_thread_keeps_names_follows_terms_and_says_so(
    person: Any, hazel: Any, newsroom: Any, story: str, db: Database, now: Any
) -> None:
    other = str(newsroom.slug(newsroom.article("Relief for carers", source="ofsted")))
    post(hazel, other, "As a guest.", other_name="yes")
    post(hazel, story, "Under my name.")
    hazel.send(f"/stories/{other}/follow", f"/stories/{other}/follow", mode="all")
    confidential.add(db, stories.by_slug(db, other).id, "Green Gables", hazel.account.id, now)
    moderation.ask_question(db, other, "Should it?", Moderator("Hazel"), now)
    moderation.hold_all(db, other, "An inquest opened.", Moderator("Hazel"), now)
    editing.merge(db, other, story, Editor("Hazel", "One story.", now))
    page = text_of(person().get(f"/stories/{story}"))
    assert re.search(r"Guest \d{4}.{0,400}As a guest\.", page, re.DOTALL)
    assert re.search(r"Hazel.{0,400}Under my name\.", page, re.DOTALL)
    assert "went into it. Comments stand where they were written, or came along." in page
    assert "Debate: Should it?" in page
    merged = stories.by_slug(db, story)
    assert (merged.thread, merged.thread_reason) == ("held", "An inquest opened.")
    assert confidential.named(db, merged.id, "At Green Gables.")
    assert following.mode_of(db, hazel.account.id, merged.id) == "all"


def test_a_report_that_was_right_needs_no_appeal(person: Any, hazel: Any, newsroom: Any, story: str) -> None:
    newsroom.comment(story, person("Larch").account, "Said too sharply.")
    address = report(person(), 1, "abuse")
    decide(hazel, 1, "hide", reason="Abuse.")
    answer = person().send("/sign-in", f"{address}/appeal", words="More.")
    assert "The comment was taken down, so there is nothing" in text_of(answer)
    assert "The comment was taken down." in text_of(person().get(address))


def test_one_moderator_alone_settles_nothing(
    person: Any, hazel: Any, oak: Any, newsroom: Any, story: str, db: Database
) -> None:
    newsroom.comment(story, person("Larch").account, "A calm word.")
    for _ in range(3):
        report(person())
        decide(hazel, 1, "publish", reason="Nobody is known by it.")
    assert comments.by_id(db, 1).restored == 1
    report(person())
    assert moderation.queue(db) != []
    decide(oak, 1, "publish", reason="I agree.")
    report(person())
    assert moderation.queue(db) == []


def test_a_withdrawn_comment_waits_for_nobody(person: Any, hazel: Any, newsroom: Any, story: str, db: Database) -> None:
    larch = person("Larch")
    newsroom.comment(story, larch.account, "A calm word.")
    address = report(person(), 1, "abuse")
    larch.send("/my-comments", "/comments/1/withdraw")
    assert moderation.queue(db) == []
    assert "Its author has withdrawn it." in text_of(person().get(address))


def test_what_the_clock_does_is_no_moderator(person: Any, hazel: Any, db: Database, clock: Any) -> None:
    before = presence.last_seen(db)
    later = clock.now + timedelta(hours=30)
    with db.write():
        moderation.log(db, later, moderation.THE_CLOCK, "remove", "Its days are over.", None, None)
    assert presence.last_seen(db) == before
    with db.write():
        moderation.log(db, later, "operator", "publish", "Fine.", None, None)
    assert presence.last_seen(db) == later
