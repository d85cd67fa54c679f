"""`digest check` says in words what is right and wrong with a domain; digests in bulk wait until it is right."""

from __future__ import annotations

import base64
import socketserver
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import dns.message
import dns.rcode
import dns.rrset
import pytest
from click.testing import CliRunner

from commonthread.cli import cli
from db import domains
from db.alarms import alarms_in
from db.engine import Database
from db.settings import Settings
from db.vitals import look as look_at_all
from web.mail import checking
from web.mail.authentication import NameServerAway, asker, dkim, dmarc, look, spf
from web.mail.carrying import carry

NOW = datetime(2026, 11, 26, 7, 0, tzinfo=UTC)
KEY = "v=DKIM1; k=rsa; p=" + base64.b64encode(b"k" * 294).decode()
RIGHT = {
    "thread.example": ["v=spf1 include:relay.example -all", "something else"],
    "relay.example": ["v=spf1 ip4:192.0.2.1 ~all"],
    "s1._domainkey.thread.example": [KEY],
    "_dmarc.thread.example": ["v=DMARC1; p=quarantine"],
}
HOUSE = Settings(mail_from="News <news@thread.example>", dkim_selector="s1")


class Names(socketserver.DatagramRequestHandler):
    """A name server for one small zone."""

    def handle(self) -> None:
        server: Any = self.server
        asked = dns.message.from_wire(self.rfile.read())
        name = asked.question[0].name
        answer = dns.message.make_response(asked)
        texts = server.zone.get(name.to_text().rstrip("."))
        if texts is None:
            answer.set_rcode(server.unknown)
        else:
            quoted = [" ".join(f'"{text[at : at + 200]}"' for at in range(0, len(text), 200)) for text in texts]
            answer.answer.append(dns.rrset.from_text(name, 60, "IN", "TXT", *quoted))
        self.wfile.write(answer.to_wire())


@pytest.fixture
def names() -> Iterator[Any]:
    server: Any = socketserver.ThreadingUDPServer(("127.0.0.1", 0), Names)
    server.zone, server.unknown = {**RIGHT}, dns.rcode.NXDOMAIN
    server.address = f"127.0.0.1:{server.server_address[1]}"
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def asking(**zone: list[str]) -> Any:
    return lambda name: zone.get(name.replace(".", "_").replace("-", "_"), [])


def test_a_domain_that_is_right_in_all_three(names: Any) -> None:
    found = look(HOUSE, asker(replace(HOUSE, dns_server=names.address)))
    assert [(one.name, one.is_right) for one in found] == [("SPF", True), ("DKIM", True), ("DMARC", True)]


@pytest.mark.parametrize(
    ("record", "words"),
    [
        ([], "no SPF record"),
        (["v=spf1 -all", "v=spf1 mx -all"], "2 SPF records"),
        (["v=spf1 mx +all"], "every machine"),
        (["v=spf1 mx ?all"], "every machine"),
        (["v=spf1 mx"], "every machine"),
        (["v=spf1 -all"], "no machine"),
        (["v=spf1 " + "a mx " * 6 + "-all"], "over 10 look-ups"),
        (["v=spf1 include:d -all"], "over 10 look-ups"),
    ],
)
def test_what_is_wrong_with_spf_is_said(record: list[str], words: str) -> None:
    found = spf("d", asking(d=record))
    assert not found.is_right
    assert words in found.words


@pytest.mark.parametrize(
    "record", ["v=spf1 mx ~all", "v=spf1 redirect=_spf.other", "v=spf1 ip4:192.0.2.0/24 a/24 include:%{d}.x -all"]
)
def test_usual_spf_records_are_right(record: str) -> None:
    assert spf("d", asking(d=[record])).is_right


@pytest.mark.parametrize(
    ("texts", "right", "words"),
    [
        ([], False, "no DKIM keys"),
        ([KEY, KEY], False, "2 DKIM keys"),
        (["v=DKIM1; p="], False, "withdrawn"),
        (["v=DKIM1; p=?!"], False, "damaged"),
        (["p=" + base64.b64encode(b"k" * 90).decode()], False, "shorter than 1,024"),
        (["p=" + base64.b64encode(b"k" * 162).decode()], True, "2,048 bits would be better"),
        (["k=ed25519; p=" + base64.b64encode(b"k" * 32).decode()], True, "Ed25519"),
        ([KEY], True, "has a key"),
    ],
)
def test_what_is_wrong_with_dkim_is_said(texts: list[str], right: bool, words: str) -> None:
    found = dkim("d", "s", asking(s__domainkey_d=texts))
    assert found.is_right is right
    assert words in found.words
    assert "COMMONTHREAD_DKIM_SELECTOR" in dkim("d", "", asking()).words


