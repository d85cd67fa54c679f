"""Our pages through the real server under wrk (W4): `served.py FILE COMMONTHREAD PYTHON`, beside w4_web.py's peers.

Runs with the shared benchmarks on PYTHONPATH and needs wrk. FILE is a database of `readers.py build`; the other two are
our command and the interpreter of its environment. Prints requests per CPU second of the server's process tree.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from common import Server  # type: ignore[import-not-found]  # of the shared benchmarks
from w4_web import bench  # type: ignore[import-not-found]  # of the shared benchmarks

PORT, SECONDS, ROUNDS = 8140, 4, 2
READERS = Path(__file__).with_name("readers.py")


def main(file: Path, command: str, python: str) -> None:
    """Serve the database as an operator would, and ask for its pages as readers do."""
    env = {
        "COMMONTHREAD_DATABASE_URL": f"sqlite:///{file.absolute()}",
        "COMMONTHREAD_SECRET_KEY": "b" * 40,
        "COMMONTHREAD_OPERATOR_NAME": "Bench",
        "COMMONTHREAD_OPERATOR_CONTACT": "bench@example.org",
    }
    told = subprocess.run([python, READERS, "sign-in", file], capture_output=True, text=True, check=True).stdout
    story, cookie = told.split()
    signed_in = (f"Cookie: {cookie}",)
    cases = [("front page", "/", ()), ("story", story, ()), ("story, signed in", story, signed_in),
             ("front page, signed in", "/", signed_in), ("search, signed in", "/search?q=safeguarding", signed_in)]  # fmt: skip
    for _ in range(ROUNDS):
        with Server([command, "web", "--port", str(PORT)], PORT, env=env) as server:
            for name, path, headers in cases:
                got = bench(server, PORT, path, list(headers), SECONDS)
                print(f"ours | {name:24} {got['per_cpu']:8.0f} a CPU second  p99 {got['p99']:6.1f} ms  {got['errors']}")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], sys.argv[3])
