"""Records that are sealed: keys, the year of a register, what the database holds of them."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from db import accounts, editing, follows, own_account, practice, retention, saved, transfer
from db.clock import stamp
from db.editing import Editor
from db.engine import Database
from db.errors import NotFound, SettingsError
from db.follows import FollowsRefused
from db.practice import Choice, PieceChanged, PieceNotFound, PracticeRefused
from db.rules.registration import Piece, reminds_on, standing, unanswered, year_named, year_of
from db.saved import SavedRefused
from db.sealing import Keyring, SealBroken, Sealed, new_key
from db.seeds.reading import SeedError
from db.seeds.registers import Register, load_registers
from db.settings import Settings, from_environment

OLD, NEW = (urlsafe_b64encode(letter * 32).decode() for letter in (b"o", b"n"))
RING = Keyring(OLD)
SECRET = "Kayden’s plan taught me to ask first"


def piece(ref: str = "a" * 22, version: int = 0, day: date = date(2026, 11, 20), **answers: str) -> Piece:
    return Piece(ref, "What I read", "https://thread.example/stories/x", day, answers, version)


@pytest.fixture
def larch(db: Database, now: Any) -> accounts.Account:
    return accounts.add(db, address="larch@example.org", handle="Larch", role="reader", now=now)


@pytest.fixture
def england() -> Register:
    return load_registers()["england"]


def test_a_piece_is_kept_opened_changed_and_deleted(db: Database, larch: accounts.Account) -> None:
    practice.keep(db, RING, larch.id, piece(learnt=SECRET), 10)
    kept = practice.piece(db, RING, larch.id, "a" * 22)
    assert (kept.answers, kept.version, kept.title) == ({"learnt": SECRET}, 1, "What I read")
    practice.keep(db, RING, larch.id, piece(version=1, learnt="Another thing"), 10)
    assert practice.piece(db, RING, larch.id, "a" * 22).answers["learnt"] == "Another thing"
    practice.drop(db, larch.id, "a" * 22)
    with pytest.raises(PieceNotFound):
        practice.piece(db, RING, larch.id, "a" * 22)


def test_the_same_form_sent_twice_is_kept_once(db: Database, larch: accounts.Account) -> None:
    for _ in range(2):
        practice.keep(db, RING, larch.id, piece(learnt=SECRET), 10)
    assert [one.version for one in practice.record(db, RING, larch.id).pieces] == [1]


def test_an_older_window_overwrites_nothing(db: Database, larch: accounts.Account) -> None:
    practice.keep(db, RING, larch.id, piece(learnt="First"), 10)
    practice.keep(db, RING, larch.id, piece(version=1, learnt="Second"), 10)
    with pytest.raises(PieceChanged) as changed:
        practice.keep(db, RING, larch.id, piece(version=1, learnt="Third"), 10)
    assert changed.value.now is not None
    assert changed.value.now.answers["learnt"] == "Second"
    practice.drop(db, larch.id, "a" * 22)
    with pytest.raises(PieceChanged) as gone:
        practice.keep(db, RING, larch.id, piece(version=2, learnt="Fourth"), 10)
    assert gone.value.now is None


def test_a_record_has_an_end(db: Database, larch: accounts.Account) -> None:
    practice.keep(db, RING, larch.id, piece("a" * 22), 1)
    with pytest.raises(PracticeRefused, match="holds 1 pieces"):
        practice.keep(db, RING, larch.id, piece("b" * 22), 1)
    assert practice.drop_all(db, larch.id) == 1


def test_no_word_of_a_piece_is_in_the_file_or_the_export(
    db: Database, larch: accounts.Account, database_url: str, tmp_path: Path
) -> None:
    practice.keep(db, RING, larch.id, piece(learnt=SECRET), 10)
    lines = "\n".join(transfer.export(db))
    assert '"kind": "cpd_piece"' in lines
    for word in (SECRET, "Kayden", "What I read", "2026-11-20", OLD):
        assert word not in lines
    if database_url.startswith("sqlite"):
        stored = b"".join(path.read_bytes() for path in tmp_path.glob("ct.db*"))
        assert b"Kayden" not in stored
        assert b"What I read" not in stored


def test_what_is_exported_can_be_taken_in_and_opened(db: Database, larch: accounts.Account, now: Any) -> None:
    practice.keep(db, RING, larch.id, piece(learnt=SECRET), 10)
    lines = list(transfer.export(db))
    practice.drop_all(db, larch.id)
    transfer.take_in(db, lines, now)
    assert practice.piece(db, RING, larch.id, "a" * 22).answers["learnt"] == SECRET


def test_a_piece_moved_to_another_account_or_changed_does_not_open(db: Database, larch: accounts.Account) -> None:
    practice.keep(db, RING, larch.id, piece(learnt=SECRET), 10)
    sealed = RING.seal("words", "cpd:1:a")
    assert RING.open(sealed, "cpd:1:a") == "words"
    other = "y" if sealed.text.startswith("x") else "x"
    for wrong, about in ((sealed, "cpd:2:a"), (Sealed(sealed.key_id, other + sealed.text[1:]), "cpd:1:a"),
                         (Sealed(sealed.key_id, "§"), "cpd:1:a"), (Sealed("no such key", sealed.text), "cpd:1:a")):  # fmt: skip
        with pytest.raises(SealBroken):
            RING.open(wrong, about)


def test_a_lost_key_hides_only_its_own_pieces(db: Database, larch: accounts.Account) -> None:
    practice.keep(db, RING, larch.id, piece("a" * 22, learnt="Old"), 10)
    practice.keep(db, Keyring(NEW), larch.id, piece("b" * 22, learnt="New"), 10)
    found = practice.record(db, Keyring(NEW), larch.id)
    assert ([one.answers["learnt"] for one in found.pieces], found.shut) == (["New"], 1)


def test_keys_are_changed_while_both_open(db: Database, larch: accounts.Account, monkeypatch: Any) -> None:
    monkeypatch.setattr(practice, "BATCH", 2)
    for letter in "abcde":
        practice.keep(db, RING, larch.id, piece(letter * 22, learnt=letter), 10)
    practice.keep(db, Keyring(new_key()), larch.id, piece("f" * 22, learnt="f"), 10)
    both = Keyring(f"{NEW} {OLD}")
    assert practice.seal_again(db, both) == (5, 1)
    assert practice.seal_again(db, both) == (0, 1)
    assert {one.answers["learnt"] for one in practice.record(db, Keyring(NEW), larch.id).pieces} == set("abcde")


@pytest.mark.parametrize("value", ["short", "§", "YWJj", f"{OLD} nonsense"])
def test_a_key_that_is_none_is_refused_without_being_shown(value: str) -> None:
    with pytest.raises(SettingsError, match="commonthread practice new-key") as refused:
        from_environment({"COMMONTHREAD_PRACTICE_KEYS": value})
    assert value not in str(refused.value)
    assert from_environment({"COMMONTHREAD_PRACTICE_KEYS": ""}).practice_keys == ""
    assert OLD not in repr(from_environment({"COMMONTHREAD_PRACTICE_KEYS": OLD}))


def test_the_english_year_runs_from_december_to_november(england: Register) -> None:
    assert year_of(date(2026, 11, 30), england).name == 2026
    assert year_of(date(2026, 12, 1), england).first == date(2026, 12, 1)
    assert year_named(2026, england) == year_of(date(2025, 12, 1), england)
    january = load_registers()["wales"]
    assert year_named(2026, january).last == date(2026, 3, 31)


def test_what_a_year_lacks_is_told(england: Register) -> None:
    whole = {"type": "Reading", "relevance": "r", "learnt": "l", "effect": "e"}
    assert standing([], england).missing == 2
    begun, one, talked = piece(type="Reading"), piece(**whole), piece(**whole, peer="p")
    assert [field.id for field in unanswered(begun, england)] == ["relevance", "learnt", "effect"]
    found = standing([begun, one], england)
    assert (found.whole, found.missing, found.missing_peer, found.done) == (1, 1, 1, False)
    assert standing([one, talked], england).done


def test_a_reminder_falls_into_its_month(england: Register) -> None:
    assert reminds_on(date(2026, 9, 30), england) is None
    assert reminds_on(date(2026, 10, 1), england) == year_named(2026, england)
    assert reminds_on(date(2026, 10, 31), england) is not None
    assert reminds_on(date(2026, 11, 1), england) is None


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("", r"no \[\[register\]\]"),
        ('year_starts = "13-01"', "a month and a day"),
        ("field = []", "at least one"),
        ("checked_on = 3", "a date such as"),
        ("spelling = 1", "there is no field 'spelling'"),
    ],
)
def test_a_wrong_register_is_named(tmp_path: Path, monkeypatch: Any, words: str, told: str) -> None:
    good = {
        "id": '"x"', "name": '"X"', "nation": '"X"', "known": '"seen"', "source": '"https://x.example/"', "checked_on": "2026-11-30",
        "year_starts": '"12-01"', "remind_on": '"10-01"', "asks": '"Much."', "field": '[{ id = "learnt", label = "L" }]',
    }  # fmt: skip
    name, _, value = words.partition(" = ")
    lines = [f"{key} = {text}" for key, text in ({**good, name: value} if words else good).items()]
    (tmp_path / "registers.toml").write_text("\n".join([*(["[[register]]"] if words else []), *lines]), "utf-8")
    monkeypatch.setenv("COMMONTHREAD_SEEDS_DIR", str(tmp_path))
    with pytest.raises(SeedError, match=told):
        load_registers()


def test_the_day_of_looking_is_needed(tmp_path: Path, monkeypatch: Any) -> None:
    (tmp_path / "registers.toml").write_text('[[register]]\nid = "x"\n', "utf-8")
    monkeypatch.setenv("COMMONTHREAD_SEEDS_DIR", str(tmp_path))
    with pytest.raises(SeedError, match="checked_on is missing"):
        load_registers()


def test_a_choice_is_kept_and_an_unknown_register_refused(db: Database, larch: accounts.Account) -> None:
    known = load_registers()
    assert practice.choice(db, larch.id) == Choice()
    practice.choose(db, larch.id, Choice("scotland", True), known)
    assert practice.choice(db, larch.id) == Choice("scotland", True)
    with pytest.raises(PracticeRefused):
        practice.choose(db, larch.id, Choice("mars", True), known)


def test_everything_goes_with_the_account(db: Database, larch: accounts.Account, newsroom: Any, now: Any) -> None:
    slug = newsroom.slug(newsroom.article("Foster carers wanted"))
    practice.keep(db, RING, larch.id, piece(learnt=SECRET), 10)
    practice.choose(db, larch.id, Choice("england", True), load_registers())
    saved.save(db, larch.id, slug, 10, now)
    saved.remember(db, larch.id)
    saved.note_read(db, larch.id, slug, now)
    follows.follow(db, larch.id, "topic", "fostering-kinship", 10, now)
    token = follows.make_address(db, larch.id, now)
    follows.seen(db, larch.id, now)
    follows.bring(db, larch.id, in_mails=True)
    saved.visit(db, larch.id, saved.Visits(None, 0, None, 0), now)
    told = own_account.export(db, larch) | practice.export(db, RING, larch.id)
    assert told["cpd"][0]["answers"] == {"learnt": SECRET}
    assert (told["cpd_register"], told["cpd_reminder"]) == ("england", True)
    assert told["saved_stories"][0]["story"] == slug
    assert told["read_stories"][0]["story"] == slug
    assert told["followed_pages"][0]["story"] == "fostering-kinship"
    assert told["remembers_reading"]
    assert told["last_visit"] == told["follows_seen"] == told["private_feed_since"] == stamp(now)
    assert (told["visit_before"], told["follows_in_mails"]) == (None, True)
    own_account.delete(db, larch, now)
    for table in (
        "cpd_piece",
        "cpd_choice",
        "saved_story",
        "read_story",
        "remembered_reader",
        "page_follow",
        "follow_desk",
    ):
        assert list(db.copy_out(table)) == [], table
    assert follows.by_address(db, token) is None


def test_reading_marks_end_after_a_year(db: Database, larch: accounts.Account, newsroom: Any, now: Any) -> None:
    story = newsroom.article("Foster carers wanted")
    saved.note_read(db, larch.id, newsroom.slug(story), now)
    assert saved.read_lately(db, larch.id) == frozenset(), "only for readers who want it"
    saved.remember(db, larch.id)
    saved.note_read(db, larch.id, newsroom.slug(story), now)
    assert saved.read_lately(db, larch.id) == {story}
    retention.run(db, Settings(), now + timedelta(days=364))
    assert saved.read_lately(db, larch.id) == {story}
    retention.run(db, Settings(), now + timedelta(days=366))
    assert saved.read_lately(db, larch.id) == frozenset()


def test_kept_stories_go_on_page_by_page(db: Database, larch: accounts.Account, newsroom: Any, now: Any) -> None:
    ids = [newsroom.article(f"Story {number}") for number in range(4)]
    for place, story in enumerate(ids):
        saved.save(db, larch.id, newsroom.slug(story), 4, now + timedelta(minutes=place))
    with pytest.raises(SavedRefused, match="4 stories"):
        saved.save(db, larch.id, newsroom.slug(ids[0]), 4, now)
    first = saved.of_account(db, larch.id, most=3)
    assert [card.id for card in first.cards] == ids[:0:-1]
    assert first.last is not None
    from db.clock import stamp
    from db.stories import Place

    rest = saved.of_account(db, larch.id, Place(stamp(first.last[0]), first.last[1]), most=3)
    assert ([card.id for card in rest.cards], rest.last) == ([ids[0]], None)


def test_a_visit_begins_anew_after_a_pause(db: Database, larch: accounts.Account, newsroom: Any, now: Any) -> None:
    assert saved.visits(db, larch.id) is None
    saved.remember(db, larch.id)
    first = newsroom.article("The first")

    def visit(after: timedelta) -> saved.Visits:
        known = saved.visits(db, larch.id)
        assert known is not None
        return saved.visit(db, larch.id, known, now + after)

    assert visit(timedelta()).before_at is None
    newsroom.article("The second")
    assert visit(timedelta(minutes=2)).last_seen == first, "not more often than every five minutes"
    assert visit(timedelta(minutes=10)).before_at is None, "the same visit"
    later = visit(timedelta(hours=3))
    assert (later.before_at, later.before_seen) == (now + timedelta(minutes=10), first + 1)


def test_pages_are_followed_and_their_news_found(
    db: Database, larch: accounts.Account, newsroom: Any, now: Any
) -> None:
    from db.types import Mention

    story = newsroom.article(
        "Minister speaks on fostering",
        event="ncasc-2011",
        people=(Mention("Tim Loughton", "person", "minister"), Mention("Ofsted", "body", None)),
    )
    wanted = {
        "topic": "fostering-kinship",
        "event": "ncasc-2011",
        "person": "tim-loughton",
        "story": newsroom.slug(story),
    }
    for kind, slug in wanted.items():
        follows.follow(db, larch.id, kind, slug, 10, now)
    follows.follow(db, larch.id, "event", "ncasc", 10, now)
    follows.follow(db, larch.id, "body", "ofsted", 10, now)
    found = follows.of_account(db, larch.id)
    assert [one.kind for one in found] == ["topic", "event", "event", "person", "body", "story"]
    assert found[-1].path == f"/s/{story}"
    (news,) = follows.news(db, found)
    assert (news.card.id, len(news.because)) == (story, 5), "a series tells of its last two editions"
    with pytest.raises(FollowsRefused):
        follows.follow(db, larch.id, "topic", "adoption", 6, now)
    for kind, slug in (("topic", "none"), ("person", "none"), ("body", "none"), ("event", "none"), ("moon", "x")):
        with pytest.raises(NotFound):
            follows.follow(db, larch.id, kind, slug, 10, now)
    newsroom.leave(story)
    gone = follows.of_account(db, larch.id)[-1]
    assert gone.name == "A page that is no longer here"
    assert follows.news(db, [gone]) == []
    assert follows.does_follow(db, larch.id, "topic", "fostering-kinship")
    follows.stop(db, larch.id, "topic", "fostering-kinship")
    assert not follows.does_follow(db, larch.id, "topic", "fostering-kinship")


def test_a_private_address_ends_when_told(db: Database, larch: accounts.Account, now: Any) -> None:
    first = follows.make_address(db, larch.id, now)
    assert follows.by_address(db, first) == larch.id
    second = follows.make_address(db, larch.id, now)
    assert follows.by_address(db, first) is None
    follows.seen(db, larch.id, now)
    assert follows.desk(db, larch.id) == follows.Desk(now, now)
    follows.end_address(db, larch.id)
    assert follows.by_address(db, second) is None
    assert not any(second in str(row) for row in db.copy_out("follow_desk"))


def test_a_year_may_begin_on_new_years_day(england: Register) -> None:
    plain = replace(england, year_starts=(1, 1))
    assert year_named(2026, plain) == year_of(date(2026, 6, 1), plain)
    assert (year_named(2026, plain).first, year_named(2026, plain).last) == (date(2026, 1, 1), date(2026, 12, 31))


def test_who_wants_it_is_reminded_once(db: Database, larch: accounts.Account) -> None:
    practice.choose(db, larch.id, Choice("england", True), load_registers())
    assert [one.account_id for one in practice.to_remind(db, "england", 2026)] == [larch.id]
    assert practice.to_remind(db, "wales", 2026) == []
    assert [practice.reminded(db, larch.id, 2026) for _ in range(2)] == [True, False]
    assert practice.to_remind(db, "england", 2026) == []
    assert len(practice.to_remind(db, "england", 2027)) == 1


def test_only_ones_own_words_of_a_debate_are_found(
    db: Database, larch: accounts.Account, newsroom: Any, now: Any
) -> None:
    story = newsroom.article("Foster carers wanted")
    oak = accounts.add(db, address="oak@example.org", handle="Oak", role="reader", now=now)
    newsroom.comment(newsroom.slug(story), oak, "Words of Oak.")
    newsroom.comment(newsroom.slug(story), larch, "  > Words of Oak.\n\n\n\nMine.")
    assert practice.own_words(db, larch.id, story, 100) == "Mine."


def test_a_story_that_went_into_another_is_saved_as_that_other(
    db: Database, larch: accounts.Account, newsroom: Any, now: Any
) -> None:
    gone, stays = newsroom.article("Foster carers wanted"), newsroom.article("Foster carers are wanted")
    slug = newsroom.slug(stays)
    saved.save(db, larch.id, newsroom.slug(gone), 10, now)
    follows.follow(db, larch.id, "story", newsroom.slug(gone), 10, now)
    editing.merge(db, newsroom.slug(gone), slug, Editor("Hazel", "The same.", now))
    assert [card.id for card in saved.of_account(db, larch.id).cards] == [stays]
    assert [one.card.id for one in follows.news(db, follows.of_account(db, larch.id))] == [stays]
    assert not saved.is_saved(db, larch.id, stays)
    saved.take_off(db, larch.id, slug)
    assert saved.of_account(db, larch.id).cards == []
