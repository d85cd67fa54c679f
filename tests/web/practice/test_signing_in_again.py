"""A session that runs out while somebody writes: one press of Save after signing in again, and no forged form is taken."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest

from db import accounts
from db.engine import Database

WORDS = "I ask about the school run first."


def text_of(answer: Any) -> str:
    return str(answer.get_data(as_text=True))


def hidden(page: str) -> dict[str, str]:
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))


def sign_in_again(somebody: Any, db: Database) -> None:
    """Ask for a mail and press the button behind its link, as a reader does."""
    somebody.send("/sign-in", "/sign-in", address=somebody.account.address)
    message = list(db.copy_out("outbox"))[-1]
    (path,) = re.findall(r"https://thread\.example(/sign-in/link/[\w-]+)", str(message))
    assert somebody.send(path, path).status_code == 303


def filled(somebody: Any) -> dict[str, str]:
    return {**hidden(text_of(somebody.get("/cpd/new"))), "title": "One", "day": "2026-11-20", "answer_learnt": WORDS}


def save(somebody: Any, fields: dict[str, str]) -> Any:
    return somebody.client.post("/cpd/pieces", data=fields)


@pytest.mark.parametrize("press_while_signed_out", [True, False])
def test_one_press_after_signing_in_again_saves(larch: Any, db: Database, press_while_signed_out: bool) -> None:
    fields = filled(larch)
    accounts.end_all_sessions(db, larch.account.id)
    if press_while_signed_out:
        page = text_of(save(larch, fields))
        assert "come back and press Save again" in page
        fields |= hidden(page)
    sign_in_again(larch, db)
    assert save(larch, fields).status_code == 303
    assert len(list(db.copy_out("cpd_piece"))) == 1


def test_a_page_without_any_session_is_told_to_sign_in_first(larch: Any, db: Database) -> None:
    fields = filled(larch)
    accounts.end_all_sessions(db, larch.account.id)
    larch.client.delete_cookie("__Host-ct", domain="localhost")
    page = text_of(save(larch, fields))
    assert "You are signed out. Your words are still here" in page
    assert WORDS in page
    sign_in_again(larch, db)
    assert save(larch, {**fields, **hidden(page)}).status_code == 303


def test_no_proof_but_ones_own_for_this_piece_and_day_is_taken(
    larch: Any, person: Any, db: Database, clock: Any
) -> None:
    fields, other, piece = filled(larch), filled(larch), filled(person("Oak"))
    forged = {**fields, "csrf_token": "forged"}
    for proof in ("", "x", "WzEsMl0.x", forged["proof"][:-1], other["proof"], piece["proof"]):
        answer = save(larch, {**forged, "proof": proof})
        assert answer.status_code == 400
        assert WORDS in text_of(answer)
    assert save(larch, {**forged, "ref": piece["ref"], "proof": piece["proof"]}).status_code == 400
    clock.now += timedelta(days=1, minutes=1)
    assert save(larch, forged).status_code == 400
    assert list(db.copy_out("cpd_piece")) == []
    clock.now -= timedelta(minutes=2)
    assert save(larch, forged).status_code == 303
    for path in ("/cpd/choices", "/cpd/delete", f"/cpd/pieces/{fields['ref']}/delete"):
        assert larch.client.post(path, data=forged).status_code == 400, "it is good for nothing else"


def test_a_signed_out_page_renews_only_a_proof_that_was_shown(larch: Any, db: Database, clock: Any) -> None:
    fields = filled(larch)
    accounts.end_all_sessions(db, larch.account.id)
    assert hidden(text_of(save(larch, {**fields, "proof": "x"})))["proof"] == ""
    clock.now += timedelta(days=20)
    renewed = hidden(text_of(save(larch, fields)))
    assert renewed["proof"] not in ("", fields["proof"])
    clock.now += timedelta(days=11)
    assert hidden(text_of(save(larch, fields)))["proof"] == "", "too old"
