"""The figures of the site in Prometheus' text format 0.0.4, from one look at the database."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from db.alarms import Alarm
from db.vitals import Vitals

Labels = Mapping[str, str]
Sample = tuple[Labels, float]


def exposition(vitals: Vitals, alarms: list[Alarm]) -> str:
    """Return all figures, each with its help and its type."""
    families = ((name, words, samples) for name, words, samples in _families(vitals, alarms) if samples)
    return "".join(f"{line}\n" for family in families for line in _family(*family))


def _families(vitals: Vitals, alarms: list[Alarm]) -> Iterator[tuple[str, str, list[Sample]]]:
    at = vitals.at
    queues = vitals.queues.items()
    yield "queue_waiting", "What waits, by queue.", [({"queue": name}, one.waiting) for name, one in queues]
    ages: list[Sample] = [({"queue": name}, one.age(at).total_seconds()) for name, one in queues]
    yield "queue_oldest_seconds", "How long the oldest has waited.", ages
    yield "mails", "Mails by state.", [({"state": state}, number) for state, number in vitals.mails.items()]
    yield "bounces", "Mails that came back in seven days.", [({"kind": k}, n) for k, n in vitals.bounces.items()]
    on = [one for one in vitals.sources if one.status == "on" and one.poll_minutes > 0]
    counts = {
        "on": len(on),
        "failing": sum(1 for one in on if one.error),
        "silent": sum(1 for one in on if not one.error and one.silent_for(at)),
    }
    yield (
        "sources",
        "Sources that are on, and how many of them fail or are silent.",
        [({"state": state}, number) for state, number in counts.items()],
    )
    yield "job_failures", "How often a job failed in a row.", [({"job": one.name}, one.failures) for one in vitals.jobs]
    late: list[Sample] = [({"job": one.name}, one.late_by(at).total_seconds()) for one in vitals.jobs]
    yield "job_late_seconds", "For how long a job has been due.", late
    yield "database_bytes", "Bytes of the database.", [({}, vitals.storage.bytes)]
    yield "database_log_bytes", "Bytes of its write-ahead log.", [({}, vitals.storage.log_bytes)]
    if vitals.room is not None:
        yield "disk_free_bytes", "Free bytes of the database's disk.", [({}, vitals.room.free)]
    if vitals.copies:
        yield "backup_age_seconds", "Age of the newest copy.", [({}, (at - vitals.copies[0].at).total_seconds())]
    yield "alarms", "What needs the operator.", [({}, len(alarms))]


def _family(name: str, words: str, samples: list[Sample]) -> Iterator[str]:
    full = f"commonthread_{name}"
    yield f"# HELP {full} {words}"
    yield f"# TYPE {full} gauge"
    for labels, value in samples:
        inner = ",".join(f'{key}="{_escaped(text)}"' for key, text in labels.items())
        yield f"{full}{{{inner}}} {value:.17g}" if inner else f"{full} {value:.17g}"


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
