"""A standard is dated data with a citation."""

from dataclasses import asdict, replace
from datetime import date

from services.chassis.testing import refused, spec
from services.welfare.domain.standard import (
    EndStandard,
    SetStandard,
    StandardEnded,
    StandardSet,
    decider,
    in_force,
)
from tests.welfare.facts import HOSPITAL, yuan

given = spec(decider)
put = SetStandard(fact=HOSPITAL, by="office")
was_set = StandardSet(**asdict(HOSPITAL))
JUNE_30 = date(2025, 6, 30)
ended = StandardEnded(standard=HOSPITAL.standard, on=JUNE_30)


def test_a_standard_is_set_with_its_citation():
    assert given().when(put) == [was_set]


def test_setting_it_twice_sets_it_once_even_after_it_ended():
    assert given(was_set).when(put) == []
    assert given(was_set, ended).when(put) == []


def test_a_standard_is_never_edited():
    with refused("standard-exists"):
        given(was_set).when(SetStandard(fact=replace(HOSPITAL, per_year=yuan(2000)), by="office"))


def test_a_standard_without_citation_is_refused():
    with refused("no-citation"):
        given().when(SetStandard(fact=replace(HOSPITAL, citation=" "), by="office"))


def test_crossed_amounts_a_cap_below_one_visit_and_crossed_days_are_refused():
    with refused("amounts-crossed"):
        given().when(SetStandard(fact=replace(HOSPITAL, amount_min=yuan(2000)), by="office"))
    with refused("cap-too-low"):
        given().when(SetStandard(fact=replace(HOSPITAL, per_year=yuan(299)), by="office"))
    with refused("ends-before-it-begins"):
        given().when(SetStandard(fact=replace(HOSPITAL, until=date(2024, 12, 31)), by="office"))


def test_a_standard_ends_once_and_not_before_it_began():
    end = EndStandard(on=JUNE_30, by="office")
    assert given(was_set).when(end) == [ended]
    assert given(was_set, ended).when(end) == []
    with refused("ends-before-it-begins"):
        given(was_set).when(EndStandard(on=date(2024, 12, 31), by="office"))
    with refused("ended-already"):
        given(was_set, ended).when(EndStandard(on=date(2025, 7, 1), by="office"))
    with refused("no-such-standard"):
        given().when(end)


def test_the_latest_edition_whose_days_include_the_day_is_in_force():
    later = replace(HOSPITAL, standard="standard-later", on=date(2025, 7, 1))
    closed = replace(HOSPITAL, until=JUNE_30)
    both = [later, HOSPITAL]
    assert in_force(both, "hospital", "self", JUNE_30) == HOSPITAL
    assert in_force(both, "hospital", "self", date(2025, 7, 1)) == later
    assert in_force([closed], "hospital", "self", JUNE_30) == closed
    assert in_force([closed], "hospital", "self", date(2025, 7, 1)) is None
    assert in_force(both, "hospital", "child", JUNE_30) is None
    assert in_force(both, "hospital", "self", date(2024, 12, 31)) is None
