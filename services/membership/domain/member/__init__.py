"""One person in the union: the history, and one module per thing that is decided about it."""

from services.chassis.decider import Decider
from services.membership.domain.member.application import (
    ApproveApplication,
    CheckApplication,
    RejectApplication,
    ReturnApplication,
    SubmitApplication,
    WithdrawApplication,
    approve,
    check,
    give_back,
    reject,
    submit,
    withdraw,
)
from services.membership.domain.member.history import Member, evolve
from services.membership.domain.member.leaving import EndMembership, ErasePerson, erase, leave
from services.membership.domain.member.transfer import (
    AcceptTransfer,
    DeclineTransfer,
    FollowMerger,
    ReleaseMember,
    accept,
    decline,
    follow,
    release,
)

__all__ = [
    "AcceptTransfer",
    "ApproveApplication",
    "CheckApplication",
    "DeclineTransfer",
    "EndMembership",
    "ErasePerson",
    "FollowMerger",
    "Member",
    "RejectApplication",
    "ReleaseMember",
    "ReturnApplication",
    "SubmitApplication",
    "WithdrawApplication",
    "decider",
]

decider = Decider(
    Member(),
    evolve,
    {
        SubmitApplication: submit,
        CheckApplication: check,
        ReturnApplication: give_back,
        RejectApplication: reject,
        WithdrawApplication: withdraw,
        ApproveApplication: approve,
        ReleaseMember: release,
        AcceptTransfer: accept,
        DeclineTransfer: decline,
        FollowMerger: follow,
        EndMembership: leave,
        ErasePerson: erase,
    },
)
