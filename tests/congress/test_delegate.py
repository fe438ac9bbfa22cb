"""Who may sit: a current member of the branch that elects him, once per congress."""

from dataclasses import replace

from services.chassis.testing import refused, spec
from services.congress.domain.delegate import (
    DelegateElected,
    DelegateEnded,
    ElectDelegate,
    Election,
    EndDelegate,
    decider,
)
from tests.congress.stories import CONGRESS, DAY, OPENS

given = spec(decider)
elect = ElectDelegate(
    by="office", congress="congress-8", member="ana", branch="physics", category="teacher", on=DAY
)
elected = DelegateElected(
    congress="congress-8", member="ana", branch="physics", delegation="physics", category="teacher", on=DAY
)
ended = DelegateEnded(congress="congress-8", member="ana", branch="physics", reason="retired", on=OPENS)
member = Election(CONGRESS, "physics")


def test_a_branch_elects_its_own_member():
    assert given().when(elect, member) == [elected]


def test_electing_twice_elects_once():
    assert given(elected).when(elect, member) == []


def test_a_member_of_another_branch_is_not_elected():
    with refused("not-a-member"):
        given().when(elect, Election(CONGRESS, "history"))


def test_nobody_who_left_the_union_is_elected():
    with refused("not-a-member"):
        given().when(elect, Election(CONGRESS, ""))


def test_a_person_has_one_seat_per_congress():
    with refused("already-delegate"):
        given(elected).when(replace(elect, branch="history"), Election(CONGRESS, "history"))


def test_a_closed_congress_takes_no_delegates():
    with refused("congress-not-open"):
        given().when(elect, Election(replace(CONGRESS, closed_on=OPENS), "physics"))


def test_a_seat_ends_once_and_can_be_won_again():
    end = EndDelegate(by="office", reason="retired", on=OPENS)
    assert given(elected).when(end) == [ended]
    assert given(elected, ended).when(end) == []
    assert given(elected, ended).when(replace(elect, on=OPENS), member) == [replace(elected, on=OPENS)]


def test_a_seat_cannot_end_before_it_began():
    with refused("ended-before-elected"):
        given(replace(elected, on=OPENS)).when(EndDelegate(by="office", reason="retired", on=DAY))
