"""An activity is a whole fact; its corrections carry both whole facts; 900 people fit."""

from dataclasses import replace
from uuid import UUID

import pytest

from services.chassis import entry
from services.chassis.testing import refused, spec
from services.membership.domain.activity import CorrectActivity, TellActivity, WithdrawActivity, decider
from services.membership.domain.activity.history import Activity, ActivityWithdrawn, values
from services.membership.domain.activity.telling import Known
from tests.membership.stories import (
    ANA,
    BO,
    BRANCHES,
    FOUNDED,
    FRIDAY,
    LIBRARY,
    MONDAY,
    PHYSICS,
    ROLL,
    TUESDAY,
    cancelled,
    corrected,
    fact,
    held,
    right,
)

given = spec(decider)
hold = TellActivity(
    by="chair", activity="activity-run", branch=PHYSICS, kind="sports", home="warmth", title="春季健步走",
    on=MONDAY, filed_on=FRIDAY, planned=True, result="全程五公里", attendance={BO: "late", ANA: "present"},
)  # fmt: skip
correct = CorrectActivity(
    by="chair", branch=PHYSICS, kind="sports", home="warmth", title="春季健步走（复赛）", on=MONDAY,
    planned=True, result="全程五公里", attendance={ANA: "present", BO: "late"}, reason="题目有误",
)  # fmt: skip
withdraw = WithdrawActivity(by="chair", reason="重复填报")

STORIES = [([], hold, held), ([held], correct, corrected), ([held], withdraw, cancelled)]


@pytest.mark.parametrize(("history", "command", "told"), STORIES)
def test_a_command_tells_its_fact_once(history, command, told):
    assert given(*history).when(command, ROLL) == [told]
    assert given(*history, told).when(command, ROLL) == []


def test_a_correction_may_move_everything_and_keeps_the_day_of_filing():
    moved = replace(correct, branch=LIBRARY, on=TUESDAY, attendance={BO: "absent"})
    (told,) = given(held).when(moved, ROLL)
    assert (told.old, told.new.branch, told.new.on, told.new.filed_on) == (fact, LIBRARY, TUESDAY, FRIDAY)


def test_a_transfer_told_since_moves_no_attendance():
    moved_since = Known(BRANCHES, {ANA: LIBRARY, BO: LIBRARY})
    assert given(held).when(correct, moved_since) == [corrected]


def test_a_correction_back_to_the_same_fact_is_no_news():
    assert given(held, corrected).when(correct, ROLL) == []
    assert decider.fold([held, corrected]).fact == right


@pytest.mark.parametrize("command", [correct, withdraw])
def test_a_change_says_why(command):
    with refused("reason-needed"):
        given(held).when(replace(command, reason=""), ROLL)


def test_what_was_withdrawn_is_not_corrected():
    with refused("activity-withdrawn"):
        given(held, cancelled).when(correct, ROLL)


def test_what_was_withdrawn_is_told_anew_under_another_identity():
    with refused("activity-told"):
        given(held, cancelled).when(hold, ROLL)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"on": FRIDAY.replace(day=8)}, "not-happened-yet"),
        ({"on": FOUNDED.replace(year=2019)}, "no-such-branch"),
        ({"kind": "nap"}, "unknown-choice"),
        ({"home": "garden"}, "unknown-choice"),
        ({"title": " "}, "title-needed"),
        ({"attendance": {"member-zoe": "present"}}, "not-members-that-day"),
        ({"attendance": {ANA: "asleep"}}, "unknown-choice"),
    ],
)
def test_an_impossible_activity_is_refused(change, code):
    with refused(code):
        given().when(replace(hold, **change), ROLL)


def test_nine_hundred_people_of_thirty_units_fit_into_one_entry():
    people = {f"member-{UUID(int=n)}": ("present", "late", "absent")[n % 3] for n in range(900)}
    units = {member: f"branch-{UUID(int=place % 30)}" for place, member in enumerate(people)}
    (told,) = given().when(replace(hold, attendance=people), Known(BRANCHES, units))
    whole = ActivityWithdrawn(old=Activity(**values(told)), reason="重复填报")
    assert len(entry.encode(whole)) < entry.LIMIT - 2_000  # the envelope around it is below 1 kB
