"""Union groups, the smallest units, inside a branch."""

from dataclasses import dataclass
from datetime import date

from services.chassis.decider import Refused
from services.membership.domain.branch.history import Branch, GroupClosed, GroupFormed
from services.membership.domain.branch.life import must_be_living
from services.membership.domain.days import must_have_happened, must_not_precede


@dataclass(frozen=True, kw_only=True)
class FormGroup:
    """Form a group in the branch."""

    by: str
    group: str
    name: str
    on: date
    filed_on: date


@dataclass(frozen=True, kw_only=True)
class CloseGroup:
    """End a group of the branch."""

    by: str
    group: str
    on: date
    filed_on: date


def form(command: FormGroup, branch: Branch, others: object) -> list[GroupFormed]:
    """Form a group under a name that no living group of the branch bears."""
    known = branch.groups.get(command.group)
    if known and (known.name, known.formed_on) == (command.name, command.on):
        return []
    founded = must_be_living(branch, command.on)
    must_have_happened(command.on, command.filed_on)
    if known:
        raise Refused("group-exists", "This group has been formed already.", "group")
    if any(group.name == command.name and group.lives(command.on) for group in branch.groups.values()):
        raise Refused("group-name-taken", "Another group of the branch bears this name.", "name")
    return [GroupFormed(branch=founded.branch, group=command.group, name=command.name, on=command.on)]


def close(command: CloseGroup, branch: Branch, others: object) -> list[GroupClosed]:
    """End a group; its members stay in the branch."""
    group = branch.groups.get(command.group)
    if group is None or branch.founded is None:
        raise Refused("no-such-group", "The branch has no such group.", "group")
    if group.closed_on:
        return _closed_already(group.closed_on, command.on)
    must_have_happened(command.on, command.filed_on)
    must_not_precede(command.on, group.formed_on)
    return [GroupClosed(branch=branch.founded.branch, group=command.group, on=command.on)]


def _closed_already(closed_on: date, on: date) -> list[GroupClosed]:
    if closed_on != on:
        raise Refused("group-closed", "The group was closed on %(day)s.", "on", day=closed_on)
    return []
