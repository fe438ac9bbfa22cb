"""Commands a second with one and with two welfare webs: `python -m tests.benchmarks.bench_scale`.

`POST /welfare/api/visits/` at the front door of a platform of processes, from clients that keep their
connections, each visit under a key of its own and of another member than the visit before. Between rounds
a web is added or taken away. In the last rounds another worker of evaluation and of welfare joins while
the clients are at work, and takes over sources that it is given. Clients, servers, PostgreSQL and Kafka
share one machine: on two cores a second web has nobody's core to run on.
"""

import argparse
import itertools
import statistics
import threading
import uuid
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime

import httpx
import msgspec
from rich.console import Console
from rich.table import Table

from infra.platform.running import Platform
from services.chassis.web.tokens import Grant, Principal
from tests.benchmarks.on_platform import asking, at_work, behind, wait
from tests.benchmarks.sides import spread, table
from tests.benchmarks.stack import Round, loaded

ONE, TWO = "one welfare web", "two welfare webs"
JOINED = "two webs, while a second worker joins"


def members(platform: Platform) -> list[tuple[str, str]]:
    """Branch and id of some hundred members of today."""
    office = platform.token(Principal("person-office", (Grant("office"),)))
    found = httpx.get(
        f"{platform.url}/membership/api/members/",
        params={"state": "active", "limit": 200},
        headers={"Authorization": f"Bearer {office}"},
    )
    return [(each["branch"], each["member"]) for each in found.raise_for_status().json()["items"]]


def requests_of(platform: Platform) -> Callable[[], bytes]:
    """The next visit to be told, by the chair of all branches."""
    there = members(platform)
    chairs = tuple(Grant("chair", each) for each in sorted({branch for branch, _ in there}))
    token = platform.token(Principal("person-bench", chairs))
    visited = itertools.cycle(there)
    head = f"POST /welfare/api/visits/ HTTP/1.1\r\nHost: bench\r\nAuthorization: Bearer {token}\r\n"

    def request() -> bytes:
        branch, member = next(visited)
        body = msgspec.json.encode(
            {
                "branch": branch, "member": member, "occasion": "hospital", "relation": "spouse",
                "on": datetime.now(UTC).date(), "amount": "200",
            }
        )  # fmt: skip
        more = f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n"
        return f"{head}{more}Idempotency-Key: {uuid.uuid4()}\r\n\r\n".encode() + body

    return request


def joined(platform: Platform, load: Callable[[], Round]) -> Round:
    """A round during which another worker joins."""
    joining = threading.Thread(target=platform.scale, args=("evaluation.worker=2 welfare.worker=2",))
    joining.start()
    found = load()
    joining.join()
    return found


def compared(
    platform: Platform, rounds: int, seconds: float, clients: int
) -> tuple[Mapping[str, list[Round]], float]:
    """All rounds, and how long after the last one everything was heard, in seconds."""
    requests = requests_of(platform)

    def load() -> Round:
        return loaded(platform.settings.port, requests, clients, seconds)

    found: dict[str, list[Round]] = {ONE: [], TWO: [], JOINED: []}
    load()
    for _ in range(rounds):
        for name, webs in ((ONE, 1), (TWO, 2)):
            platform.scale(f"welfare.web={webs}")
            found[name].append(load())
    for _ in range(rounds):
        platform.scale("evaluation.worker=1 welfare.worker=1")
        found[JOINED].append(joined(platform, load))
    with asking(platform) as evaluation:
        return found, wait(lambda: behind(evaluation) == 0)


def shown(found: Mapping[str, Sequence[Round]], heard: float, clients: int) -> Table:
    """Rates as lowest / median / highest of the rounds; times are the medians of the rounds'."""
    made = table(
        f"Visits told over HTTP, {clients} clients", "", "a second", "beside one web", "p50 ms", "p99 ms"
    )
    base = statistics.median(each.rate for each in found[ONE])
    for name, rounds in found.items():
        rates = [each.rate for each in rounds]
        times = (f"{statistics.median(each.at(share) for each in rounds):.1f}" for share in (0.5, 0.99))
        made.add_row(name, spread(rates), f"{statistics.median(rates) / base:.2f}", *times)
    made.add_row("all of it heard after", f"{heard:.1f} s", "", "", "")
    return made


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--size", type=float, default=0.3, help="share of the demo's members")
    asked.add_argument("--rounds", type=int, default=3)
    asked.add_argument("--seconds", type=float, default=10)
    asked.add_argument("--clients", type=int, default=8)
    given = asked.parse_args()
    with at_work(given.size) as (platform, _):
        found, heard = compared(platform, given.rounds, given.seconds, given.clients)
    Console().print(shown(found, heard, given.clients))


if __name__ == "__main__":
    main()
