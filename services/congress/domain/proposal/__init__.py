"""A proposal of the staff congress: events, commands, state, and the decisions in their two halves.

`drafting` is everything up to submission, `handling` everything after it; nothing else belongs here.
"""

from services.chassis.decider import Decider
from services.congress.domain.proposal import commands as ask
from services.congress.domain.proposal import drafting, handling
from services.congress.domain.proposal.state import Proposal, evolve

decider = Decider(
    Proposal(),
    evolve,
    {
        ask.DraftProposal: drafting.draft,
        ask.ReviseProposal: drafting.revise,
        ask.InviteSeconder: drafting.invite,
        ask.WithdrawInvitation: drafting.uninvite,
        ask.AcceptSeconding: drafting.accept,
        ask.DeclineSeconding: drafting.decline,
        ask.WithdrawSeconding: drafting.take_back,
        ask.SubmitProposal: drafting.submit,
        ask.WithdrawProposal: drafting.withdraw,
        ask.FileProposal: handling.file,
        ask.MergeProposal: handling.merge,
        ask.ConvertProposal: handling.convert,
        ask.RefuseProposal: handling.refuse,
        ask.AssignProposal: handling.assign,
        ask.ReplyToProposal: handling.reply,
        ask.RateReply: handling.rate,
    },
)
