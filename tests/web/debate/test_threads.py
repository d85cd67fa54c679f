"""Threads: pages, places of comments, other names, changes, labels, questions; calm when it is heated."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest

from db import comments, moderation, posting, questions, reports, stories, threads
from db.engine import Database
from db.moderation import Moderator


def post(somebody: Any, story: str, text: str = "A calm word.", **fields: object) -> Any:
    return somebody.send(f"/stories/{story}/comment", f"/stories/{story}/comments", text=text, **fields)


def text_of(answer: Any) -> str:
    return str(answer.get_data(as_text=True))


def test_a_long_thread_has_pages_and_each_comment_its_place(
    person: Any, newsroom: Any, story: str, db: Database
) -> None:
    larch = person("Larch")
    roots = [newsroom.comment(story, larch.account, f"Root {number}.") for number in range(52)]
    answers = [newsroom.comment(story, larch.account, f"Answer {number}.", roots[0]) for number in range(23)]
    reader = person()
    page = text_of(reader.get(f"/stories/{story}"))
    assert "Root 49." in page
    assert "Root 50." not in page
    assert "Answer 19." in page
    assert "Answer 20." not in page
    assert "23 answers" in page
    assert f'href="/comments/{roots[0]}/answers?after={answers[19]}">3 more answers' in page
    second = text_of(reader.get(f"/stories/{story}/thread?after={roots[49]}"))
    assert "Root 51." in second
    newest = text_of(reader.get(f"/stories/{story}/thread?order=newest"))
    assert newest.index("Root 51.") < newest.index("Root 50.")
    for one, path in ((roots[0], f"/stories/{story}"), (roots[51], "/thread?after="), (answers[22], "/answers?after=")):
        address = reader.get(f"/comments/{one}").headers["Location"]
        assert path in address
        assert f'id="comment-{one}"' in text_of(reader.get(address))
    assert threads.branch(db, roots[0], answers[21]).more == 0
    assert text_of(reader.get(f"/comments/{roots[0]}/answers?after={answers[21]}")).count("Answer ") >= 1


def test_a_comment_that_was_never_shown_has_no_address(person: Any, hazel: Any, story: str) -> None:
    post(person("Larch"), story)
    assert person().get("/comments/1").status_code == 404
    assert person().get("/comments/1/answers").status_code == 404
    assert person().get("/comments/99").status_code == 404


def test_another_name_in_one_thread_ties_to_nothing(
    person: Any, newsroom: Any, hazel: Any, story: str, db: Database
) -> None:
    post(hazel, story, "Said as somebody else.", other_name="yes")
    page = text_of(person().get(f"/stories/{story}"))
    found = re.search(r"Guest \d{4}", page)
    assert found
    assert "Hazel" not in page.partition('id="thread"')[2]
    post(hazel, story, "And again.")
    assert text_of(person().get(f"/stories/{story}")).count(found[0]) >= 2
    for path in (f"/stories/{story}.atom", f"/stories/{story}.json", "/search?q=somebody+else", "/comments/1/report"):
        assert "Hazel" not in text_of(person().get(path)), path
    other = newsroom.slug(newsroom.article("Another story entirely"))
    post(hazel, other, "Under the usual name.")
    assert "Hazel" in text_of(person().get(f"/stories/{other}"))
    answer = post(hazel, other, "Now hidden.", other_name="yes")
    assert "You already write in this thread" in text_of(answer)


def test_feeds_tell_the_day_and_not_the_minute(hazel: Any, person: Any, story: str) -> None:
    post(hazel, story)
    assert re.search(r"<updated>\d{4}-\d\d-\d\dT00:00:00", text_of(person().get(f"/stories/{story}.atom")))


def test_a_nudge_shows_the_words_and_sends_on_what_its_writer_means(
    person: Any, hazel: Any, story: str, db: Database
) -> None:
    larch = person("Larch")
    text = "I am the SW for Kayden, he is 7 and at Thornlea Primary."
    answer = post(larch, story, text)
    shown = text_of(answer)
    assert answer.status_code == 200
    assert "<mark>Kayden</mark>" in shown
    assert "he is 7" in shown
    assert text in shown.replace("&#39;", "'")
    assert comments.mine(db, larch.account.id) == []
    post(larch, story, text, act="send", public_link="https://paper.example/1")
    (mine,) = comments.mine(db, larch.account.id)
    assert (mine.state, mine.reason) == ("held", "Some of its words, taken together, could tell who a child is.")
    queue = text_of(hazel.get("/moderation"))
    assert "<mark>Kayden</mark>" in queue
    assert "https://paper.example/1" in queue


def test_a_preview_keeps_nothing(hazel: Any, story: str, db: Database) -> None:
    shown = text_of(post(hazel, story, "*Calm* words.", act="preview"))
    assert "<em>Calm</em> words." in shown
    assert comments.mine(db, hazel.account.id) == []


def test_a_robot_that_fills_every_field_posts_nothing(hazel: Any, story: str, db: Database) -> None:
    assert "Leave the field called Website empty" in text_of(post(hazel, story, website="https://spam.example"))
    assert comments.mine(db, hazel.account.id) == []


def test_quotations_are_laid_into_the_form(hazel: Any, story: str) -> None:
    post(hazel, story, "First line.\n\nSecond line.")
    form = text_of(hazel.get(f"/stories/{story}/comment?answer=1&quote=1"))
    assert "&gt; First line.\n&gt; \n&gt; Second line." in form
    assert "&gt; A passage" in text_of(hazel.get(f"/stories/{story}/comment?passage=A+passage"))


def test_what_is_taken_out_is_gone_at_once_and_every_change_waits(
    person: Any, hazel: Any, story: str, db: Database
) -> None:
    post(hazel, story, "The council there did it.")
    path = "/comments/1/change"
    hazel.send(path, path, text="The council did it.")
    assert "did it" not in text_of(person().get(f"/stories/{story}")), "taking a word away can turn a sentence round"
    hazel.send(path, path, text="The council did it well.")
    page = text_of(person().get(f"/stories/{story}"))
    assert "did it" not in page
    assert "Changed by its author." in page
    oak = person("Oak", "moderator")
    assert "did it well" in text_of(oak.get("/moderation"))
    oak.send("/moderation", "/moderation/comments/1", action="publish")
    page = text_of(person().get(f"/stories/{story}"))
    assert "did it well" in page
    assert "changed" in page


def test_a_comment_can_be_changed_only_by_its_author_and_for_a_while(
    person: Any, hazel: Any, story: str, clock: Any
) -> None:
    post(hazel, story)
    oak = person("Oak", "moderator")
    assert oak.get("/comments/1/change").status_code == 404
    assert oak.send("/account", "/comments/1/change", text="Mine now.").status_code == 404
    assert "Write something first" in text_of(hazel.send("/comments/1/change", "/comments/1/change", text=" "))
    nudged = hazel.send("/comments/1/change", "/comments/1/change", text="Ring her mum on 07700 900461.")
    assert "Could this tell who a child is?" in text_of(nudged)
    clock.now += timedelta(minutes=61)
    assert "can no longer be changed" in text_of(hazel.get("/comments/1/change"))
    late = hazel.send("/account", "/comments/1/change", text="Too late.")
    assert "can no longer be changed" in text_of(late)


def test_labels_are_counted_late_and_never_for_oneself(
    person: Any, hazel: Any, story: str, clock: Any, app: Any
) -> None:
    post(hazel, story)
    path = "/comments/1/label"
    assert "This is your own comment" in text_of(hazel.send(path, path, label="helpful"))
    for name in ("Larch", "Rowan"):
        person(name).send(path, path, label=["helpful", "nonsense"])
    rowan = person("Rowan")
    assert 'value="helpful" id="label" checked' in text_of(rowan.get(path))
    assert "Helpful 2" not in text_of(person().get(f"/stories/{story}/thread"))
    clock.now += timedelta(hours=25)
    assert "Helpful 2" in text_of(person().get(f"/stories/{story}/thread"))
    person("Elm").send(path, path, label=[])


def test_a_removed_comment_takes_no_label(hazel: Any, person: Any, story: str, db: Database, now: Any) -> None:
    post(hazel, story)
    moderation.decide(db, 1, "remove", "Out.", now, moderator="Oak")
    assert person("Larch").send("/account", "/comments/1/label", label="helpful").status_code == 404


def test_an_editors_question_ends_in_common_ground(
    person: Any, hazel: Any, newsroom: Any, story: str, db: Database, clock: Any
) -> None:
    thread = f"/moderation/stories/{story}/thread"
    hazel.send(thread, thread, action="question", question="Should every review be published in full?")
    assert "Debate: Should every review be published in full?" in text_of(person().get(f"/stories/{story}"))
    post(hazel, story, "Yes, all of them.", stance="for")
    oak = person("Oak", "moderator")
    post(oak, story, "No, children can be known.", stance="against")
    path = f"/stories/{story}/question"
    names = ("Larch", "Rowan", "Elm")
    voters = [person(name) for name in names]
    assert "Choose for, against or unsure" in text_of(voters[0].send(path, path, stance="maybe"))
    for voter, side in zip(voters, ("for", "against", "unsure"), strict=True):
        voter.send(path, path, stance=side)
    assert "checked" in text_of(voters[0].get(path))
    for voter in voters[:2]:
        voter.send("/comments/2/label", "/comments/2/label", label="well put")
    assert questions.summary(db, stories.by_slug(db, story), clock.now) is not None
    clock.now += timedelta(hours=25)
    page = text_of(person().get(f"/stories/{story}?later"))
    assert "For: 2, Against: 2, Unsure: 1. 5 people took a side." in page
    shared = page.partition("Praised by people of more than one side")[2]
    assert "children can be known" in shared.partition("One comment of each side")[0]
    assert page.count("<h5>") == 2
    hazel.send(thread, thread, action="close", reason="It is said.")
    assert voters[0].send("/account", path, stance="for").status_code == 409
    hazel.send(thread, thread, action="question", question="")
    assert "No question is open here" in text_of(voters[0].get(path))
    assert "200 fit" in text_of(hazel.send(thread, thread, action="question", question="x" * 201))


def test_few_votes_are_not_shown(person: Any, hazel: Any, story: str, db: Database, now: Any) -> None:
    moderation.ask_question(db, story, "Should it?", Moderator("Hazel"), now)
    person("Larch").send(f"/stories/{story}/question", f"/stories/{story}/question", stance="for")
    assert questions.summary(db, stories.by_slug(db, story), now) is None
    assert "took a side" not in text_of(person().get(f"/stories/{story}"))


def test_a_heated_branch_rests_longer_with_each_report(
    person: Any, hazel: Any, newsroom: Any, story: str, db: Database, clock: Any, settings: Any
) -> None:
    larch = person("Larch")
    newsroom.comment(story, hazel.account, "A sharp word.")
    reports.report(db, 1, "abuse", "", "a", clock.now, 20)
    reports.report(db, 1, "abuse", "", "b", clock.now, 20)
    answer = post(larch, story, "Sharper.", parent=1)
    assert answer.status_code == 400
    assert "kept slow so that it stays calm" in text_of(answer)
    assert "post it in 20 minutes" in text_of(answer)
    assert "Sharper." in text_of(answer)
    clock.now += timedelta(minutes=21)
    assert post(larch, story, "Calmer.", parent=1).status_code == 303


def test_slow_mode_spaces_the_comments_of_one_person(person: Any, hazel: Any, story: str, clock: Any) -> None:
    thread = f"/moderation/stories/{story}/thread"
    hazel.send(thread, thread, action="slow", minutes="30", reason="It is heated.")
    assert "Slow mode: 30 minutes" in text_of(person().get(f"/stories/{story}"))
    larch = person("Larch")
    assert post(larch, story).status_code == 303
    assert "post it in 30 minutes" in text_of(post(larch, story, "Again."))
    clock.now += timedelta(minutes=31)
    assert post(larch, story, "Again.").status_code == 303
    assert "between 0 and 1440" in text_of(hazel.send(thread, thread, action="slow", minutes="9999", reason="x"))


def test_a_thread_rests_with_its_reason_and_end(person: Any, hazel: Any, story: str, clock: Any) -> None:
    thread = f"/moderation/stories/{story}/thread"
    hazel.send(thread, thread, action="lock", days="3", reason="Let it cool.")
    page = text_of(person().get(f"/stories/{story}"))
    assert "This thread rests until" in page
    assert "Let it cool." in page
    larch = person("Larch")
    answer = larch.send("/account", f"/stories/{story}/comments", text="Kept words.")
    assert answer.status_code == 409
    assert "Kept words." in text_of(answer)
    clock.now += timedelta(days=3, minutes=1)
    larch.client.get("/")
    assert "Choose an end" in text_of(hazel.send(thread, thread, action="lock", days="0", reason="x"))


def test_a_thread_can_be_held_by_a_moderator(person: Any, hazel: Any, story: str) -> None:
    thread = f"/moderation/stories/{story}/thread"
    hazel.send(thread, thread, action="hold", reason="An inquest opened.")
    assert "An inquest opened." in text_of(person().get(f"/stories/{story}"))
    assert post(hazel, story).headers["Location"].startswith("/my-comments")


def test_confidential_terms_hold_a_comment_and_only_moderators_see_them(
    person: Any, hazel: Any, story: str, db: Database
) -> None:
    thread = f"/moderation/stories/{story}/thread"
    hazel.send(thread, thread, action="term", term="Green  Gables")
    assert "Green Gables" in text_of(hazel.get(thread))
    post(hazel, story, "They sat in green-gables’ garden.", act="send")
    (mine,) = comments.mine(db, hazel.account.id)
    assert mine.state == "held"
    assert "Green" not in str(mine.reason)
    assert person("Larch").get(thread).status_code == 404
    hazel.send(thread, thread, action="end term", term_id="1")
    assert "until" in text_of(hazel.get(thread))
    post(hazel, story, "Green Gables again.", act="send")
    assert comments.mine(db, hazel.account.id)[0].state == "published"
    assert "Give a word" in text_of(hazel.send(thread, thread, action="term", term="x"))


def test_without_a_moderator_all_waits_then_nothing_is_taken(
    person: Any, hazel: Any, newsroom: Any, story: str, clock: Any, db: Database
) -> None:
    larch = person("Larch")
    for number in range(3):
        newsroom.comment(story, larch.account, f"Word {number}.")
    assert post(larch, story, "At once.").headers["Location"].startswith("/stories/")
    clock.now += timedelta(hours=25)
    assert "No moderator has been here for 24 hours" in text_of(person().get(f"/stories/{story}"))
    larch = person("Larch")
    assert post(larch, story, "Waits.").headers["Location"].startswith("/my-comments")
    clock.now += timedelta(hours=48)
    assert "New comments are paused" in text_of(person().get(f"/stories/{story}?later"))
    answer = person("Larch").send("/account", f"/stories/{story}/comments", text="Kept in the form.")
    assert answer.status_code == 409
    assert "Kept in the form." in text_of(answer)
    person("Oak", "moderator").get("/moderation")
    assert post(person("Larch"), story, "Taken again.").status_code == 303


def test_where_nobody_ever_moderated_all_waits(person: Any, story: str, db: Database) -> None:
    assert "No moderator has been here" in text_of(person().get(f"/stories/{story}"))
    post(person("Larch"), story)
    assert posting.by_id(db, 1).state == "held"


def test_a_closed_debate_says_where_it_goes_on(
    person: Any, hazel: Any, newsroom: Any, story: str, db: Database, clock: Any
) -> None:
    thread = f"/moderation/stories/{story}/thread"
    hazel.send(thread, thread, action="close", reason="It is said.")
    assert "Newer stories: " in text_of(person().get(f"/stories/{story}"))


def test_when_no_other_name_is_free_the_writer_is_told(
    person: Any, hazel: Any, story: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("db.posting.secrets.randbelow", lambda most: 7)
    assert post(hazel, story, "First guest.", other_name="yes").status_code == 303
    answer = post(person("Oak", "moderator"), story, "Second guest.", other_name="yes")
    assert "We found no free name" in text_of(answer)


def test_an_answer_that_comes_after_a_removal_is_refused_in_its_own_transaction(
    hazel: Any, newsroom: Any, story: str, db: Database, now: Any
) -> None:
    newsroom.comment(story, hazel.account, "A word.")
    moderation.decide(db, 1, "remove", "Out.", now, moderator="Oak")
    with pytest.raises(posting.CommentRefused, match="no longer shown"):
        newsroom.comment(story, hazel.account, "An answer.", 1)
