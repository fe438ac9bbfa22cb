"""What the bus benchmarks carry: visits of a year as welfare tells them, in order of time, some late."""

import random
import uuid
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import islice

from services.chassis import entry
from services.chassis.bus.kafka_python import KafkaTopic
from services.chassis.bus.topic import Record

TYPE = "welfare.visit-logged.v1"
BRANCHES = 80
LATE = 0.1  # share of the facts that are told up to two months after their day
MOST_LATE = 60  # days
PER_DAY = 1_644  # 600 thousand in a year
START = datetime(2025, 1, 1, tzinfo=UTC)
PAGE = 1_000


def visits(number: int, seed: int = 7) -> Iterator[bytes]:
    """The stored bytes of so many visits, positions 1, 2, 3..."""
    chance = random.Random(seed)
    for position in range(1, number + 1):
        told = START + timedelta(days=(position - 1) / PER_DAY)
        late = chance.randint(1, MOST_LATE) if chance.random() < LATE else 0
        yield visit(position, told, told.date() - timedelta(days=late), chance)


def visit(position: int, told: datetime, on: date, chance: random.Random) -> bytes:
    """One visit with all attributes that the platform's entries have: about 800 bytes."""
    stream = f"visit-{uuid.UUID(int=chance.getrandbits(128))}"
    data = {
        "visit": stream, "branch": f"branch-{chance.randrange(BRANCHES):04}",
        "member": f"member-{chance.randrange(8_000):05}", "occasion": "hospital", "relation": "self",
        "on": on.isoformat(), "filed_on": told.date().isoformat(),
        "amount": f"{chance.randint(100, 900)}.00", "in_kind": False, "standard": "", "flags": [],
    }  # fmt: skip
    rest = entry.rest(
        {
            "specversion": "1.0", "id": str(uuid.UUID(int=chance.getrandbits(128))),
            "source": "/hearth/bench/welfare", "type": TYPE, "subject": stream, "partitionkey": stream,
            "streamversion": 1, "time": f"{on}T00:00:00+08:00", "authtype": "app_user",
            "authid": "person-chair", "correlationid": str(uuid.UUID(int=chance.getrandbits(128))),
            "dataclassification": "restricted", "salt": f"{chance.getrandbits(128):032x}",
            "dataschema": f"urn:hearth:contract:{TYPE}", "datacontenttype": "application/json", "data": data,
        }
    )  # fmt: skip
    return entry.complete(position, entry.recorded_text(told), rest)


def fill(topic: KafkaTopic, entries: Iterable[bytes]) -> None:
    """Publish entries page by page, each under its stream, as a relay does."""
    records = (Record(entry.read(each).subject.encode(), each) for each in entries)
    while page := list(islice(records, PAGE)):
        topic.publish(page)
