"""A reader never skips and never doubles, whatever its feed does."""

from datetime import UTC, datetime

import msgspec
import pytest
from hypothesis import given as forall
from hypothesis import settings
from hypothesis import strategies as some
from sqlalchemy import Column, Integer, MetaData, String, Table, create_engine, event, select
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.pool import StaticPool

from services.chassis import entry
from services.chassis.feed import FeedAway, Page
from services.chassis.worker import (
    OtherLog,
    TooManyParked,
    Worker,
    Zombie,
    in_order,
    parked,
    positions,
    reading,
)

NOON = datetime(2025, 6, 30, 4, tzinfo=UTC)


def clock():
    return NOON


class Counted(msgspec.Struct):
    by: int


class Sums:
    """A toy fold: sums per stream; it cannot take in a negative number."""

    version = "1"
    metadata = MetaData()
    hears = {"toy.counted.v1": Counted}
    sums = Table(
        "sums", metadata, Column("stream", String, primary_key=True), Column("total", Integer, nullable=False)
    )

    def apply(self, db, heard):
        for each in heard:
            if each.fact.by < 0:
                raise ValueError("a count cannot fall")
            row = insert(self.sums).values(stream=each.stream, total=each.fact.by)
            more = {"total": self.sums.c.total + each.fact.by}
            db.execute(row.on_conflict_do_update(index_elements=["stream"], set_=more))


class ListFeed:
    """A feed over a list of entries; `order` shuffles or repeats what a page holds."""

    source = "toy"

    def __init__(self, entries, order=lambda page: page):
        self.entries, self.order = entries, order

    def read(self, after, limit):
        return Page(self.order(self.entries[after : after + limit]), after + limit, len(self.entries))


def told(position, stream="a", by=1, name="toy.counted.v1", data=None):
    rest = entry.rest(
        {"id": str(position), "source": "/toy", "type": name, "subject": stream, "data": data or {"by": by}}
    )
    return entry.complete(position, entry.recorded_text(NOON), rest)


@pytest.fixture
def engine():
    made = create_engine("sqlite://", poolclass=StaticPool)
    event.listen(made, "connect", lambda raw, _: setattr(raw, "isolation_level", None))
    event.listen(made, "begin", lambda db: db.exec_driver_sql("BEGIN"))
    Sums.metadata.create_all(made)
    reading.create_all(made)
    yield made
    made.dispose()


def worker(engine, feed, **more):
    return Worker(engine, Sums(), {"toy": feed}, clock, **more)


def total(engine):
    with engine.connect() as db:
        return {row.stream: row.total for row in db.execute(select(Sums.sums))}


def drained(worker, limit=100):
    for _ in range(limit):
        if not any(each.moved for each in worker.step()):
            return
    raise AssertionError("it never came to rest")


def test_lower_positions_are_dropped_and_nothing_is_applied_beyond_a_hole():
    run, gap = in_order([told(5), told(2), told(3), told(2), told(1)], last=1)
    assert [entry.position_of(each) for each in run] == [2, 3]
    assert gap


@settings(max_examples=30, deadline=None)
@forall(some.lists(some.integers(1, 9), max_size=30), some.randoms(), some.integers(1, 7))
def test_any_repetition_and_order_inside_pages_gives_the_sum_told_in_order(counts, chance, batch):
    made = create_engine("sqlite://", poolclass=StaticPool)
    Sums.metadata.create_all(made)
    reading.create_all(made)
    entries = [told(at, by=by) for at, by in enumerate(counts, start=1)]

    def muddle(page):
        return chance.sample(list(page) * 2, len(page) * 2)

    drained(worker(made, ListFeed(entries, muddle), batch=batch))
    assert total(made) == ({"a": sum(counts)} if counts else {})
    made.dispose()


def test_a_missing_position_stops_the_reader_until_it_comes(engine):
    feed = ListFeed([told(1), told(3)])
    reader = worker(engine, feed)
    (seen,) = reader.step()
    assert (seen.last, seen.gap) == (1, True)
    feed.entries = [told(1), told(2), told(3)]
    drained(reader)
    assert total(engine) == {"a": 3}


