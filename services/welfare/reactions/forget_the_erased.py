"""When a person is erased in membership, welfare says so too; its key goes in the same transaction."""

from collections.abc import Iterable

from services.chassis.commands import Execute
from services.chassis.reactions import Reaction
from services.chassis.worker import Heard
from services.welfare.acts import stream_of
from services.welfare.domain.visit import ErasePerson

HEARS = "membership.person-erased.v1"


def reaction(visits: Execute) -> Reaction:
    """The reaction, given the command side of visits."""

    def react(heard: Heard) -> Iterable[tuple[Execute, str, object]]:
        fact = heard.fact
        yield visits, stream_of(fact.member), ErasePerson(member=fact.member, on=fact.on, basis=fact.basis)

    return Reaction("forget_the_erased", HEARS, react)
