"""When a person is erased in membership, welfare says so too and destroys its own key of that person.

The telling comes first and happens once; destroying a key that is gone changes nothing. So whatever
is interrupted is finished by hearing the same event again.
"""

from collections.abc import Callable, Iterable

from services.chassis.commands import Execute
from services.chassis.reactions import Reaction
from services.chassis.worker import Heard
from services.welfare.acts import stream_of
from services.welfare.domain.visit import ErasePerson

HEARS = "membership.person-erased.v1"


def reaction(visits: Execute, destroy: Callable[[str], None]) -> Reaction:
    """The reaction, given the command side of visits and what destroys a person's key."""

    def react(heard: Heard) -> Iterable[tuple[Execute, str, object]]:
        fact = heard.fact
        yield visits, stream_of(fact.member), ErasePerson(member=fact.member, on=fact.on, basis=fact.basis)
        destroy(fact.member)

    return Reaction("forget_the_erased", HEARS, react)
