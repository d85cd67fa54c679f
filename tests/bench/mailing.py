"""Ten thousand personal digests to a local sink (W5): `mailing.py [COUNT [ROUNDS]]` prints messages per CPU second of each sender.

Needs smtp-sink and smtp-source (Debian: postfix, which need not run) and the shared workload on PYTHONPATH. All figures of a run
stand beside each other: what counts is their ratio. Each sender is a process of its own; what it prepares is not counted.
"""

from __future__ import annotations

import json
import os
import shutil
import smtplib
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP

from common import Server  # type: ignore[import-not-found]  # of the shared workload
from w5_mail import bodies, build_email, recipients  # type: ignore[import-not-found]  # of the shared workload

from db import outbox, subscriptions
from db.engine import Database, connect
from db.migrations import migrate
from db.outbox import Addressed, Mail, Marks
from db.settings import Settings
from db.subscriptions import Consent
from web.mail.carrying import carry
from web.mail.smtp import Smtp

PORT = 8151
NOW = datetime(2026, 11, 26, 7, 0, tzinfo=UTC)
SETTINGS = Settings(smtp_url=f"smtp://127.0.0.1:{PORT}", bounce_address="bounces@lab.example", secret_key="k" * 40)
PATH = f"{os.environ['PATH']}:/usr/sbin"
Work = Callable[[], object]


def naive(count: int) -> Work:
    """smtplib and an EmailMessage for each recipient, over one connection."""

    def work() -> None:
        with smtplib.SMTP("127.0.0.1", PORT, local_hostname="lab") as server:
            for number, to in recipients(count):
                server.sendmail(f"b+{number}@lab.example", [to], build_email(number))

    return work


def ours(count: int) -> Work:
    """All of it: composed once, put into the outbox, claimed, looked at once more, sent, marked."""
    db = filled(count)
    subscribers = {one.address: one.secret for one in subscriptions.due(db, "daily", 0, 0, count, NOW.date())}

    def work() -> None:
        put(db, [(to, subscribers[to], ident(number)) for number, to in recipients(count)])
        done = carry(db, SETTINGS, lambda: NOW)
        assert (done.sent, outbox.counts(db)) == (count, {"sent": count}), (done, outbox.counts(db))
        start = time.perf_counter()
        assert carry(db, SETTINGS, lambda: NOW).all == 0
        print(f"a second start: {time.perf_counter() - start:.3f} s", file=sys.stderr)

    return work


def sending_alone(count: int) -> Work:
    """The part that speaks to the server, with finished mails and no database."""
    message, marks = composed()
    form = marks.form(message)
    mails = [
        Mail(
            number,
            "digest daily",
            to,
            "",
            marks.fill(form, f"{number:032x}", to, ident(number)),
            ident(number),
            0,
            None,
        )
        for number, to in recipients(count)
    ]

    def work() -> None:
        with Smtp(SETTINGS.smtp_url, lambda one: f"bounces+{one[1:33]}@lab.example") as server:
            for mail, following in zip(mails, [*mails[1:], None], strict=True):
                if following is not None:
                    server.expect(following)
                server.send(mail)

    return work


def composed() -> tuple[str, Marks]:
    marks = Marks()
    text, html = bodies(marks.secret, marks.secret)
    mail = EmailMessage(policy=SMTP.clone(cte_type="8bit", max_line_length=200))
    for name, value in {
        "From": "Digest <digest@lab.example>",
        "To": marks.address,
        "Subject": "Your weekly digest",
        "Message-ID": f"<{marks.ident}>",
        "Date": "Thu, 20 Oct 2011 12:00:00 +0000",
        "List-Unsubscribe": f"<https://lab.example/u/{marks.secret}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }.items():
        mail[name] = value
    mail.set_content(text, cte="8bit")
    mail.add_alternative(html, subtype="html", cte="8bit")
    return mail.as_bytes().decode(), marks


def ident(number: int) -> str:
    return f"<{number:032x}@lab.example>"


def put(db: Database, mails: list[tuple[str, str, str]]) -> None:
    message, marks = composed()
    for start in range(0, len(mails), 1000):
        with db.write(durable=True):
            body = outbox.keep_body(db, "daily", message, marks, NOW)
            outbox.put_many(
                db, kind="digest daily", weight=outbox.DIGEST, body_id=body, subject="Your weekly digest", now=NOW,
                mails=[Addressed(*mail) for mail in mails[start : start + 1000]],
            )  # fmt: skip


def filled(count: int) -> Database:
    url = os.environ.get("BENCH_DATABASE", f"sqlite:///{tempfile.mkdtemp()}/mail.db")
    db = connect(url)
    migrate(db)
    consent = Consent("Yes.", NOW, "bench")
    with db.write():
        for _, to in recipients(count):
            subscriptions.subscribe(db, to, ["daily"], (), consent, NOW)
    return db


SENDERS = {one.__name__: one for one in (naive, ours, sending_alone)}


def child(name: str, count: int) -> None:
    """Be one sender, and print what it cost."""
    work = SENDERS[name](count)
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    print(json.dumps({"cpu": time.process_time() - cpu, "wall": time.perf_counter() - wall}))


def source(connections: int, count: int, size: int) -> dict[str, float]:
    """Let smtp-source send as many messages of as many bytes."""
    before, wall = os.times(), time.perf_counter()
    command = ["smtp-source", "-d", "-s", str(connections), "-m", str(count), "-l", str(size), f"127.0.0.1:{PORT}"]
    subprocess.run(command, check=True, env={**os.environ, "PATH": PATH})
    after = os.times()
    cpu = after.children_user - before.children_user + after.children_system - before.children_system
    return {"cpu": cpu, "wall": time.perf_counter() - wall}


def sent_by(name: str, count: int) -> dict[str, float]:
    done = subprocess.run(
        [sys.executable, __file__, "--as", name, str(count)], check=True, stdout=subprocess.PIPE, text=True
    )
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def main(count: int, rounds: int) -> None:
    """Measure each in turn, so many rounds, and print the medians."""
    sink = shutil.which("smtp-sink", path=PATH)
    if sink is None:
        sys.exit("there is no smtp-sink; Debian has it in the package postfix")
    as_nobody = ["-u", "nobody"] if os.geteuid() == 0 else []
    size = len(composed()[0].encode())
    rates: dict[str, list[float]] = {}
    with Server([sink, *as_nobody, f"127.0.0.1:{PORT}", "256"], PORT):
        for _ in range(rounds):
            for name in SENDERS:
                several = count // 5 if name == "naive" else count
                rates.setdefault(name, []).append(several / sent_by(name, several)["cpu"])
            for connections in (1, 4):
                found = source(connections, count, size)
                rates.setdefault(f"smtp-source x{connections}", []).append(count / max(found["cpu"], 0.01))
    middle = {name: statistics.median(found) for name, found in rates.items()}
    print(f"{count} digests of {size} bytes, {rounds} rounds; messages per CPU second of the sender:")
    for name, rate in middle.items():
        print(f"  {name:16} {rate:8.0f}   {rate / middle['naive']:6.1f} x naive")
    for connections in (1, 4):
        share = middle["sending_alone"] / middle[f"smtp-source x{connections}"]
        print(f"  sending alone against smtp-source x{connections}: {share:.0%}")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--as"]:
        child(sys.argv[2], int(sys.argv[3]))
    else:
        main(*(int(word) for word in [*sys.argv[1:], "10000", "3"][:2]))
