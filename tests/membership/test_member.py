"""Joining, moving and leaving: who decides, in which order, and on which day."""

from dataclasses import replace

import pytest

from services.chassis.testing import refused, spec
from services.membership.domain.branch import decider as branch_decider
from services.membership.domain.member import (
    AcceptTransfer,
    ApproveApplication,
    CheckApplication,
    DeclineTransfer,
    EndMembership,
    ErasePerson,
    FollowMerger,
    RejectApplication,
    ReleaseMember,
    ReturnApplication,
    SubmitApplication,
    WithdrawApplication,
    decider,
)
from tests.membership.stories import (
    ANA,
    BRANCHES,
    FRIDAY,
    LIBRARY,
    MONDAY,
    PHYSICS,
    SUMMER,
    TODAY,
    TUESDAY,
    checked,
    declined,
    dissolved,
    erased,
    founded,
    joined,
    left,
    merged,
    rejected,
    released,
    returned,
    submitted,
    transferred,
    withdrawn,
)

given = spec(decider)
submit = SubmitApplication(
    by=ANA, member=ANA, branch=PHYSICS, employment_type="establishment",
    name="安娜", staff_no="20250001", mobile="13800001234", on=MONDAY, filed_on=TODAY,
)  # fmt: skip
check = CheckApplication(by="chair", opinion="材料齐全，同意", on=TUESDAY, filed_on=TODAY)
give_back = ReturnApplication(by="chair", reason="缺工号", on=TUESDAY, filed_on=TODAY)
reject = RejectApplication(by="office", reason="非本校职工", on=TUESDAY, filed_on=TODAY)
withdraw = WithdrawApplication(by=ANA, on=TUESDAY, filed_on=TODAY)
approve = ApproveApplication(by="office", on=FRIDAY, filed_on=TODAY)
release = ReleaseMember(by="chair", to=LIBRARY, reason="岗位调动", on=SUMMER, filed_on=TODAY)
accept = AcceptTransfer(by="other-chair", on=SUMMER, filed_on=TODAY)
decline = DeclineTransfer(by="other-chair", reason="未到岗", on=SUMMER, filed_on=TODAY)
leave = EndMembership(by="office", reason="resigned", on=SUMMER, filed_on=TODAY)
erase = ErasePerson(by="office", basis="purpose_done", on=TODAY, filed_on=TODAY)
member = (submitted, checked, joined)

STORIES = [
    ([], submit, submitted),
    ([submitted], check, checked),
    ([submitted], give_back, returned),
    ([submitted, checked], give_back, returned),
    ([submitted, checked], reject, rejected),
    ([submitted], withdraw, withdrawn),
    ([submitted, checked], approve, joined),
    ([*member], release, released),
    ([*member, released], accept, transferred),
    ([*member, released], decline, declined),
    ([*member], leave, left),
    ([*member, released], leave, left),
    ([*member, left], erase, erased),
]


@pytest.mark.parametrize(("history", "command", "told"), STORIES)
def test_a_command_tells_its_fact_once(history, command, told):
    assert given(*history).when(command, BRANCHES) == [told]
    assert given(*history, read_back(told)).when(command, BRANCHES) == []


def read_back(told):
    """What the log gives back: sealed fields are not in the entry."""
    return replace(told, name="", staff_no="", mobile="") if told is submitted else told


def test_an_application_names_a_branch_that_lives_on_that_day():
    gone = {PHYSICS: branch_decider.fold([founded, replace(dissolved, on=MONDAY)])}
    with refused("no-such-branch"):
        given().when(submit, gone)


def test_an_application_names_a_group_of_its_branch():
    with refused("no-such-group"):
        given().when(replace(submit, group="group-of-others"), BRANCHES)


def test_a_name_has_two_characters():
    with refused("name-needed"):
        given().when(replace(submit, name=" 安 "), BRANCHES)


@pytest.mark.parametrize("history", [[submitted], [submitted, checked], [*member]])
def test_nobody_applies_twice_at_once(history):
    with refused("already-asked"):
        given(*history).when(replace(submit, on=TODAY), BRANCHES)


@pytest.mark.parametrize("end", [returned, rejected, withdrawn, left])
def test_who_is_out_may_ask_again(end):
    assert given(submitted, end).when(replace(submit, on=SUMMER), BRANCHES)


