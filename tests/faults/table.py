"""The table of what the fault tests of the last run found: `python -m tests.faults.table [FOLDER]`."""

import json
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

COLUMNS = ("runs", "kills", "acknowledged", "lost", "doubled", "skipped", "out of order")
COUNTED = {"out of order": "disorder"}  # a column's name in a row, where it is another


def rows(folder: Path) -> list[dict[str, Any]]:
    """One row per scenario, as the tests have left them."""
    return [json.loads(path.read_text("utf-8")) for path in sorted(folder.glob("*.json"))]


def counts(row: Mapping[str, Any]) -> list[int]:
    """A row's columns; a fault that kills nobody counts as one run without kills."""
    return [1, *(int(row.get(COUNTED.get(each, each), 0)) for each in COLUMNS[1:])]


def table(found: Iterable[Mapping[str, Any]]) -> str:
    """Markdown: a line per scenario, and the sums."""
    lines = [(str(row["name"]), counts(row)) for row in found]
    sums = [sum(each) for each in zip(*(of for _, of in lines), strict=True)]
    head = ["fault", *COLUMNS]
    told = [[name, *map(str, of)] for name, of in [*lines, ("**all**", sums)]]
    return "\n".join(map(joined, [head, ["---", *["--:"] * len(COLUMNS)], *told])) + "\n"


def joined(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    sys.stdout.write(table(rows(Path(sys.argv[1] if len(sys.argv) > 1 else "build/faults"))))
