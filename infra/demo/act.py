"""One act of the story: at which moment which command reaches which stream."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from infra.demo.campus import Campus

OFFICE = "person-office"


@dataclass(frozen=True)
class Act:
    """`side` names the service's command side; `at` is when the platform learns of it."""

    at: datetime
    side: str
    stream: str
    command: object
    by: str


def told_on(campus: Campus, chance: Random, on: date, late: float = 0.08) -> date:
    """The day a fact is handed in: mostly within the week, now and then a month later."""
    days = chance.randrange(12, 45) if chance.random() < late else int(chance.triangular(0, 7, 1))
    return min(on + timedelta(days=days), campus.until)