def test_the_dead_are_not_asked_again():
    with refused("person-deceased"):
        given(*member, replace(left, reason="deceased")).when(replace(submit, on=TODAY), BRANCHES)


@pytest.mark.parametrize("command", [check, give_back, reject])
def test_nobody_decides_on_their_own_application(command):
    with refused("own-application"):
        given(submitted).when(replace(command, by=ANA), BRANCHES)


def test_only_a_checked_application_is_approved():
    with refused("application-not-open"):
        given(submitted).when(approve, BRANCHES)


@pytest.mark.parametrize("command", [give_back, reject])
def test_a_no_says_why(command):
    with refused("reason-needed"):
        given(submitted).when(replace(command, reason=" "), BRANCHES)


def test_nobody_joins_a_branch_that_ended_meanwhile():
    gone = {PHYSICS: branch_decider.fold([founded, replace(merged, on=TUESDAY)])}
    with refused("no-such-branch"):
        given(submitted, checked).when(approve, gone)


def test_a_step_does_not_precede_the_one_before_it():
    with refused("before-last-change"):
        given(submitted, checked).when(replace(approve, on=MONDAY), BRANCHES)


def test_no_step_is_told_before_its_day():
    with refused("not-happened-yet"):
        given(submitted, checked).when(replace(approve, filed_on=TUESDAY), BRANCHES)


def test_a_member_moves_to_a_living_other_branch():
    with refused("same-branch"):
        given(*member).when(replace(release, to=PHYSICS), BRANCHES)
    with refused("no-such-branch"):
        given(*member).when(replace(release, to="branch-none"), BRANCHES)


def test_one_transfer_is_open_at_a_time():
    with refused("not-a-member"):
        given(*member, released).when(replace(release, on=TODAY), BRANCHES)


def test_without_a_release_nothing_is_accepted_or_declined():
    for command in (accept, decline):
        with refused("no-open-transfer"):
            given(*member).when(command, BRANCHES)


def test_a_declined_member_stays_and_may_be_released_again():
    assert decider.fold([*member, released, declined]).branch == PHYSICS
    assert given(*member, released, declined).when(replace(release, on=TODAY), BRANCHES)


def test_members_of_a_merged_branch_move_on_its_day_without_a_release():
    after = {PHYSICS: branch_decider.fold([founded, merged])}
    command = FollowMerger(by="office", filed_on=TODAY)
    assert given(*member).when(command, after) == [transferred]
    assert given(*member, transferred).when(command, BRANCHES) == []


def test_members_of_a_living_branch_follow_no_merger():
    with refused("branch-not-merged"):
        given(*member).when(FollowMerger(by="office", filed_on=TODAY), BRANCHES)


def test_expulsion_needs_recorded_grounds():
    with refused("grounds-needed"):
        given(*member).when(replace(leave, reason="expelled"))


deem = replace(
    leave, reason="deemed_withdrawn", on=TODAY,
    unpaid_since=FRIDAY, absent_since=FRIDAY, talked_on=FRIDAY.replace(month=9),
)  # fmt: skip


def test_deemed_withdrawal_keeps_its_three_records_sealed():
    (told,) = given(*member).when(deem)
    assert (told.unpaid_since, told.absent_since, told.talked_on) == (
        deem.unpaid_since,
        deem.absent_since,
        deem.talked_on,
    )
    assert {"unpaid_since", "absent_since", "talked_on", "grounds"} <= set(type(told).told.personal)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"talked_on": None}, "three-records-needed"),
        ({"absent_since": SUMMER}, "six-months-not-over"),
        ({"talked_on": TODAY}, "no-time-after-talk"),
    ],
)
def test_deemed_withdrawal_is_never_automatic(change, code):
    with refused(code):
        given(*member).when(replace(deem, **change))


@pytest.mark.parametrize("history", [[submitted], [*member], [*member, released]])
def test_a_record_still_needed_is_not_erased(history):
    with refused("still-needed"):
        given(*history).when(erase)


def test_an_erased_person_begins_a_new_record():
    with refused("person-erased"):
        given(*member, left, erased).when(replace(submit, on=TODAY), BRANCHES)
