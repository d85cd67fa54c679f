"""Holds the floors of line coverage by package; run by `make test` after the tests."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from coverage import Coverage

# Every line of the heart (the packages named here), and 95 % of the rest, both engines and child processes combined.
WHOLE = ("db/", "crawler/understanding/", "crawler/grouping/", "crawler/fetching/")
FLOORS = {
    "db/": 100.0,
    "crawler/understanding/": 100.0,
    "crawler/grouping/": 100.0,
    "crawler/fetching/": 100.0,
    "crawler/ (rest)": 95.0,
    "web/ (rest)": 97.0,
    "commonthread/ (rest)": 95.0,
}


def main() -> int:
    """Print each package's coverage and return 1 where one is below its floor and everything was required."""
    coverage = Coverage()
    coverage.load()
    root = Path.cwd()
    counts: dict[str, list[int]] = {}
    for name in coverage.get_data().measured_files():
        path = Path(name)
        if (
            path.suffix != ".py"
            or not path.is_relative_to(root)
            or path.is_relative_to(root / "tests")
            or not path.exists()
        ):
            continue
        _, statements, _, missing, _ = coverage.analysis2(name)
        relative = path.relative_to(root).as_posix()
        group = next((prefix for prefix in WHOLE if relative.startswith(prefix)), relative.split("/")[0] + "/ (rest)")
        total = counts.setdefault(group, [0, 0])
        total[0] += len(statements)
        total[1] += len(missing)
    failed = False
    for group, (lines, missed) in sorted(counts.items()):
        percent = 100.0 * (lines - missed) / lines if lines else 100.0
        floor = FLOORS[group]
        failed |= percent < floor
        print(f"{group:24} {percent:6.2f} % of {lines} lines   floor {floor:.0f} %")
    return int(failed and os.environ.get("REQUIRE_ALL") == "1")


if __name__ == "__main__":
    sys.exit(main())
