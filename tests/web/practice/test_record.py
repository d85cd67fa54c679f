"""A reader's CPD record: from a story to a file for the register, and nothing lost on the way."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from db import accounts, outbox, practice
from db.engine import Database
from db.rules.registration import Piece
from db.sealing import Keyring
from web import create_app
from web.practice.jobs import remind
from web.practice.views import registers

WORDS = "I ask about the school run first."


def text_of(answer: Any) -> str:
    return str(answer.get_data(as_text=True))


def keep(somebody: Any, page: str, **fields: object) -> Any:
    shown = text_of(somebody.get(page))
    filled = dict(re.findall(r'<input id="(\w+)" name="\w+" type="\w+" value="([^"]*)"', shown))
    return somebody.send(page, "/cpd/pieces", **{**filled, **fields})


def whole(**fields: object) -> dict[str, object]:
    return {"answer_relevance": "It is my job.", "answer_learnt": WORDS, "answer_effect": "I changed it.", **fields}


def ref_of(answer: Any) -> str:
    return str(answer.headers["Location"].partition("saved=")[2])


def own(db: Database, settings: Any, somebody: Any) -> list[Piece]:
    return practice.record(db, Keyring(settings.practice_keys), somebody.account.id).pieces


def test_a_story_is_saved_with_its_title_link_and_day(larch: Any, story: str, db: Database, settings: Any) -> None:
    assert f"/cpd/new?story={story}" in text_of(larch.get(f"/stories/{story}"))
    answer = keep(larch, f"/cpd/new?story={story}")
    assert answer.status_code == 303
    (piece,) = own(db, settings, larch)
    assert piece.title == "Carers get council tax relief"
    assert piece.link == f"https://thread.example/stories/{story}"
    assert piece.day == date(2026, 11, 26)
    assert piece.answers == {"type": "Reading"}
    page = text_of(larch.get(answer.headers["Location"]))
    assert "Saved. Only you can read it." in page
    assert "Still to write: What it was, and why it matters to me" in page


def test_a_story_with_a_very_long_headline_is_saved_with_two_taps(larch: Any, newsroom: Any) -> None:
    slug = newsroom.slug(newsroom.article("Carers get council tax relief " * 11))
    for page in (f"/cpd/new?story={slug}", f"/cpd/new?story={slug}&debate=1"):
        assert keep(larch, page).status_code == 303


def test_a_conference_is_saved_with_its_day(larch: Any, story: str, db: Database, settings: Any) -> None:
    assert "/cpd/new?event=ncasc-2011" in text_of(larch.get("/events/ncasc-2011"))
    keep(larch, "/cpd/new?event=ncasc-2011")
    (piece,) = own(db, settings, larch)
    assert (piece.title, piece.day.year, piece.answers["type"]) == ("NCAS 2011", 2011, "Conference")
    assert larch.get("/cpd/new?event=none").status_code == 404
    assert larch.get("/cpd/new?story=none").status_code == 404


def test_a_debate_brings_ones_own_words_and_nobody_elses(
    larch: Any, person: Any, story: str, db: Database, newsroom: Any, settings: Any
) -> None:
    oak = person("Oak")
    newsroom.comment(story, oak.account, "The words of Oak about thresholds.")
    newsroom.comment(story, larch.account, "> The words of Oak about thresholds.\n\nMine are these.")
    newsroom.comment(story, larch.account, "And these.")
    assert f"/cpd/new?story={story}&amp;debate=1" in text_of(larch.get(f"/stories/{story}"))
    page = text_of(larch.get(f"/cpd/new?story={story}&debate=1"))
    assert "Mine are these.\n\nAnd these." in page
    assert "words of Oak" not in page
    assert "Debate: Carers get council tax relief" in page


def test_of_a_long_debate_as_many_words_are_brought_as_fit(larch: Any, story: str, newsroom: Any) -> None:
    for words in ("First. " + "w " * 2000, "Second. " + "w " * 2000, "Third."):
        newsroom.comment(story, larch.account, words)
    page = f"/cpd/new?story={story}&debate=1"
    (words,) = re.findall(r'<textarea id="answer_peer"[^>]*>\n(.*?)</textarea>', text_of(larch.get(page)), re.DOTALL)
    assert words.startswith("First.")
    assert words.endswith("Third.")
    assert keep(larch, page, answer_peer=words).status_code == 303


def test_what_the_year_lacks_is_told_until_it_is_complete(larch: Any) -> None:
    page = text_of(larch.get("/cpd"))
    assert "2 pieces, whole" in page
    assert "1 piece that says what you learnt from talking with a peer" in page
    assert "4 days left." in page
    keep(larch, "/cpd/new", title="One", answer_type="Reading", **whole())
    assert "1 piece, whole" in text_of(larch.get("/cpd"))
    keep(larch, "/cpd/new", title="Two", answer_type="Reading", **whole(answer_peer="We spoke."))
    assert "This year is complete" in text_of(larch.get("/cpd"))
    assert "2 pieces, whole" in text_of(larch.get("/cpd?year=2027"))


@pytest.mark.parametrize("day", [datetime(2026, 11, 30, 20, tzinfo=None), datetime(2026, 12, 1, 9, tzinfo=None)])
def test_the_last_day_is_the_last_day(larch: Any, clock: Any, now: datetime, day: datetime) -> None:
    clock.now = day.replace(tzinfo=now.tzinfo)
    page = text_of(larch.get("/cpd"))
    assert ("Today is the last day." in page) == (day.day == 30)
    assert ("Tuesday 1 December 2026 to Tuesday 30 November 2027" in page) == (day.day == 1)


def test_somebody_who_is_not_signed_in_comes_back_to_the_form(person: Any, story: str) -> None:
    answer = person().get(f"/cpd/new?story={story}")
    assert answer.status_code == 302
    assert answer.headers["Location"] == f"/sign-in?next=/cpd/new%3Fstory%3D{story}"


def test_an_expired_session_keeps_the_words(larch: Any, db: Database, settings: Any, clock: Any) -> None:
    shown = text_of(larch.get("/cpd/new"))
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', shown))
    accounts.end_all_sessions(db, larch.account.id)
    sent = {**hidden, "title": "One", "day": "2026-11-20", "answer_learnt": WORDS}
    answer = larch.client.post("/cpd/pieces", data=sent)
    assert answer.status_code == 403
    page = text_of(answer)
    assert "You are signed out. Your words are still here" in page
    assert WORDS in page
    assert own(db, settings, larch) == []
    token = accounts.open_session(db, larch.account.id, clock.now, timedelta(days=1))
    larch.client.set_cookie("__Host-ct_session", token, domain="localhost")
    again = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))
    assert larch.client.post("/cpd/pieces", data={**sent, **again}).status_code == 303
    assert own(db, settings, larch)[0].answers["learnt"] == WORDS


def test_a_page_older_than_its_session_gives_the_words_back(larch: Any) -> None:
    answer = larch.client.post("/cpd/pieces", data={"title": "One", "answer_learnt": WORDS, "csrf_token": "old"})
    assert answer.status_code == 400
    assert "This page waited a long time" in text_of(answer)
    assert WORDS in text_of(answer)
    assert "This form is out of date" in text_of(larch.client.post("/cpd/choices", data={}))


def test_two_windows_show_both_texts(larch: Any, db: Database, settings: Any) -> None:
    ref = ref_of(keep(larch, "/cpd/new", title="One", answer_learnt="At first"))
    path = f"/cpd/pieces/{ref}"
    stale = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', text_of(larch.get(path))))
    keep(larch, path, answer_learnt="From the other window")
    fields = {"title": "One", "day": "2026-11-20", "link": "", "answer_learnt": "From this window"}
    answer = larch.client.post("/cpd/pieces", data={**stale, **fields})
    assert answer.status_code == 409
    page = text_of(answer)
    assert "From this window" in page
    assert 'Kept at the moment:</p><pre class="kept">From the other window</pre>' in page
    again = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))
    assert larch.client.post("/cpd/pieces", data={**again, **fields}).status_code == 303
    assert own(db, settings, larch)[0].answers["learnt"] == "From this window"
    larch.send(path, f"{path}/delete")
    gone = larch.client.post("/cpd/pieces", data={**again, **fields})
    assert gone.status_code == 409
    assert "deleted in another window" in text_of(gone)


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"title": ""}, "Say in a line what it was"),
        ({"link": "javascript:alert(1)"}, "Enter an address that starts with"),
        ({"link": "https://[broken"}, "Enter an address that starts with"),
        ({"day": "yesterday"}, "Enter a day like"),
        ({"day": "0001-01-01"}, "Enter a day like"),
        ({"answer_type": "x" * 201}, "1 characters too long"),
    ],
)
def test_a_wrong_form_says_so_and_loses_nothing(larch: Any, fields: dict[str, str], told: str) -> None:
    answer = keep(larch, "/cpd/new", **{"title": "One", "answer_learnt": WORDS, **fields})
    assert answer.status_code == 400
    assert told in text_of(answer)
    assert WORDS in text_of(answer)


def test_a_busy_database_keeps_the_words(larch: Any, db: Database, monkeypatch: Any) -> None:
    from db.errors import DatabaseBusy

    def busy(*_: Any) -> None:
        raise DatabaseBusy("practice.add: another process is writing")

    monkeypatch.setattr("web.practice.views.practice.keep", busy)
    answer = keep(larch, "/cpd/new", title="One", answer_learnt=WORDS)
    assert answer.status_code == 503
    assert "press Save again" in text_of(answer)
    assert WORDS in text_of(answer)


def test_nobody_reaches_anothers_piece(larch: Any, person: Any, db: Database, settings: Any) -> None:
    ref = ref_of(keep(larch, "/cpd/new", title="One", answer_learnt=WORDS))
    for other in (person("Oak"), person("Hazel", "moderator"), person("Yew", "operator")):
        assert other.get(f"/cpd/pieces/{ref}").status_code == 404
        other.send("/cpd/new", f"/cpd/pieces/{ref}/delete")
        taken = other.send("/cpd/new", "/cpd/pieces", ref=ref, version="1", title="Mine", day="2026-11-20")
        assert taken.status_code == 409
        for path in ("/cpd", "/cpd/print?year=all", "/cpd/record.txt?year=all", "/cpd/record.csv?year=all"):
            assert WORDS not in text_of(other.get(path))
    (piece,) = own(db, settings, larch)
    assert piece.answers["learnt"] == WORDS
    for path in ("/cpd", "/cpd/print", "/cpd/record.txt", "/cpd/record.csv", f"/cpd/pieces/{ref}", "/cpd/choices"):
        assert person().get(path).status_code == 302
        assert larch.get(path).headers["Cache-Control"] == "private, no-store"


def test_a_record_leaves_as_text_as_table_and_on_paper(larch: Any) -> None:
    keep(larch, "/cpd/new", title="=HYPERLINK(1)", answer_type="Reading", **whole(answer_learnt="+1 & <b>two</b>"))
    plain = text_of(larch.get("/cpd/record.txt"))
    assert "What I learnt\n+1 & <b>two</b>" in plain
    assert "What I learnt from discussing it with a peer\n(nothing yet)" in plain
    table = text_of(larch.get("/cpd/record.csv"))
    head, row = list(csv.reader(io.StringIO(table.lstrip("\ufeff"))))
    assert head[:5] == ["Date", "Title", "Link", "Type of CPD", "What it was, and why it matters to me"]
    assert row[1] == "'=HYPERLINK(1)"
    assert row[5] == "'+1 & <b>two</b>"
    paper = text_of(larch.get("/cpd/print"))
    assert '<dt>What I learnt</dt><dd class="said">+1 &amp; &lt;b&gt;two&lt;/b&gt;</dd>' in paper
    assert "Nothing in this year." in text_of(larch.get("/cpd/print?year=2020"))
    assert "Nothing in this year." in text_of(larch.get("/cpd/record.txt?year=2020"))
    assert larch.get("/cpd/record.csv?year=all").headers["Content-Disposition"] == 'attachment; filename="cpd-all.csv"'


def test_a_question_may_be_called_like_a_column(larch: Any, monkeypatch: Any) -> None:
    england = registers()["england"]
    named = (replace(england.fields[0], label="Title"), replace(england.fields[1], label="Date"), *england.fields[2:])
    monkeypatch.setitem(registers(), "england", replace(england, fields=named))
    keep(larch, "/cpd/new", title="What I read", answer_type="Reading")
    table = text_of(larch.get("/cpd/record.csv")).lstrip("\ufeff")
    head, row = list(csv.reader(io.StringIO(table)))
    assert head[:5] == ["Date", "Title", "Link", "Title", "Date"]
    assert (row[0], row[1], row[3]) == ("2026-11-26", "What I read", "Reading")


def test_answers_stay_when_the_register_changes(larch: Any, db: Database, settings: Any) -> None:
    larch.send("/cpd/choices", "/cpd/choices", register="northern-ireland")
    assert "We count nothing for you here;" in text_of(larch.get("/cpd"))
    ref = ref_of(keep(larch, "/cpd/new", title="One", answer_hours="Three", answer_learnt=WORDS))
    larch.send("/cpd/choices", "/cpd/choices", register="england")
    page = text_of(larch.get(f"/cpd/pieces/{ref}"))
    assert "From before: hours" in page
    assert "From before: hours\nThree" in text_of(larch.get("/cpd/record.txt?year=all"))
    kept = re.findall(r'<textarea id="(\w+)"[^>]*>\n(.*?)</textarea>', page, re.DOTALL)
    keep(larch, f"/cpd/pieces/{ref}", **dict(kept))
    assert own(db, settings, larch)[0].answers["hours"] == "Three"
    assert "Choose one of the registers" in text_of(larch.send("/cpd/choices", "/cpd/choices", register="mars"))


def test_what_is_only_believed_is_marked(larch: Any) -> None:
    page = text_of(larch.get("/cpd/choices"))
    assert "We believe this and have not seen it confirmed" in page
    assert "https://www.socialworkengland.org.uk/cpd/what-you-need-to-know/" in page
    assert "checked" not in page.partition("A reminder")[2].partition("Keep")[0], "unticked by default"


def test_a_whole_record_is_deleted_once_that_is_sure(larch: Any, db: Database, settings: Any) -> None:
    keep(larch, "/cpd/new", title="One")
    assert larch.send("/cpd/choices", "/cpd/delete", sure="yes").status_code == 400
    assert len(own(db, settings, larch)) == 1
    gone = larch.send("/cpd/choices", "/cpd/delete", sure=" Delete my  record ")
    assert own(db, settings, larch) == []
    page = text_of(larch.get(gone.headers["Location"]))
    assert re.search(r'role="status"[^>]*><p>Your whole record is deleted: 1 piece\.</p>', page)


def test_what_was_deleted_is_said_once_on_the_page_of_its_year(larch: Any, person: Any) -> None:
    ref = ref_of(keep(larch, "/cpd/new", title="My old course", day="2024-03-01"))
    gone = larch.send(f"/cpd/pieces/{ref}", f"/cpd/pieces/{ref}/delete")
    assert gone.headers["Location"] == "/cpd?year=2024"
    page = text_of(larch.get(gone.headers["Location"]))
    assert re.search(r'role="status"[^>]*><p>“My old course” is deleted\.</p>', page)
    assert "My old course" not in text_of(larch.get("/cpd?year=2024"))
    again = larch.send("/cpd/new", f"/cpd/pieces/{ref}/delete")
    assert "The piece is deleted." in text_of(larch.get(again.headers["Location"]))


def test_the_personal_export_has_it_and_a_closed_account_has_nothing(larch: Any, db: Database) -> None:
    keep(larch, "/cpd/new", title="One", answer_learnt=WORDS)
    assert larch.get("/account/export").get_json()["cpd"][0]["answers"]["learnt"] == WORDS
    larch.send("/account/delete", "/account/delete", sure="Larch")
    assert list(db.copy_out("cpd_piece")) == []


def test_five_hundred_pieces_stand_in_their_years(larch: Any, db: Database, settings: Any) -> None:
    ring = Keyring(settings.practice_keys)
    with db.write():
        for number in range(500):
            day = date(2024 + number % 3, 1, 1 + number % 28)
            piece = Piece(f"{number:022d}", f"Piece {number}", "", day, {"learnt": WORDS * 20})
            practice.keep(db, ring, larch.account.id, piece, 500)
    page = text_of(larch.get("/cpd"))
    assert page.count("/cpd/pieces/") == 166
    assert "/cpd?year=2024" in page
    assert text_of(larch.get("/cpd/record.csv?year=all")).count("\n") == 501
    full = keep_with(larch, replace(settings, practice_most_pieces=500), "/cpd/new", title="One more")
    assert full.status_code == 409
    assert "holds 500 pieces" in text_of(full)


def keep_with(somebody: Any, settings: Any, page: str, **fields: object) -> Any:
    """Keep a piece on a site with other settings."""
    app = somebody.client.application
    app.extensions["commonthread"] = (settings, app.extensions["commonthread"][1])
    return keep(somebody, page, **fields)


def test_without_a_key_records_are_off_and_say_so(newsroom: Any, larch: Any, story: str, settings: Any) -> None:
    app = larch.client.application
    app.extensions["commonthread"] = (replace(settings, practice_keys=""), app.extensions["commonthread"][1])
    answer = larch.get("/cpd")
    assert answer.status_code == 404
    assert "The operator of this site has not set the key" in text_of(answer)
    assert "/cpd/new" not in text_of(larch.get(f"/stories/{story}"))
    typed = larch.send("/my", "/cpd/pieces", title="x", answer_learnt=WORDS)
    assert typed.status_code == 503
    assert WORDS in text_of(typed), "a key that is taken away while somebody writes costs no words"


def test_a_piece_with_a_lost_key_says_so(larch: Any, settings: Any, db: Database) -> None:
    from db.sealing import new_key

    ref = ref_of(keep(larch, "/cpd/new", title="One", answer_learnt=WORDS))
    app = larch.client.application
    app.extensions["commonthread"] = (replace(settings, practice_keys=new_key()), app.extensions["commonthread"][1])
    assert "1 piece cannot be opened" in text_of(larch.get("/cpd"))
    assert larch.get(f"/cpd/pieces/{ref}").status_code == 503
    answer = larch.send("/cpd/new", "/cpd/pieces", ref=ref, version="1", title="Two", day="2026-11-20")
    assert answer.status_code == 503
    assert "tell the operator" in text_of(answer)


def test_who_wants_it_is_reminded_once_a_year(larch: Any, person: Any, db: Database, settings: Any) -> None:
    person("Oak")
    october = datetime(2026, 10, 1, 9, tzinfo=larch.account.created_at.tzinfo)
    remind(db, settings, october)
    assert outbox.claim(db, "test", october, october, 10) == []
    larch.send("/cpd/choices", "/cpd/choices", register="england", reminder="yes")
    keep(larch, "/cpd/new", title="One", answer_learnt=WORDS)
    remind(db, replace(settings, practice_keys=""), october)
    for at in (october, october, october + timedelta(days=20)):
        remind(db, settings, at)
    (mail,) = outbox.claim(db, "test", october, october, 10)
    assert mail.address == "larch@example.org"
    assert "https://thread.example/cpd" in mail.message
    assert "ends on Monday 30 November 2026" in mail.message
    assert WORDS not in mail.message
    remind(db, settings, october + timedelta(days=40))
    remind(db, settings, october + timedelta(days=365))
    year_later = october + timedelta(days=365)
    assert len({one.message_id for one in outbox.claim(db, "test", year_later, year_later, 10)}) == 2


def test_no_word_of_a_record_is_logged(larch: Any, caplog: Any, settings: Any) -> None:
    keep(larch, "/cpd/new", title="One", answer_learnt=WORDS)
    larch.get("/cpd")
    assert WORDS not in caplog.text
    assert WORDS not in repr(Piece("r", WORDS, WORDS, date(2026, 1, 1), {"learnt": WORDS}))


def test_an_application_without_records_starts(settings: Any, newsroom: Any, clock: Any) -> None:
    app = create_app(replace(settings, practice_keys=""), clock=clock)
    assert app.test_client().get("/").status_code == 200
    app.extensions["connections"].drop()
