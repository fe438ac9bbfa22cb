"""Up to submission: the proposer writes and invites, each seconder answers for himself."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from services.chassis.testing import refused, spec
from services.congress.domain.proposal import commands as ask
from services.congress.domain.proposal import decider
from services.congress.domain.proposal.events import (
    InvitationWithdrawn,
    SecondingDeclined,
    SecondingWithdrawn,
)
from tests.congress.stories import (
    CONGRESS,
    DAY,
    FOUND,
    FROM,
    SEATS,
    SIGN_BY,
    SUBMIT,
    TEXTS,
    TO,
    accepted,
    drafted,
    invited,
    seconded,
    submitted,
    submitted_alone,
    with_settings,
)

given = spec(decider)
draft = ask.DraftProposal(by="ana", proposal="proposal-1", congress="congress-8", **TEXTS, on=DAY)
revise = ask.ReviseProposal(by="ana", **(TEXTS | {"measures": "延长到二十一点整"}), on=DAY)
ask_bo = ask.InviteSeconder(by="ana", seconder="bo", sign_by=SIGN_BY, on=DAY)


def test_a_delegate_begins_a_proposal_for_his_branch():
    assert given().when(draft, FOUND) == [drafted]


def test_only_a_current_delegate_begins_one():
    with refused("not-a-delegate"):
        given().when(replace(draft, by="eve"), FOUND)


def test_a_title_keeps_to_the_length_of_its_congress():
    with refused("title-too-long"):
        given().when(draft, with_settings(title_max=5))


def test_an_invitation_names_a_day_and_is_not_sent_twice():
    assert given(drafted).when(ask_bo, FOUND) == [invited("bo")]
    assert given(drafted, invited("bo")).when(ask_bo, FOUND) == []


def test_an_expired_invitation_can_be_sent_again():
    later = replace(ask_bo, on=SIGN_BY + timedelta(days=1), sign_by=SIGN_BY + timedelta(days=3))
    assert len(given(drafted, invited("bo")).when(later, FOUND)) == 1


def test_nobody_invites_himself_or_somebody_without_a_seat():
    with refused("own-proposal"):
        given(drafted).when(replace(ask_bo, seconder="ana"), FOUND)
    with refused("not-a-delegate"):
        given(drafted).when(replace(ask_bo, seconder="eve"), FOUND)


def test_only_the_proposer_invites():
    with refused("not-the-proposer"):
        given(drafted).when(replace(ask_bo, by="chen"), FOUND)


def test_a_seconding_is_the_seconders_own_act():
    assert given(drafted, invited("bo")).when(ask.AcceptSeconding(by="bo", on=DAY), FOUND) == [accepted("bo")]
    with refused("not-invited"):
        given(drafted, invited("bo")).when(ask.AcceptSeconding(by="ana", on=DAY), FOUND)


def test_seconding_twice_seconds_once():
    assert (
        given(drafted, invited("bo"), accepted("bo")).when(ask.AcceptSeconding(by="bo", on=DAY), FOUND) == []
    )


def test_an_invitation_runs_out_after_its_day():
    late = ask.AcceptSeconding(by="bo", on=SIGN_BY + timedelta(days=1))
    with refused("invitation-expired"):
        given(drafted, invited("bo")).when(late, FOUND)
    assert given(drafted, invited("bo")).when(replace(late, on=SIGN_BY), FOUND)


def test_a_seconder_whose_seat_ended_cannot_second():
    gone = replace(FOUND, seats={"ana": "physics"})
    with refused("not-a-delegate"):
        given(drafted, invited("bo")).when(ask.AcceptSeconding(by="bo", on=DAY), gone)


def test_a_delegate_can_say_no():
    no = ask.DeclineSeconding(by="bo", reason="不属学校职权", on=DAY)
    declined = SecondingDeclined(
        proposal="proposal-1", branch="physics", seconder="bo", seconder_branch="history",
        reason="不属学校职权", on=DAY,
    )  # fmt: skip
    assert given(drafted, invited("bo")).when(no, FOUND) == [declined]
    assert given(drafted, invited("bo"), declined).when(no, FOUND) == []
    assert given(drafted, invited("bo"), declined).when(ask_bo, FOUND) == [invited("bo")]


def test_a_seconding_is_taken_back_before_submission_only():
    back = ask.WithdrawSeconding(by="bo", on=DAY)
    taken = SecondingWithdrawn(
        proposal="proposal-1", branch="physics", seconder="bo", seconder_branch="history", on=DAY
    )
    assert given(*seconded).when(back, FOUND) == [taken]
    assert given(*seconded, taken).when(back, FOUND) == []
    with refused("already-submitted"):
        given(*submitted).when(back, FOUND)


def test_an_open_invitation_is_withdrawn_but_a_seconding_is_not_the_proposers_to_withdraw():
    take = ask.WithdrawInvitation(by="ana", seconder="bo", on=DAY)
    gone = InvitationWithdrawn(proposal="proposal-1", branch="physics", seconder="bo", on=DAY)
    assert given(drafted, invited("bo")).when(take, FOUND) == [gone]
    assert given(drafted, invited("bo"), gone).when(take, FOUND) == []
    with refused("already-seconded"):
        given(drafted, invited("bo"), accepted("bo")).when(take, FOUND)


def test_new_words_have_to_be_seconded_again():
    (revised,) = given(*seconded).when(revise, FOUND)
    with refused("too-few-seconders"):
        given(*seconded, revised).when(SUBMIT, FOUND)
    assert given(*seconded, revised, accepted("bo"), accepted("chen")).when(SUBMIT, FOUND)


def test_the_same_words_are_no_revision():
    assert given(*seconded).when(replace(revise, measures=TEXTS["measures"]), FOUND) == []


def test_enough_seconders_hand_a_proposal_in():
    assert given(*seconded).when(SUBMIT, FOUND) == [submitted_alone]
    assert given(*submitted).when(SUBMIT, FOUND) == []


def test_too_few_seconders_are_told_how_many_are_missing():
    with pytest.raises(Exception, match="missing: 1") as caught:
        given(*seconded[:4]).when(SUBMIT, FOUND)
    assert caught.value.facts == {"missing": 1}


def test_a_seconder_who_lost_his_seat_no_longer_counts():
    fewer = replace(FOUND, seats={who: SEATS[who] for who in ("ana", "bo")})
    with refused("too-few-seconders"):
        given(*seconded).when(SUBMIT, fewer)


def test_a_proposal_says_enough_to_be_judged():
    with refused("text-too-short"):
        given(*seconded).when(SUBMIT, with_settings(part_min=50))


def test_the_window_opens_on_its_first_and_closes_after_its_last_day():
    with refused("window-not-open"):
        given(*seconded).when(replace(SUBMIT, on=FROM - timedelta(days=1)), FOUND)
    (on_the_last,) = given(*seconded).when(replace(SUBMIT, on=TO), FOUND)
    assert not on_the_last.late


def test_after_the_window_the_late_policy_decides():
    late = replace(SUBMIT, on=TO + timedelta(days=1))
    assert given(*seconded).when(late, FOUND)[0].late
    with refused("window-closed"):
        given(*seconded).when(late, with_settings(late_policy="refuse"))


def test_a_closed_congress_receives_nothing():
    over = replace(FOUND, congress=replace(CONGRESS, closed_on=date(2025, 4, 18)))
    with refused("congress-not-open"):
        given(*seconded).when(SUBMIT, over)


def test_a_proposer_withdraws_before_the_review_only():
    take = ask.WithdrawProposal(by="ana", reason="已解决", on=DAY)
    (withdrawn,) = given(*submitted).when(take, FOUND)
    assert given(*submitted, withdrawn).when(take, FOUND) == []
    with refused("not-the-proposer"):
        given(*submitted).when(replace(take, by="bo"), FOUND)
