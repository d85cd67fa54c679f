"""The site's jobs by name: mails at their hour, the outbox, what the debate needs."""

from __future__ import annotations

from datetime import datetime, timedelta

from db import voices
from db.clock import utc_now
from db.engine import Database
from db.jobs import Job, every
from db.seeds.voices import load_voices
from db.settings import Settings
from web.admin.jobs import JOBS as ADMIN_JOBS
from web.comments.jobs import JOBS as DEBATE_JOBS
from web.digests.sending import renew, send_due
from web.mail.carrying import carry
from web.mail.checking import JOBS as DOMAIN_JOBS
from web.mail.returning import take_back
from web.notices.jobs import JOBS as NOTICE_JOBS
from web.practice.jobs import JOBS as PRACTICE_JOBS

AT_ONCE = 500  # then the lane looks at its other jobs


def digests(db: Database, settings: Settings, now: datetime) -> None:
    """Write the mails of every edition that has closed; doing it again writes nothing twice."""
    send_due(db, settings, now)


def empty_outbox(db: Database, settings: Settings, now: datetime) -> None:
    """Send what waits in the outbox; what tells of something that was taken down is composed anew before."""
    renew(db, settings)
    carry(db, settings, utc_now, most=AT_ONCE)


def read_bounces(db: Database, settings: Settings, now: datetime) -> None:
    """Do what mails that came back say."""
    take_back(db, settings, now)


def count_voices(db: Database, settings: Settings, now: datetime) -> None:
    """Count anew whose words stand in the news."""
    voices.recount(db, load_voices())


# Leases are short so that work goes on soon after a kill. Mails have leases of their own, so any number of workers may
# empty the outbox at once.
JOBS = (
    Job("digests", every(timedelta(minutes=1)), digests, lease=timedelta(minutes=2), lane="mail"),
    Job("outbox", every(timedelta(seconds=2)), empty_outbox, lease=timedelta(0), lane="mail"),
    Job("bounces", every(timedelta(minutes=5)), read_bounces, lease=timedelta(minutes=10), lane="bounces"),
    Job("count voices", every(timedelta(hours=24)), count_voices),
    *DOMAIN_JOBS,
    *DEBATE_JOBS,
    *NOTICE_JOBS,
    *PRACTICE_JOBS,
    *ADMIN_JOBS,
)