def test_results_and_position_move_together_or_not_at_all(engine, monkeypatch):
    reader = worker(engine, ListFeed([told(1), told(2)]), most_parked=0)
    reader.feeds["toy"].entries = [told(1), told(2, by=-1)]
    with pytest.raises(TooManyParked):
        reader.step()
    with engine.connect() as db:
        assert positions(db) == {"toy": 0}
    assert total(engine) == {}


def test_a_worker_that_was_taken_over_is_refused(engine):
    feed = ListFeed([told(1)])
    first, second = worker(engine, feed), worker(engine, feed)
    drained(first)
    drained(second)
    feed.entries = [*feed.entries, told(2)]
    with pytest.raises(Zombie):
        first.step()
    drained(second)
    assert total(engine) == {"a": 2}


def test_a_worker_goes_on_only_where_the_source_is_what_was_read(engine):
    drained(worker(engine, ListFeed([told(1), told(2)])))
    for other in ([told(1), told(2, by=7), told(3)], [told(1)]):
        with pytest.raises(OtherLog, match="position 2"):
            worker(engine, ListFeed(other)).step()
    drained(worker(engine, ListFeed([told(1), told(2), told(3)])))
    assert total(engine) == {"a": 3}


class AwayFeed:
    """A feed whose source does not answer."""

    source = "away"

    def read(self, after, limit):
        raise FeedAway("no answer")


def test_trouble_with_one_source_is_an_alarm_and_the_others_go_on(engine):
    feeds = {"away": AwayFeed(), "toy": ListFeed([told(1)])}
    away, toy = Worker(engine, Sums(), feeds, clock).attend()
    assert (away.alarm, toy.moved, toy.alarm) == ("FeedAway: no answer", 1, "")


def test_sources_are_shared_and_a_source_that_comes_back_is_taken_over_again(engine):
    feed, shares = ListFeed([told(1)]), [{"toy"}, set()]
    first = worker(engine, feed, mine=lambda: shares[0])
    second = worker(engine, feed, mine=lambda: shares[1])
    assert (len(first.attend()), second.attend()) == (1, [])
    feed.entries.append(told(2))
    shares.reverse()
    assert first.attend() == []
    assert [each.moved for each in second.attend()] == [1]
    feed.entries.append(told(3))
    shares.reverse()
    assert [each.moved for each in first.attend()] == [1]
    assert total(engine) == {"a": 3}


def test_a_poison_event_is_parked_with_everything_later_of_its_stream(engine):
    feed = ListFeed([told(1), told(2, "b", by=-1), told(3), told(4, "b"), told(5)])
    drained(worker(engine, feed, batch=3))
    assert total(engine) == {"a": 3}
    with engine.connect() as db:
        rows = db.execute(select(parked).order_by(parked.c.position)).all()
        assert positions(db) == {"toy": 5}
    assert [(row.position, row.cause) for row in rows] == [
        (2, "ValueError: a count cannot fall"),
        (4, "its stream is parked"),
    ]


def test_data_that_cannot_be_read_is_parked_with_its_cause(engine):
    drained(worker(engine, ListFeed([told(1, data={"by": "many"}), told(2, "b")])))
    assert total(engine) == {"b": 1}
    with engine.connect() as db:
        assert "Expected `int`" in db.execute(select(parked.c.cause)).scalar_one()


def test_redrive_applies_a_parked_stream_in_order_after_the_mend(engine, monkeypatch):
    reader = worker(engine, ListFeed([told(1, by=-1), told(2), told(3, "b")]))
    drained(reader)
    with pytest.raises(ValueError, match="cannot fall"):
        reader.redrive("toy", "a")
    monkeypatch.setattr(reader.fold, "hears", {"toy.counted.v1": Mended})
    assert reader.redrive("toy", "a") == 2
    assert total(engine) == {"a": 2, "b": 1}


class Mended(msgspec.Struct):
    """The hearer after its mend: a count below zero is read as its size."""

    by: int

    def __post_init__(self):
        self.by = abs(self.by)


def test_a_type_that_nobody_hears_moves_the_position(engine):
    drained(worker(engine, ListFeed([told(1, name="toy.other.v1", data={}), told(2)])))
    with engine.connect() as db:
        assert positions(db) == {"toy": 2}
