"""What may be recorded about a visit, with the figures of the cap in sight."""

from dataclasses import replace
from datetime import date

import pytest

from services.chassis.decider import Refused
from services.chassis.testing import refused, spec
from services.welfare.domain.visit import ErasePerson, PersonErased, VisitCorrected, VisitVoided, decider
from tests.welfare.facts import HOSPITAL, MAY, SOFT, VISIT, correct, facts, log, logged, void, yuan

given = spec(decider)
voided = VisitVoided(old=VISIT, reason="told twice")
erased = PersonErased(member="member-ana", on=MAY, basis="request")


def test_a_visit_is_recorded_under_the_standard_of_its_day():
    assert given().when(log(note="asks for a quiet room"), facts()) == [logged(note="asks for a quiet room")]


def test_recording_the_same_visit_twice_records_it_once():
    assert given(logged()).when(log(), facts()) == []
    assert given(logged(), voided).when(log(), facts()) == []


def test_a_hard_cap_refuses_and_names_cap_used_left_and_clause():
    with pytest.raises(Refused) as caught:
        given(logged()).when(log(visit="visit-2", amount=yuan(401)), facts())
    assert caught.value.code == "over-cap"
    assert caught.value.field == "amount"
    assert caught.value.facts == {
        "cap": yuan(1000),
        "used": yuan(600),
        "left": yuan(400),
        "citation": "Union rule 2025, 4.2",
    }


def test_the_last_yuan_of_a_cap_may_be_given():
    second = logged(visit="visit-2", amount=yuan(400), flags=("repeated",))
    assert given(logged()).when(log(visit="visit-2", amount=yuan(400)), facts()) == [second]


def test_a_soft_cap_records_and_marks():
    second = log(visit="visit-2", amount=yuan(401))
    [event] = given(logged()).when(second, facts(SOFT))
    assert event.flags == ("over_cap", "repeated")


def test_a_cap_counts_the_calendar_year_the_occasion_and_the_relation():
    december = logged(on=date(2024, 12, 31), filed_on=date(2024, 12, 31))
    [event] = given(december).when(log(visit="visit-2", amount=yuan(1000)), facts())
    assert event.flags == ()
    spouse = logged(relation="spouse")
    [event] = given(spouse).when(log(visit="visit-2", amount=yuan(1000)), facts())
    assert event.flags == ()


def test_a_cap_counts_across_editions_and_branches():
    other = logged(branch="branch-history", standard="standard-older")
    with refused("over-cap"):
        given(other).when(log(visit="visit-2"), facts())


def test_what_a_void_frees_may_be_given_again():
    [event] = given(logged(), voided).when(log(visit="visit-2", amount=yuan(1000)), facts())
    assert event.amount == yuan(1000)


def test_one_visit_above_the_standard_is_refused_or_marked():
    with refused("above-standard"):
        given().when(log(amount=yuan(1001)), facts())
    [event] = given().when(log(amount=yuan(1001)), facts(SOFT))
    assert event.flags == ("above_standard", "over_cap")


def test_less_than_the_standard_is_marked_never_refused():
    [event] = given().when(log(amount=yuan(299)), facts())
    assert event.flags == ("below_standard",)


def test_a_claim_after_its_window_is_refused_or_marked():
    last, late = date(2025, 11, 16), date(2025, 11, 17)  # 180 and 181 days after 20 May
    assert given().when(log(filed_on=last), facts())[0].flags == ()
    with refused("outside-claim-window"):
        given().when(log(filed_on=late), facts())
    assert given().when(log(filed_on=late), facts(SOFT))[0].flags == ("late",)
    unlimited = replace(HOSPITAL, claim_days=0)
    assert given().when(log(filed_on=late), facts(unlimited))[0].flags == ()


def test_only_a_member_of_the_branch_on_that_day_is_visited():
    with refused("not-of-this-branch"):
        given().when(log(), facts(branch="branch-history"))
    with refused("not-of-this-branch"):
        given().when(log(), facts(branch=""))


def test_without_a_standard_nothing_is_given():
    with refused("no-standard"):
        given().when(log(), facts(standard=None))


def test_nobody_decides_on_a_visit_to_themselves():
    with refused("own-visit"):
        given().when(log(by="member-ana"), facts())
    with refused("own-visit"):
        given(logged()).when(correct(by="member-ana", amount=yuan(700)), facts())
    with refused("own-visit"):
        given(logged()).when(void(by="member-ana"), facts())


def test_festival_and_birthday_gifts_are_goods():
    festival = replace(HOSPITAL, occasion="festival")
    with refused("in-kind-only"):
        given().when(log(occasion="festival"), facts(festival))
    assert given().when(log(occasion="festival", in_kind=True), facts(festival))[0].in_kind


def test_days_must_be_possible_and_amounts_positive():
    with refused("filed-before"):
        given().when(log(filed_on=date(2025, 5, 19)), facts())
    with refused("in-the-future"):
        given().when(log(filed_on=date(2026, 1, 1)), facts())
    with refused("no-amount"):
        given().when(log(amount=yuan(0)), facts())


def test_a_correction_carries_the_old_and_the_new_fact_and_is_weighed_without_the_old():
    new = replace(VISIT, amount=yuan(1000))
    told = VisitCorrected(old=VISIT, new=new, reason="typing error")
    assert given(logged()).when(correct(amount=yuan(1000)), facts()) == [told]
    assert given(logged(), told).when(correct(amount=yuan(1000)), facts()) == []


def test_a_correction_into_a_full_year_is_refused():
    full = logged(visit="visit-2", amount=yuan(1000), on=date(2024, 3, 1), filed_on=date(2024, 3, 1))
    with refused("over-cap"):
        given(logged(), full).when(correct(on=date(2024, 5, 20)), facts())


def test_a_void_carries_what_it_withdraws_and_happens_once():
    assert given(logged()).when(void()) == [voided]
    assert given(logged(), voided).when(void()) == []
    with refused("visit-voided"):
        given(logged(), voided).when(correct(), facts())
    with refused("no-such-visit"):
        given().when(void())


def test_a_voided_correction_withdraws_the_corrected_fact():
    new = replace(VISIT, amount=yuan(1000))
    corrected = VisitCorrected(old=VISIT, new=new, reason="typing error")
    assert given(logged(), corrected).when(void()) == [VisitVoided(old=new, reason="told twice")]


def test_an_erased_person_is_erased_once_and_visited_no_more():
    erase = ErasePerson(member="member-ana", on=MAY, basis="request")
    assert given(logged()).when(erase) == [erased]
    assert given(logged(), erased).when(erase) == []
    with refused("person-erased"):
        given(erased).when(log(), facts())
