"""The cap meter, and the law that no order of acts gives away more than a blocking cap."""

from dataclasses import replace
from datetime import date

from hypothesis import given as any_of
from hypothesis import strategies as some

from services.chassis.decider import Refused
from services.welfare.domain.cap import meter, used
from services.welfare.domain.visit import Record, decider
from tests.welfare.facts import HOSPITAL, VISIT, correct, facts, log, void, yuan


def test_a_meter_says_cap_used_left_and_when_it_is_near():
    at_799 = meter(HOSPITAL, [replace(VISIT, amount=yuan(799))], VISIT.on)
    at_800 = meter(HOSPITAL, [replace(VISIT, amount=yuan(800))], VISIT.on)
    assert (at_799.cap, at_799.used, at_799.left, at_799.near) == (yuan(1000), yuan(799), yuan(201), False)
    assert (at_800.left, at_800.near, at_800.citation) == (yuan(200), True, "Union rule 2025, 4.2")


def test_a_soft_cap_that_is_exceeded_has_nothing_left():
    assert meter(HOSPITAL, [replace(VISIT, amount=yuan(1200))], VISIT.on).left == 0


VISITS = some.sampled_from(["visit-1", "visit-2", "visit-3", "visit-4"])
AMOUNTS = some.integers(1, 1100).map(yuan)
DAYS = some.sampled_from([date(2024, 12, 31), date(2025, 1, 1), date(2025, 5, 20), date(2025, 12, 31)])


def told(make: object) -> some.SearchStrategy[object]:
    """A log or a correction on any day, handed in the same day."""
    return some.builds(
        lambda visit, amount, on: make(visit=visit, amount=amount, on=on, filed_on=on),  # type: ignore[operator]
        VISITS,
        AMOUNTS,
        DAYS,
    )


ACTS = some.lists(
    told(log) | told(correct) | some.builds(lambda visit: void(visit=visit), VISITS), max_size=30
)


@any_of(ACTS)
def test_no_order_of_acts_passes_a_blocking_cap(acts):
    record = Record()
    for act in acts:
        try:
            events = decider.decide(act, record, facts(replace(HOSPITAL, on=date(2024, 1, 1))))
        except Refused:
            continue
        for event in events:
            record = decider.evolve(record, event)
        for year in (2024, 2025):
            assert used(record.visits.values(), "hospital", "self", year) <= HOSPITAL.per_year
