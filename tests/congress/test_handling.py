"""After submission: review, assignment, answer, rating and the second round."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from services.chassis.testing import refused, spec
from services.congress.domain.proposal import commands as ask
from services.congress.domain.proposal import decider
from services.congress.domain.proposal.handling import GROUNDS
from services.congress.domain.proposal.state import Proposal, Status
from tests.congress.stories import (
    DAY,
    FOUND,
    REPLY,
    assigned,
    assigned_alone,
    filed,
    filed_alone,
    replied,
    replied_alone,
    seconded,
    submitted,
    submitted_alone,
    with_settings,
)

given = spec(decider)
FILE = ask.FileProposal(by="office", on=DAY)
MERGE = ask.MergeProposal(by="office", into="proposal-2", on=DAY)
CONVERT = ask.ConvertProposal(by="office", reason="宜作意见建议", on=DAY)
REFUSE = ask.RefuseProposal(by="office", code="vague", text="没有可行措施", on=DAY)
ASSIGN = ask.AssignProposal(by="office", lead="logistics", co=("finance",), on=DAY)
RATE = ask.RateReply(by="ana", rating="satisfied", on=DAY)
BAD = ask.RateReply(by="ana", rating="dissatisfied", opinion="只答未办", on=DAY)
OTHER = Proposal(Status.FILED, "proposal-2", "congress-8")
beside = replace(FOUND, other=OTHER)


def test_a_filed_proposal_gets_its_number():
    assert given(*submitted).when(FILE, FOUND) == [filed_alone]
    assert given(*filed).when(FILE, FOUND) == []


@pytest.mark.parametrize("act", [FILE, MERGE, CONVERT, REFUSE])
def test_nobody_reviews_what_he_wrote_or_seconded(act):
    for who in ("ana", "bo"):
        with refused("own-case"):
            given(*submitted).when(replace(act, by=who), beside)


@pytest.mark.parametrize("act", [FILE, MERGE, CONVERT, REFUSE])
def test_a_draft_is_not_reviewed(act):
    with refused("not-under-review"):
        given(*seconded).when(act, beside)


@pytest.mark.parametrize("act", [MERGE, CONVERT, REFUSE])
def test_each_outcome_told_twice_is_told_once(act):
    outcome = given(*submitted).when(act, beside)
    assert len(outcome) == 1
    assert given(*submitted, *outcome).when(act, beside) == []


def test_a_late_proposal_is_filed_only_where_the_policy_says_so():
    late = (*seconded, replace(submitted_alone, late=True))
    with refused("late-proposal"):
        given(*late).when(FILE, FOUND)
    assert given(*late).when(FILE, with_settings(late_policy="accept"))
    assert given(*late).when(CONVERT, FOUND)


@pytest.mark.parametrize(
    ("into", "other", "code"),
    [
        ("proposal-1", replace(OTHER, id="proposal-1"), "cannot-merge"),
        ("proposal-2", replace(OTHER, congress="congress-7"), "cannot-merge"),
        ("proposal-2", replace(OTHER, status=Status.DRAFT), "target-not-filed"),
    ],
)
def test_a_merge_goes_into_another_filed_proposal_of_the_same_congress(into, other, code):
    with refused(code):
        given(*submitted).when(replace(MERGE, into=into), replace(FOUND, other=other))


def test_a_merge_keeps_the_original():
    (merged,) = given(*submitted).when(MERGE, beside)
    assert decider.fold((*submitted, merged)).texts == decider.fold(submitted).texts


def test_not_filing_takes_a_ground_from_the_list_and_a_reason():
    assert given(*submitted).when(REFUSE, FOUND)[0].code in GROUNDS
    with refused("unknown-ground"):
        given(*submitted).when(replace(REFUSE, code="dislike"), FOUND)
    with refused("reason-needed"):
        given(*submitted).when(replace(REFUSE, text=" "), FOUND)


def test_the_answer_is_due_when_the_working_days_are_over():
    assert given(*filed).when(ASSIGN, FOUND) == [assigned_alone]
    assert given(*assigned).when(ASSIGN, FOUND) == []


def test_an_unpublished_calendar_asks_for_the_day():
    with refused("calendar-unknown"):
        given(*filed).when(ASSIGN, replace(FOUND, due_on=None))
    (by_hand,) = given(*filed).when(replace(ASSIGN, due_on=date(2027, 3, 1)), replace(FOUND, due_on=None))
    assert by_hand.due_on == date(2027, 3, 1)


def test_a_wrong_department_is_corrected_before_the_answer():
    assert given(*assigned).when(replace(ASSIGN, lead="works"), FOUND)[0].lead == "works"
    with refused("not-assignable"):
        given(*replied).when(replace(ASSIGN, lead="works"), FOUND)


def test_a_suggestion_is_handled_on_the_same_clock():
    (converted,) = given(*submitted).when(CONVERT, FOUND)
    assert given(*submitted, converted).when(ASSIGN, FOUND) == [assigned_alone]


def test_the_lead_department_answers_once():
    assert given(*assigned).when(REPLY, FOUND) == [replied_alone]
    assert given(*replied).when(REPLY, FOUND) == []
    with refused("not-your-department"):
        given(*assigned).when(replace(REPLY, lead="finance"), FOUND)


def test_an_answer_after_its_day_is_accepted_and_marked():
    on_time = replace(REPLY, on=assigned_alone.due_on)
    assert not given(*assigned).when(on_time, FOUND)[0].late
    assert given(*assigned).when(replace(on_time, on=on_time.on + timedelta(days=1)), FOUND)[0].late


def test_only_the_proposer_rates():
    for who in ("bo", "office", "li"):
        with refused("not-the-proposer"):
            given(*replied).when(replace(RATE, by=who), FOUND)


def test_rating_twice_rates_once():
    (rated,) = given(*replied).when(RATE, FOUND)
    assert (rated.round, rated.reopened) == (1, False)
    assert given(*replied, rated).when(RATE, FOUND) == []
    with refused("not-replied"):
        given(*replied, rated).when(replace(RATE, rating="basically"), FOUND)


def test_time_to_rate_lapses_into_not_rated():
    with refused("rating-lapsed"):
        given(*replied).when(replace(RATE, on=replied_alone.rate_by + timedelta(days=1)), FOUND)


def test_dissatisfaction_needs_words_and_opens_the_second_round():
    with refused("reason-needed"):
        given(*replied).when(replace(BAD, opinion=""), FOUND)
    (rated,) = given(*replied).when(BAD, FOUND)
    assert (rated.reopened, rated.next_due_on) == (True, FOUND.due_on)
    (again,) = given(*replied, rated).when(REPLY, FOUND)
    assert again.round == 2


def test_there_are_no_more_rounds_than_the_congress_allows():
    (rated,) = given(*replied).when(BAD, with_settings(max_rounds=1))
    assert (rated.reopened, rated.next_due_on) == (False, None)
    with refused("not-assigned"):
        given(*replied, rated).when(REPLY, FOUND)
