"""A platform of processes for the benchmarks: a campus told into its databases, then relays and workers."""

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

import httpx

from infra.demo.campus import Campus
from infra.demo.load import load
from infra.demo.note import known
from infra.embedded import SERVICES, Embedded, open_embedded
from infra.platform.running import Platform
from infra.services import HEARING
from services.chassis.running.log import configure
from services.chassis.web.tokens import Grant, Principal
from tests.support.platforms import throw_away
from tests.support.telling import UNTIL, shut

HOURS = 3_600.0
OTHERS = [each for each in HEARING if each != "evaluation"]


def each_one(kind: str, services: Iterable[str], number: int) -> str:
    """A wish for `Platform.scale`."""
    return " ".join(f"{service}.{kind}={number}" for service in services)


RELAYS, WORKERS = each_one("relay", SERVICES, 1), each_one("worker", HEARING, 1)
ASLEEP = f"{each_one('relay', SERVICES, 0)} {each_one('worker', HEARING, 0)}"


class Unheard(Embedded):
    """The platform's services in one process, as the story is told: evaluation hears nothing of it yet."""

    def come_to_rest(self, only: Iterable[str] = SERVICES) -> None:
        super().come_to_rest([each for each in only if each in OTHERS])


def tell(platform: Platform, size: float) -> int:
    """Tell the demo campus into the platform's databases, from inside; how many events it came to."""
    configure("WARNING")
    opened = open_embedded(platform.config)
    telling = Unheard(opened.config, opened.clock, opened.services, opened.apps)
    try:
        return load(telling, UNTIL, lambda acts, total: None, size)
    finally:
        shut(opened)


@contextmanager
def at_work(size: float) -> Iterator[tuple[Platform, Campus]]:
    """A platform with a campus that everybody has heard of."""
    with throw_away(ASLEEP) as platform:
        tell(platform, size)
        platform.scale(f"{RELAYS} {WORKERS}")
        campus = known(platform.config)
        assert campus
        with asking(platform) as client:
            wait(lambda: behind(client) == 0)
        yield platform, campus


def asking(platform: Platform) -> httpx.Client:
    """Evaluation at the front door, asked by the union office."""
    headers = {"Authorization": f"Bearer {platform.token(Principal('person-office', (Grant('office'),)))}"}
    return httpx.Client(base_url=f"{platform.url}/evaluation", headers=headers, timeout=600)


def behind(client: httpx.Client) -> int:
    """How many entries evaluation has not heard."""
    lines = client.get("/metrics").raise_for_status().text.splitlines()
    found = [int(float(each.split()[-1])) for each in lines if each.startswith("hearth_worker_behind")]
    return sum(found) if found else 1


def wait(ready: Callable[[], bool], seconds: float = HOURS) -> float:
    """Ask a few times a second until it is so; how long that took."""
    began = time.monotonic()
    while not ready():
        if time.monotonic() - began > seconds:
            raise TimeoutError("what the benchmark waits for does not come")
        time.sleep(0.1)
    return time.monotonic() - began