@pytest.mark.parametrize(
    ("zone", "domain", "back", "right", "words"),
    [
        ({}, "d.example", "d.example", False, "no DMARC records"),
        ({"_dmarc_d_example": ["v=DMARC1; p=reject", "v=DMARC1; p=none"]}, "d.example", "d.example", False, "2 DMARC"),
        ({"_dmarc_d_example": ["v=DMARC1; rua=mailto:x@y"]}, "d.example", "d.example", False, "no policy"),
        ({"_dmarc_d_example": ["v=DMARC1; p=reject"]}, "d.example", "other.example", False, "BOUNCE_ADDRESS"),
        ({"_dmarc_d_example": ["v=DMARC1; p=reject; aspf=s"]}, "d.example", "b.d.example", False, "BOUNCE_ADDRESS"),
        ({"_dmarc_d_example": ["v=DMARC1; p=reject"]}, "d.example", "b.d.example", True, "forged"),
        ({"_dmarc_d_example": ["v=DMARC1; p=none"]}, "d.example", "d.example", True, "go on to"),
        ({"_dmarc_d_example": ["v = DMARC1; p=reject; sp=none"]}, "news.d.example", "news.d.example", True, "go on to"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_dmarc_is_said(zone: Any, domain: str, back: str, right: bool, words: str) -> None:
    found = dmarc(domain, back, asking(**zone))
    assert found.is_right is right
    assert words in found.words


def test_a_name_server_that_does_not_answer_is_no_verdict(names: Any) -> None:
    names.zone, names.unknown = {}, dns.rcode.SERVFAIL
    with pytest.raises(NameServerAway, match="COMMONTHREAD_DNS_SERVER"):
        look(HOUSE, asker(replace(HOUSE, dns_server=names.address)))


def test_the_command_says_what_is_wrong_and_digests_wait_until_it_is_right(
    names: Any, db: Database, database_url: str, monkeypatch: pytest.MonkeyPatch, lab: Any
) -> None:
    for name, value in {
        "DATABASE_URL": database_url, "MAIL_FROM": HOUSE.mail_from, "DKIM_SELECTOR": "s1", "DNS_SERVER": names.address,
    }.items():  # fmt: skip
        monkeypatch.setenv(f"COMMONTHREAD_{name}", value)
    house = replace(HOUSE, smtp_url="smtp://127.0.0.1:1", unchecked_mails=2)
    lab.put(db, 1, 2, 3, kind="follow-up", weight=2)
    lab.put(db, 4, kind="confirm", weight=9)
    names.zone = {name: texts for name, texts in RIGHT.items() if not name.startswith("_dmarc")}
    answer = CliRunner().invoke(cli, ["digest", "check"])
    assert answer.exit_code == 1
    assert "DMARC: wrong: _dmarc.thread.example has no DMARC records" in answer.output
    assert "SPF: right" in answer.output
    assert domains.holds(db, house, "thread.example")
    by = lab.Hooked(lambda count: None)
    carry(db, house, lambda: NOW, by)
    assert by.taken == ["<4@thread.example>"], "confirmations are never held"
    assert not domains.holds(db, replace(house, unchecked_mails=3), "thread.example"), "a few digests are no bulk"
    assert not domains.holds(db, replace(house, smtp_url=""), "thread.example"), "files may always be written"
    assert not domains.holds(db, replace(house, send_unchecked=True), "thread.example")
    names.zone = RIGHT
    assert CliRunner().invoke(cli, ["digest", "check"]).exit_code == 0
    check = domains.last(db, "thread.example")
    assert check is not None
    assert check.passed
    assert carry(db, house, lambda: NOW, by).sent == 3


def test_the_domain_is_looked_at_each_day_and_the_operator_told_when_digests_are_held(
    names: Any, db: Database, lab: Any
) -> None:
    house = replace(HOUSE, smtp_url="smtp://127.0.0.1:1", unchecked_mails=2, dns_server=names.address)
    (job,) = checking.JOBS
    lab.put(db, 1, 2, 3, kind="digest daily", weight=2)
    job.run(db, house, NOW)
    assert domains.held_for(db, house) == ()
    names.zone = {name: texts for name, texts in RIGHT.items() if not name.startswith("_dmarc")}
    for changed in ({"smtp_url": ""}, {"send_unchecked": True}):
        job.run(db, replace(house, **changed), NOW + timedelta(hours=1))
        assert domains.held_for(db, house) == (), "nobody looked"
    job.run(db, house, NOW + timedelta(hours=24))
    found = {one.key: one for one in alarms_in(look_at_all(db, house, NOW), house)}
    assert "DMARC: wrong: _dmarc.thread.example has no DMARC records" in found["domain"].words
    assert "SPF" not in found["domain"].words
    assert found["domain"].command == "commonthread digest check"
    names.unknown = dns.rcode.SERVFAIL
    with pytest.raises(NameServerAway):
        job.run(db, house, NOW + timedelta(hours=48))
    assert domains.held_for(db, house), "what was known stays known"
