"""All answers together take no more memory than there is room for."""

from __future__ import annotations

import asyncio

from crawler.fetching.limits import Limits
from crawler.fetching.room import Room


def test_the_largest_waits_until_another_is_done():
    async def scenario():
        room, told = Room(100, 10), []

        async def read(name, pieces, before):
            with room.share() as share:
                for piece in pieces:
                    await room.grow(share, piece)
                    await asyncio.sleep(0)
                await before()
            told.append(name)

        async def never_mind():
            await asyncio.sleep(0)

        large = asyncio.create_task(read("large", [60, 60], never_mind))
        small = asyncio.create_task(read("small", [5, 4], never_mind))
        other = asyncio.create_task(read("other", [20], never_mind))
        await asyncio.gather(large, small, other)
        return told, room.taken

    told, taken = asyncio.run(scenario())
    assert told[-1] == "large"
    assert taken == 0


def test_a_full_room_never_stops_everyone():
    async def scenario():
        room = Room(100, 10)

        async def read():
            with room.share() as share:
                for _ in range(10):
                    await room.grow(share, 30)
                    await asyncio.sleep(0)

        await asyncio.gather(*(read() for _ in range(5)))
        return room.taken

    assert asyncio.run(scenario()) == 0


def test_a_waiting_answer_can_be_given_up():
    async def scenario():
        room = Room(10, 1)
        with room.share() as full:
            await room.grow(full, 9)
            with room.share() as other:
                waiting = asyncio.create_task(room.grow(other, 8))
                await asyncio.sleep(0)
                waiting.cancel()
                await asyncio.gather(waiting, return_exceptions=True)
        return room.taken

    assert asyncio.run(scenario()) == 0


def test_what_waits_for_a_parser_takes_room_too():
    async def scenario():
        room, told = Room(100, 10), []

        async def read():
            with room.share() as share:
                await room.grow(share, 60)
                told.append("read")

        with room.share(90):
            reading = asyncio.create_task(read())
            await asyncio.sleep(0)
            told.append("parsed")
        await reading
        return told

    assert asyncio.run(scenario()) == ["parsed", "read"]


def test_slow_large_answers_leave_room_for_others(lab):
    async def script(path, writer):
        size = 300_000 if path == "/large" else 900
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % (size + (path == "/large")))
        writer.write(b"x" * size)
        await writer.drain()
        if path == "/large":
            await asyncio.Event().wait()

    async def scenario():
        limits = Limits(deadline=3, max_body=333_333, max_buffered=500_000)
        async with lab.serve(script) as server, server.client(limits) as client:
            asked = [client.fetch(server.home + path) for path in ["/large"] * 5 + ["/small"] * 5]
            return await asyncio.gather(*asked, return_exceptions=True)

    found = asyncio.run(scenario())
    assert [len(reply.body) for reply in found[5:]] == [900] * 5
    assert all(isinstance(problem, Exception) for problem in found[:5])
