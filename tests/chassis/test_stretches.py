"""However a log is cut into stretches, what is joined of them is what one reader makes of it."""

import pytest
from hypothesis import example, settings
from hypothesis import given as forall
from hypothesis import strategies as some
from sqlalchemy import Column, Integer, MetaData, String, Table, create_engine, delete, insert, select
from sqlalchemy.pool import StaticPool

from services.chassis.running import stretches
from services.chassis.stores.postgres_store import postgres_engine
from services.chassis.stores.sqlite_store import transactional
from services.chassis.worker import TooManyParked, Worker, Zombie, parked, positions, reading
from tests.chassis.test_worker import Counted, ListFeed, clock, told


class Said:
    """A toy fold whose rows say which event told them; it cannot take in a negative number."""

    version = "1"
    metadata = MetaData()
    hears = {"toy.counted.v1": Counted}
    said = Table(
        "said",
        metadata,
        Column("source", String, primary_key=True),
        Column("position", Integer, primary_key=True, autoincrement=False),
        Column("stream", String, nullable=False),
        Column("by", Integer, nullable=False),
    )

    def apply(self, db, heard):
        for each in heard:
            if each.fact.by < 0:
                raise ValueError("a count cannot fall")
            row = {
                "source": each.source,
                "position": each.position,
                "stream": each.stream,
                "by": each.fact.by,
            }
            db.execute(insert(self.said).values(row))

    def take_out(self, db, heard):
        for each in heard:
            here = [self.said.c.source == each.source, self.said.c.position == each.position]
            assert db.execute(delete(self.said).where(*here)).rowcount == 1


def empty(url="sqlite://"):
    lite = url.startswith("sqlite")
    made = (
        transactional(create_engine(url, poolclass=StaticPool), ()) if lite else postgres_engine(url, pool=4)
    )
    for each in (reading, Said.metadata):
        each.drop_all(made)
        each.create_all(made)
    return made


def log(numbers):
    """Entries of three streams; -1 cannot be applied, None cannot be read."""
    odd = {"by": "much"}
    return [
        told(at, "abc"[stream], by=by or 0, data=odd if by is None else None)
        for at, (stream, by) in enumerate(numbers, start=1)
    ]


def content(engine):
    kept = (parked.c.position, parked.c.stream, parked.c.type, parked.c.entry)
    with engine.connect() as db:
        said = db.execute(select(Said.said).order_by(Said.said.c.position)).all()
        return said, db.execute(select(*kept).order_by(parked.c.position)).all(), positions(db)


def by_one_reader(entries):
    engine = empty()
    worker = Worker(engine, Said(), {"toy": ListFeed(entries)}, clock)
    while worker.step()[0].behind:
        pass
    return content(engine)


def side_by_side(engine, entries, size, order=lambda found: found):
    feed = ListFeed(entries)
    for each in order(stretches.cut(engine, {"toy": len(entries)}, size)):
        stretches.read(engine, Said(), feed, each, clock)
    stretches.join(engine, Said(), feed, clock)
    return content(engine)


numbers = some.lists(
    some.tuples(some.integers(0, 2), some.sampled_from([1, 2, 3, 4, 5, -1, None])), max_size=40
)


@settings(max_examples=60, deadline=None)
@forall(numbers, some.integers(1, 15), some.randoms(use_true_random=False))
@example([(0, -1), (1, 1), (0, 2), (0, None), (1, 2), (0, 3)], 2, None)
def test_every_cut_and_every_order_of_reading_give_what_one_reader_gives(told_numbers, size, chance):
    entries = log(told_numbers)
    order = (lambda found: chance.sample(found, len(found))) if chance else reversed
    assert side_by_side(empty(), entries, size, order) == by_one_reader(entries)


@pytest.mark.db
def test_the_same_on_postgres(postgres_url):
    entries = log([(at % 3, -1 if at == 17 else at) for at in range(60)])
    engine = empty(postgres_url)
    try:
        assert side_by_side(engine, entries, 13, reversed) == by_one_reader(entries)
    finally:
        engine.dispose()


def test_what_was_not_finished_is_read_on_from_where_it_stood():
    entries, engine = log([(0, at) for at in range(40)]), empty()
    first, second, *_ = stretches.cut(engine, {"toy": 40}, 10)
    worker = Worker(engine, Said(), {"toy": ListFeed(entries)}, clock, batch=4, first=second.first)
    worker.advance("toy", second.until)
    assert stretches.cut(engine, {"toy": 40}, 10)[:2] == [first, second]
    assert side_by_side(engine, entries, 10) == by_one_reader(entries)
    with pytest.raises(Zombie):  # the process that was thought dead wakes up
        worker.advance("toy", second.until)


def test_a_generation_that_one_reader_began_is_finished_side_by_side():
    entries, engine = log([(0, at) for at in range(40)]), empty()
    Worker(engine, Said(), {"toy": ListFeed(entries)}, clock, batch=7).step()
    assert side_by_side(engine, entries, 10) == by_one_reader(entries)


def test_stretches_are_not_joined_before_all_are_read():
    entries, engine = log([(0, at) for at in range(40)]), empty()
    stretches.cut(engine, {"toy": 40}, 10)
    with pytest.raises(ValueError, match="not read whole"):
        stretches.join(engine, Said(), ListFeed(entries), clock)


def test_too_much_that_follows_a_parked_event_stops_the_join():
    with pytest.raises(TooManyParked):
        side_by_side(empty(), log([(0, -1), *((0, 1) for _ in range(400))]), 150, reversed)
