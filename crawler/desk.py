"""Opens the desk of a crawl: one client, one robots memory, parsing children, leases, the pipelines in their order."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import timedelta

from crawler.errand import Desk
from crawler.fetching.client import Client
from crawler.fetching.limits import Limits
from crawler.fetching.robots import Robots
from crawler.hosts import Hosts
from crawler.notes import Notes
from crawler.parsing.children import ChildLimits, ParserPool
from crawler.pipelines.canonical_url import CanonicalUrl
from crawler.pipelines.clean import Clean
from crawler.pipelines.counting import Tally
from crawler.pipelines.furniture import Furniture
from crawler.pipelines.identity import Identity
from crawler.pipelines.store import Store
from db import leases
from db.clock import Clock
from db.engine import Database
from db.errors import DatabaseError
from db.settings import Settings
from db.sources import Source


@asynccontextmanager
async def open_desk(
    settings: Settings,
    db: Database,
    chosen: Sequence[Source],
    allow: frozenset[str],
    clock: Clock,
    *,
    all_new: bool = False,
) -> AsyncIterator[Desk]:
    """Give a desk for some sources, and give all hosts back at its end."""
    limits = Limits(
        deadline=settings.fetch_deadline,
        connect=min(10.0, settings.fetch_deadline),
        max_body=settings.fetch_max_bytes,
        connections=settings.fetch_connections,
    )
    agent = f"CommonThread/0.1 (+{settings.contact_url})"
    owner, tally = leases.owner_name(), Tally()
    hosts = Hosts(db, owner, timedelta(seconds=settings.lease_seconds), clock)
    furniture = {source.slug: source.furniture for source in chosen}
    reading = ChildLimits(cpu=settings.parse_seconds, wall=3.0 * settings.parse_seconds)
    async with Client(limits, allow, agent) as client, ParserPool(reading, room=client.room) as pool:
        desk = Desk(
            settings=settings,
            db=db,
            client=client,
            robots=Robots(client, clock=clock),
            pool=pool,
            hosts=hosts,
            pipelines=(CanonicalUrl(tally), Clean(tally), Furniture(tally, furniture), Identity(tally)),
            store=Store(tally, db, clock),
            owner=owner,
            allow=allow,
            clock=clock,
            notes=Notes(db),
            all_new=all_new,
        )
        try:
            yield desk
        finally:
            with suppress(DatabaseError):  # what cannot be given back is freed by the next crawl
                desk.notes.write()
                hosts.release()
