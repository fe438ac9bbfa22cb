"""A stream may hold several things: the one that is written about gives the answer its id."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from services.chassis.commands import Teller, Write, executor
from services.chassis.decider import Decider
from services.chassis.events import Vocabulary, event
from services.chassis.stores.memory import MemoryStore

AT = datetime(2025, 5, 20, 8, tzinfo=UTC)


@event("shop.sold.v1")
class Sold:
    """One thing was sold."""

    on: datetime


class NoSealer:
    """These events have nothing to seal."""

    def seal(self, person: str, plain: bytes) -> bytes:
        raise AssertionError


def test_the_answer_names_what_was_written_about_and_that_it_began():
    ids = iter(map(str, range(9)))
    teller = Teller("/shop", Vocabulary(Sold), ZoneInfo("Asia/Shanghai"), lambda: next(ids), NoSealer())
    sell = Decider(0, lambda count, _: count + 1, {datetime: lambda at, count, found: [Sold(on=at)]})
    store = MemoryStore()
    execute = executor(store, teller, sell)
    execute("till-1", AT, Write("ana", AT, about="sale-1", creates=True))
    second = execute("till-1", AT, Write("ana", AT, about="sale-2", creates=True))
    changed = execute("till-1", AT, Write("ana", AT, about="sale-2"))
    assert (second.stream, second.version, second.status) == ("sale-2", 2, 201)
    assert (changed.stream, changed.version, changed.status) == ("sale-2", 3, 200)
    assert [row.stream for row in store.read(0, 9)] == ["till-1"] * 3
