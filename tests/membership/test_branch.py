"""Branches live from a day to a day; what was true before a change stays true."""

from dataclasses import replace

import pytest

from services.chassis.testing import refused, spec
from services.membership.domain.branch import (
    CloseGroup,
    DissolveBranch,
    FormGroup,
    FoundBranch,
    MergeBranch,
    RenameBranch,
    TellHeadCount,
    decider,
)
from services.membership.domain.branch.life import Dependents
from tests.membership.stories import (
    BRANCHES,
    FOUNDED,
    FRIDAY,
    LIBRARY,
    MONDAY,
    PHYSICS,
    SUMMER,
    TODAY,
    closed,
    counted,
    dissolved,
    formed,
    founded,
    library,
    merged,
    renamed,
)

given = spec(decider)
found = FoundBranch(
    by="office", branch=PHYSICS, name="物理学院分工会", kind="teaching", on=FOUNDED, filed_on=TODAY
)
rename = RenameBranch(by="office", name="物理与天文学院分工会", on=MONDAY, filed_on=TODAY)
merge = MergeBranch(by="office", into=LIBRARY, on=SUMMER, filed_on=TODAY)
dissolve = DissolveBranch(by="office", reason="学院撤销", on=SUMMER, filed_on=TODAY)
count = TellHeadCount(
    by="chair", on=MONDAY, staff=80, women=35, non_establishment=12, retired=20, filed_on=FRIDAY
)
form = FormGroup(by="chair", group="group-optics", name="光学小组", on=MONDAY, filed_on=TODAY)
close = CloseGroup(by="chair", group="group-optics", on=SUMMER, filed_on=TODAY)

STORIES = [
    ([], found, {}, founded),
    ([founded], rename, None, renamed),
    ([founded], merge, BRANCHES, merged),
    ([founded], dissolve, Dependents(), dissolved),
    ([founded], count, None, counted),
    ([founded], form, None, formed),
    ([founded, formed], close, None, closed),
]


@pytest.mark.parametrize(("history", "command", "known", "told"), STORIES)
def test_a_command_tells_its_fact_once(history, command, known, told):
    assert given(*history).when(command, known) == [told]
    assert given(*history, told).when(command, known) == []


def test_a_sub_branch_needs_a_living_parent():
    with refused("no-such-branch"):
        given().when(replace(found, parent="branch-none"), BRANCHES)


def test_a_branch_is_founded_once():
    with refused("branch-exists"):
        given(founded).when(replace(found, kind="affiliated"), {})


def test_a_branch_is_of_a_known_kind():
    with refused("unknown-kind"):
        given().when(replace(found, kind="festive"), {})


def test_a_name_holds_from_its_day_and_the_old_one_before_it():
    branch = decider.fold([founded, renamed])
    assert (branch.name(FOUNDED), branch.name(MONDAY)) == ("物理学院分工会", "物理与天文学院分工会")


def test_a_name_told_late_for_an_earlier_day_does_not_change_the_later_one():
    early = given(founded, renamed).when(replace(rename, name="应用物理分工会", on=FOUNDED))
    assert early[0].old_name == "物理学院分工会"
    assert decider.fold([founded, renamed, *early]).name(TODAY) == "物理与天文学院分工会"


def test_nothing_is_told_before_it_happened():
    with refused("not-happened-yet"):
        given(founded).when(replace(rename, on=TODAY, filed_on=MONDAY))


def test_a_branch_does_not_merge_into_itself():
    with refused("merged-into-itself"):
        given(founded).when(replace(merge, into=PHYSICS), BRANCHES)


def test_a_branch_merges_only_into_one_that_lives_on_that_day():
    gone = {LIBRARY: decider.fold([library, replace(dissolved, branch=LIBRARY, on=MONDAY)])}
    with refused("no-such-branch"):
        given(founded).when(merge, gone)


def test_a_merged_branch_lives_until_the_day_before():
    branch = decider.fold([founded, merged])
    assert branch.lives(date_before(SUMMER))
    assert not branch.lives(SUMMER)


def test_a_branch_ends_once():
    with refused("branch-ended"):
        given(founded, merged).when(replace(dissolve, on=MONDAY), Dependents())


def test_a_branch_with_members_is_not_dissolved():
    with refused("branch-has-members"):
        given(founded).when(dissolve, Dependents(members=3))


def test_a_later_head_count_for_the_same_day_replaces_the_earlier():
    told = given(founded, counted).when(replace(count, staff=82, filed_on=TODAY))
    assert [each.staff for each in told] == [82]


def test_the_same_head_count_told_again_later_is_no_news():
    assert given(founded, counted).when(replace(count, filed_on=TODAY)) == []


@pytest.mark.parametrize(
    ("change", "code"),
    [({"women": 81}, "more-than-staff"), ({"retired": -1}, "negative-count")],
)
def test_head_counts_add_up(change, code):
    with refused(code):
        given(founded).when(replace(count, **change))


def test_two_living_groups_do_not_bear_one_name():
    with refused("group-name-taken"):
        given(founded, formed).when(replace(form, group="group-other"))


def test_a_name_of_a_closed_group_is_free_again():
    assert given(founded, formed, closed).when(replace(form, group="group-other", on=SUMMER))


def test_a_group_does_not_close_before_it_was_formed():
    with refused("before-last-change"):
        given(founded, formed).when(replace(close, on=FOUNDED))


def date_before(day):
    return day.fromordinal(day.toordinal() - 1)
