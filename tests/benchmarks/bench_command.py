"""A command over HTTP beside a bare Flask view: `python -m tests.benchmarks.bench_command`.

Both under gunicorn with the platform's settings, on the same PostgreSQL, loaded by the same clients
in turn. The command tells a branch activity with five people: token, permission, validated body,
idempotency key, two reads that the decision relies on, its event, its read models. The bare view
parses the same body and inserts one row.
"""

import argparse
import itertools
import statistics
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, date, datetime

import msgspec
from rich.console import Console
from rich.table import Table

from services.chassis.commands import Write
from services.chassis.running.config import Config
from services.chassis.running.parts import Parts
from services.chassis.web.tokens import Grant, Principal
from services.membership.acts import acts
from services.membership.domain.branch import FoundBranch
from services.membership.domain.member import ApproveApplication, CheckApplication, SubmitApplication
from tests.benchmarks.stack import Round, free_port, loaded, parts_of, under_gunicorn
from tests.support.postgres import Cluster, binaries, cluster

OFFICE, BRANCH = "person-office", "branch-bench"
MEMBERS = tuple(f"member-{number}" for number in range(5))
SETTINGS = {"HEARTH_DEMO_MODE": "no", "HEARTH_LOG_LEVEL": "WARNING"}
START = date(2025, 1, 6)


@dataclass(frozen=True)
class Sides:
    """The rounds of both, in the order in which they were run."""

    command: list[Round]
    bare: list[Round]

    @property
    def ratio(self) -> float:
        """Commands a second for every insert of the bare view: the median of the rounds."""
        pairs = zip(self.command, self.bare, strict=True)
        return statistics.median(ours.rate / theirs.rate for ours, theirs in pairs)


def tell(parts: Parts) -> None:
    """A branch with five members."""
    does = acts(parts.store, parts.teller)
    write = Write(actor=OFFICE, at=datetime.now(UTC))
    founding = FoundBranch(by=OFFICE, branch=BRANCH, name="文学院", kind="teaching", on=START, filed_on=START)
    does.branches(BRANCH, founding, write)
    for number, member in enumerate(MEMBERS):
        asked = SubmitApplication(
            by=OFFICE, member=member, branch=BRANCH, employment_type="establishment", name="王甲",
            staff_no=f"{number:06}", mobile="", on=START, filed_on=START,
        )  # fmt: skip
        does.members(member, asked, write)
        does.members(member, CheckApplication(by="person-chair", opinion="", on=START, filed_on=START), write)
        does.members(member, ApproveApplication(by="person-union", on=START, filed_on=START), write)


def requests_of(parts: Parts) -> tuple[Callable[[], bytes], Callable[[], bytes]]:
    """The requests of the two sides: the same body, every command under a key of its own."""
    assert parts.issuer
    principal = Principal("person-chair", (Grant("chair", BRANCH),))
    body = msgspec.json.encode(
        {
            "branch": BRANCH, "kind": "reading", "home": "learning", "title": "教工读书会",
            "on": "2025-03-03", "planned": True, "result": "按计划完成",
            "attendance": [{"member": member, "state": "present"} for member in MEMBERS],
        }
    )  # fmt: skip
    common = f"Host: bench\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n".encode()
    common += f"Authorization: Bearer {parts.issuer.issue(principal)}\r\n".encode()
    keys, run = itertools.count(), id(body)
    ours = b"POST /api/activities/ HTTP/1.1\r\nIdempotency-Key: %d-%d\r\n" + common + b"\r\n" + body
    return (lambda: ours % (run, next(keys))), (lambda: b"POST / HTTP/1.1\r\n" + common + b"\r\n" + body)


def compared(server: Cluster, rounds: int, seconds: float, clients: int) -> Sides:
    """Both sides in turn, in databases of their own."""
    for name in ("membership", "bare"):
        server.create(name)
    with tempfile.TemporaryDirectory() as folder, ExitStack() as servers:
        url = server.dsn("{service}")
        parts = parts_of(Config(data=folder, database_url=url, demo_mode=False))
        tell(parts)
        env = SETTINGS | {"HEARTH_DATABASE_URL": url, "DATA": folder, "HEARTH_THREADS": str(max(4, clients))}
        ports = [free_port(), free_port()]
        for factory, port in zip(("service", "bare"), ports, strict=True):
            servers.enter_context(under_gunicorn(factory, port, env))
        asked = list(zip(ports, requests_of(parts), strict=True))
        parts.store.engine.dispose()
        for port, requests in asked:
            loaded(port, requests, clients, min(1.0, seconds))
        turns = [[loaded(*each, clients, seconds) for each in asked] for _ in range(rounds)]
    return Sides(*(list(side) for side in zip(*turns, strict=True)))


def shown(sides: Sides, clients: int) -> Table:
    table = Table(
        title=f"A command over HTTP, {clients} clients, gunicorn and PostgreSQL: ratio {sides.ratio:.2f}"
    )
    for heading in ("", "a second", "p50 ms", "p99 ms"):
        table.add_column(heading, justify="right")
    for name, rounds in (
        ("Hearth: tell an activity", sides.command),
        ("bare view: insert a row", sides.bare),
    ):
        figures = (f"{statistics.median(each.at(share) for each in rounds):.1f}" for share in (0.5, 0.99))
        table.add_row(name, f"{statistics.median(each.rate for each in rounds):,.0f}", *figures)
    return table


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--rounds", type=int, default=5)
    asked.add_argument("--seconds", type=float, default=4)
    asked.add_argument("--clients", type=int, default=8)
    given, programs = asked.parse_args(), binaries()
    if programs is None:
        raise SystemExit("PostgreSQL is not installed: apt-get install postgresql")
    with cluster(programs) as server:
        sides = compared(server, given.rounds, given.seconds, given.clients)
    Console().print(shown(sides, given.clients))


if __name__ == "__main__":
    main()
