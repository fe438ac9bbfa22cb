"""The conditions that drafting and submission share, each refused in the user's words."""

from datetime import date

from services.chassis.decider import Refused
from services.congress.domain.proposal.state import Answer, Circumstances, Invitation, Proposal, Status


def seat(member: str, found: Circumstances) -> str:
    """The branch for which a member sits; refused when his seat is not current."""
    if member not in found.seats:
        raise Refused("not-a-delegate", "Only a current formal delegate can do this.")
    return found.seats[member]


def by_proposer(member: str, proposal: Proposal) -> None:
    if proposal.status is Status.NONE:
        raise Refused("no-such-proposal", "There is no such proposal.")
    if member != proposal.proposer:
        raise Refused("not-the-proposer", "Only the proposer can do this.")


def in_draft(proposal: Proposal) -> None:
    if proposal.status is not Status.DRAFT:
        raise Refused("not-a-draft", "This proposal is no longer a draft.")


def own_draft(member: str, proposal: Proposal) -> None:
    by_proposer(member, proposal)
    in_draft(proposal)


def invitation_of(member: str, proposal: Proposal) -> Invitation:
    """The actor's own invitation; nobody can answer another's."""
    if member not in proposal.invitations:
        raise Refused("not-invited", "You have not been invited to second this proposal.")
    return proposal.invitations[member]


def pending(proposal: Proposal, seconder: str, on: date) -> bool:
    """Whether this delegate has seconded or can still answer."""
    known = proposal.invitations.get(seconder)
    if known is None:
        return False
    return known.answer is Answer.ACCEPTED or (known.answer is Answer.INVITED and on <= known.sign_by)


def title_fits(title: str, found: Circumstances) -> None:
    most = found.congress.settings.title_max
    if len(title.strip()) > most:
        raise Refused("title-too-long", "A title has at most %(most)s characters.", "title", most=most)


def texts_long_enough(proposal: Proposal, found: Circumstances) -> None:
    least = found.congress.settings.part_min
    for name, text in zip(("cause", "measures"), proposal.texts[2:], strict=True):
        if len(text.strip()) < least:
            raise Refused(
                "text-too-short", "At least %(least)s characters are needed here.", name, least=least
            )


def enough_seconders(have: int, found: Circumstances) -> None:
    need = found.congress.settings.min_seconders
    if have < need:
        raise Refused(
            "too-few-seconders", "Seconders still missing: %(missing)s.", "seconders", missing=need - have
        )


def is_late(on: date, found: Circumstances) -> bool:
    """Whether the day lies after the window; refused before it, and after it where the policy says so."""
    if not found.congress.open:
        raise Refused("congress-not-open", "This congress is not open.")
    if on < found.congress.window_from:
        raise Refused(
            "window-not-open", "Proposals are received from %(day)s on.", "on", day=found.congress.window_from
        )
    late = on > found.congress.window_to
    if late and found.congress.settings.late_policy == "refuse":
        raise Refused(
            "window-closed", "Proposals were received until %(day)s.", "on", day=found.congress.window_to
        )
    return late
