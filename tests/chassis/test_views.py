"""A rebuild grows beside the live view, is compared with it, swaps, and can be taken back."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import create_engine, select, update
from sqlalchemy.pool import StaticPool

from services.chassis.running.operation import parked_streams, redriven
from services.chassis.views import Differs, Views, control
from services.chassis.worker import Zombie
from tests.chassis.test_worker import ListFeed, Sums, told

NOON = datetime(2025, 6, 30, 4, tzinfo=UTC)


@pytest.fixture
def views():
    made = []

    def engine(_number=0):
        made.append(create_engine("sqlite://", poolclass=StaticPool))
        return made[-1]

    main = engine()
    control.create_all(main)
    feed = ListFeed([told(at, "ab"[at % 2], by=at) for at in range(1, 31)])
    yield Views(main, engine, Sums(), {"toy": feed}, lambda: NOON)
    for each in made:
        each.dispose()


def live_totals(views):
    with views.live().connect() as db:
        return {row.stream: row.total for row in db.execute(select(Sums.sums))}


def come_to_rest(step):
    for _ in range(100):
        if not any(each.moved for each in step()):
            return


def built(views):
    rebuild = views.rebuild()
    rebuild.worker.batch = 7
    for _ in range(100):
        if rebuild.step():
            return rebuild
    raise AssertionError("the rebuild never reached the live view")


def test_a_rebuild_equals_the_live_view_and_takes_its_place(views):
    come_to_rest(views.step)
    before, first = live_totals(views), views.number("live")
    rebuild = built(views)
    assert rebuild.progress().position == rebuild.progress().head == 30
    assert rebuild.finish() == {"sums": 2}
    assert (views.number("live"), views.number("kept")) == (rebuild.number, first)
    assert live_totals(views) == before


def test_events_told_during_a_rebuild_are_in_it(views):
    come_to_rest(views.step)
    rebuild = built(views)
    views.feeds["toy"].entries.append(told(31, "a", by=100))
    come_to_rest(views.step)
    expected = live_totals(views)
    rebuild.finish()
    assert live_totals(views) == expected
    come_to_rest(views.step)
    assert live_totals(views) == expected


def test_a_rebuild_that_differs_is_not_swapped_in(views):
    come_to_rest(views.step)
    live = views.number("live")
    rebuild = built(views)
    with views.of(rebuild.number).begin() as db:
        db.execute(update(Sums.sums).values(total=0))
    with pytest.raises(Differs, match="sums"):
        rebuild.finish()
    assert views.number("live") == live


def test_the_earlier_generation_comes_back_in_one_step_and_catches_up_first(views):
    come_to_rest(views.step)
    first = views.number("live")
    built(views).finish()
    views.feeds["toy"].entries.append(told(31, "a", by=100))
    come_to_rest(views.step)
    expected = live_totals(views)
    views.back()
    assert views.number("live") == first
    assert live_totals(views) == expected


def test_an_interrupted_rebuild_goes_on_where_it_stood(views):
    come_to_rest(views.step)
    rebuild = views.rebuild()
    rebuild.worker.batch = 7
    rebuild.step()
    again = views.rebuild()
    assert (again.number, again.progress().position) == (rebuild.number, 7)
    assert built(views).finish() == {"sums": 2}


def test_a_live_view_of_a_log_that_is_no_more_is_replaced_without_comparing(views):
    come_to_rest(views.step)
    views.feeds["toy"].entries = [told(at, "c", by=1) for at in range(1, 11)]
    assert "OtherLog" in fresh(views).step()[0].alarm
    rebuild = built(views)
    assert rebuild.finish() == {}
    assert live_totals(views) == {"c": 10}


def test_an_unfinished_rebuild_of_a_log_that_is_no_more_is_begun_anew(views):
    come_to_rest(views.step)
    first = views.rebuild()
    first.worker.step()
    views.feeds["toy"].entries = [told(at, "c", by=1) for at in range(1, 11)]
    again = built(views)
    assert again.number != first.number
    again.finish()
    assert live_totals(views) == {"c": 10}


def fresh(views):
    """The same service after a restart."""
    return Views(views.engine, views.of, views.fold, views.feeds, views.clock)


def test_a_rebuild_never_passes_the_live_view_for_what_follows_has_had_no_reaction(views):
    come_to_rest(views.step)
    views.feeds["toy"].entries.append(told(31, "a", by=100))
    before = live_totals(views)
    built(views).finish()
    assert live_totals(views) == before
    views.feeds["toy"].entries.append(told(32, "a", by=100))
    views.back()
    assert live_totals(views) == before


def test_what_another_process_has_swapped_in_is_not_swapped_again(views):
    come_to_rest(views.step)
    first, second = built(views), built(views)
    first.finish()
    with pytest.raises(Zombie):
        second.finish()
    assert views.number("live") == first.number


def test_a_rebuild_that_differs_is_given_up_and_the_next_one_begins_anew(views):
    come_to_rest(views.step)
    rebuild = built(views)
    with views.of(rebuild.number).begin() as db:
        db.execute(update(Sums.sums).values(total=0))
    with pytest.raises(Differs):
        rebuild.finish()
    assert built(views).finish() == {"sums": 2}


def test_what_waits_for_its_reaction_is_parked_in_the_rebuild_too_and_a_redrive_carries_it_out(views):
    answered, mended = set(), []

    def react(heard):
        if heard.position == 28 and not mended:
            raise ValueError("nobody answers")
        answered.add(heard.position)

    views.react = react
    come_to_rest(views.step)
    before = live_totals(views)
    built(views).finish()
    assert live_totals(views) == before
    assert [row["stream"] for row in parked_streams(views)] == ["a"]
    assert len(answered) == 28  # 28 and what follows of its stream wait; the rebuild has answered nothing
    mended.append(True)
    redriven(views, "toy", "a")
    assert answered == {*range(1, 31)}
    assert live_totals(views)["a"] == sum(range(2, 31, 2))
