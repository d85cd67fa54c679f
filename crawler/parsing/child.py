"""A parsing child: reads one document after the other from its parent, within limits it sets for itself."""

from __future__ import annotations

import json
import os
import resource
import sys
import warnings
from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any, BinaryIO

from crawler.garbage import collect_garbage_seldom
from crawler.parsing.wire import HEAD, framed, length_of, packed, packed_list
from db.clock import utc_now
from db.errors import CommonThreadError

if TYPE_CHECKING:
    from crawler.parsing.containers import Containers


def limit(memory: int) -> None:
    """Bound the memory of this process and forbid it to write files or start others."""
    resource.setrlimit(resource.RLIMIT_DATA, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def allow_cpu(seconds: int) -> None:
    """Give the next document so much CPU time from now on."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    resource.setrlimit(resource.RLIMIT_CPU, (int(used.ru_utime + used.ru_stime) + 1 + seconds, hard))


def result(question: Mapping[str, Any], body: bytes) -> bytes:
    """Return what a document holds, packed; each reader is imported when it is first needed."""
    kind, url = question["content_type"], question["url"]
    if question["kind"] == "feed":
        from crawler.parsing.feeds import parse_feed

        return packed(parse_feed(body, kind, url, seen=frozenset(question.get("seen", ()))))
    if question["kind"] == "listing":
        from crawler.parsing.decoding import decoded
        from crawler.parsing.pages import sensible
        from crawler.platforms.listing import articles

        markup = sensible(decoded(body, kind))
        return packed_list(articles(question["source"], question["selectors"], markup, url, utc_now()))
    if question["kind"] == "onward":
        from crawler.parsing.decoding import decoded
        from crawler.platforms.listing import next_page

        onward = next_page(question["selectors"], decoded(body, kind), url)
        return json.dumps({"onward": onward}).encode("ascii")
    if question["kind"] == "sitemap":
        from crawler.parsing.sitemaps import parse_sitemap

        return packed(parse_sitemap(body, utc_now()))
    if question["kind"] == "letter":
        from crawler.parsing.letters import parse_letter

        return packed(parse_letter(body, utc_now()))
    from crawler.parsing.pages import extract

    return packed(extract(body, url, kind, containers=containers()))


@cache
def containers() -> Containers:
    """Return where sites keep their articles, as far as the pages that this child has read tell."""
    from crawler.parsing.containers import Containers

    return Containers()


def answer(question: Mapping[str, Any], body: bytes) -> bytes:
    """Return the answer to one question: the result, or an error in words."""
    try:
        return result(question, body)
    except MemoryError:
        return json.dumps({"error": "reading it takes more memory than is allowed", "last": True}).encode()
    except CommonThreadError as problem:
        return json.dumps({"error": str(problem)[:600]}).encode()
    except Exception as problem:
        return json.dumps({"error": f"{type(problem).__name__}: {problem}"[:300]}).encode()


def serve(incoming: BinaryIO, outgoing: BinaryIO, cpu: int) -> None:
    """Answer questions until the parent hangs up."""
    while head := incoming.read(HEAD):
        question = json.loads(incoming.read(length_of(head)))
        allow_cpu(cpu)
        outgoing.write(framed(answer(question, incoming.read(question["size"]))))
        outgoing.flush()


def main() -> None:
    """Run as a child: standard input and output belong to the parent."""
    warnings.simplefilter("ignore")
    incoming = os.fdopen(os.dup(0), "rb")
    outgoing = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    limit(int(sys.argv[1]))
    collect_garbage_seldom()
    serve(incoming, outgoing, int(sys.argv[2]))


if __name__ == "__main__":
    main()
