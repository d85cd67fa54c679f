"""The reminder of the year's end, for those who asked for it."""

from __future__ import annotations

from datetime import datetime, time

from db import practice
from db.engine import Database
from db.jobs import Job, daily_at
from db.rules.registration import Year, reminds_on
from db.seeds.registers import Register, load_registers
from db.settings import Settings
from web.letters import link, send_letter
from web.words import LONDON, day_and_weekday

TEXT = """You asked to be reminded once a year of your record for {name}.{ends}

What it asks for: {asks}

Your record, which only you can open: {record}
To be reminded no more: {choices}
"""
ENDS = " Its year ends on {last}."


def remind(db: Database, settings: Settings, now: datetime) -> None:
    """Remind everybody who wants it of a year that ends soon, once a year; records themselves are not looked at."""
    if not settings.practice_keys:
        return
    for register in load_registers().values():
        year = reminds_on(now.astimezone(LONDON).date(), register)
        while year is not None and (found := practice.to_remind(db, register.id, year.name)):
            for one in found:
                with db.write(durable=True):
                    if practice.reminded(db, one.account_id, year.name):
                        _send(db, settings, register, year, one, now)


def _send(
    db: Database, settings: Settings, register: Register, year: Year, one: practice.ToRemind, now: datetime
) -> None:
    text = TEXT.format(
        name=register.name,
        ends=ENDS.format(last=day_and_weekday(year.last)) if register.pieces else "",
        asks=register.asks,
        record=link(settings, "/cpd"),
        choices=link(settings, "/cpd/choices"),
    )
    send_letter(
        db, settings, kind="practice", key=f"{one.account_id}:{register.id}:{year.name}", address=one.address,
        subject="Your yearly reminder", text=text, now=now,
    )  # fmt: skip


JOBS = (Job("remind of CPD", daily_at(time(9)), remind, lane="mail", at_once=False),)
