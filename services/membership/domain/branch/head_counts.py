"""Dated head counts, so that nobody needs a sealed field to know how large a unit was."""

from dataclasses import dataclass, replace
from datetime import date

from services.chassis.decider import Refused
from services.membership.domain.branch.history import Branch, HeadCountTold
from services.membership.domain.branch.life import must_be_living
from services.membership.domain.days import must_have_happened


@dataclass(frozen=True, kw_only=True)
class TellHeadCount:
    """Tell how many people the unit had on a day; counts of people, women and others among `staff`."""

    by: str
    on: date
    staff: int
    women: int
    non_establishment: int
    retired: int
    filed_on: date


def tell(command: TellHeadCount, branch: Branch, others: object) -> list[HeadCountTold]:
    """Tell a count; telling other figures for the same day replaces them."""
    founded = must_be_living(branch, command.on)
    must_have_happened(command.on, command.filed_on)
    told = HeadCountTold(
        branch=founded.branch,
        on=command.on,
        staff=command.staff,
        women=command.women,
        non_establishment=command.non_establishment,
        retired=command.retired,
        filed_on=command.filed_on,
    )
    known = branch.counts.get(command.on)
    if known and replace(told, filed_on=known.filed_on) == known:
        return []
    _must_add_up(command)
    return [told]


def _must_add_up(command: TellHeadCount) -> None:
    for name in ("staff", "women", "non_establishment", "retired"):
        if getattr(command, name) < 0:
            raise Refused("negative-count", "A count of people cannot be negative.", name)
    for name in ("women", "non_establishment"):
        if getattr(command, name) > command.staff:
            raise Refused("more-than-staff", "There cannot be more of them than all staff.", name)
