"""A branch is founded, renamed, merged into another or dissolved, each on a day (M43)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from services.chassis.decider import Refused
from services.membership.domain.branch.history import (
    Branch,
    BranchDissolved,
    BranchFounded,
    BranchMerged,
    BranchRenamed,
)
from services.membership.domain.days import must_have_happened

KINDS = ("teaching", "administrative", "affiliated")
Branches = Mapping[str, Branch]  # the other branches that a command names, by id


@dataclass(frozen=True, kw_only=True)
class FoundBranch:
    """Found a branch; `filed_on`, here and below, is the day on which the fact is told."""

    by: str
    branch: str
    name: str
    kind: str
    parent: str = ""
    on: date
    filed_on: date


@dataclass(frozen=True, kw_only=True)
class RenameBranch:
    """Give the branch another name from a day on."""

    by: str
    name: str
    on: date
    filed_on: date


@dataclass(frozen=True, kw_only=True)
class MergeBranch:
    """Make the branch part of `into` from a day on."""

    by: str
    into: str
    on: date
    filed_on: date


@dataclass(frozen=True)
class Dependents:
    """Who would be left without a branch: members who belong to it on that day or later."""

    members: int = 0


@dataclass(frozen=True, kw_only=True)
class DissolveBranch:
    """End the branch without a successor."""

    by: str
    reason: str
    on: date
    filed_on: date


def must_live(branches: Branches, branch: str, on: date, field: str) -> Branch:
    """The branch, if it exists on that day."""
    found = branches.get(branch)
    if found is None or not found.lives(on):
        raise Refused("no-such-branch", "There is no such branch on %(day)s.", field, day=on)
    return found


def must_be_living(branch: Branch, on: date) -> BranchFounded:
    """The founding of this branch, if the branch exists on that day."""
    if branch.founded is None or not branch.lives(on):
        raise Refused("branch-not-living", "The branch does not exist on %(day)s.", "on", day=on)
    return branch.founded


def found(command: FoundBranch, branch: Branch, others: Branches) -> list[BranchFounded]:
    """Found a branch under a living parent or right under the school union."""
    told = BranchFounded(
        branch=command.branch, name=command.name, kind=command.kind, parent=command.parent, on=command.on
    )
    if branch.founded == told:
        return []
    if branch.founded:
        raise Refused("branch-exists", "This branch has been founded already.", "branch")
    if command.kind not in KINDS:
        raise Refused("unknown-kind", "There is no such kind of branch.", "kind")
    must_have_happened(command.on, command.filed_on)
    if command.parent:
        must_live(others, command.parent, command.on, "parent")
    return [told]


def rename(command: RenameBranch, branch: Branch, others: object) -> list[BranchRenamed]:
    """Give the branch a name from a day on; the names before that day stay."""
    founded = must_be_living(branch, command.on)
    old = branch.name(command.on)
    if old == command.name:
        return []
    must_have_happened(command.on, command.filed_on)
    return [BranchRenamed(branch=founded.branch, old_name=old, name=command.name, on=command.on)]


def merge(command: MergeBranch, branch: Branch, others: Branches) -> list[BranchMerged]:
    """Merge into a branch that lives on that day; both keep their past."""
    if isinstance(branch.ended, BranchMerged) and (branch.ended.into, branch.ended.on) == (
        command.into,
        command.on,
    ):
        return []
    founded = must_be_living(branch, command.on)
    _must_be_open(branch, command.on, command.filed_on)
    if command.into == founded.branch:
        raise Refused("merged-into-itself", "A branch cannot merge into itself.", "into")
    must_live(others, command.into, command.on, "into")
    return [BranchMerged(branch=founded.branch, into=command.into, on=command.on)]


def dissolve(command: DissolveBranch, branch: Branch, left: Dependents) -> list[BranchDissolved]:
    """Dissolve a branch that nobody belongs to any more: membership does not end with it (M13)."""
    if isinstance(branch.ended, BranchDissolved) and branch.ended.on == command.on:
        return []
    founded = must_be_living(branch, command.on)
    _must_be_open(branch, command.on, command.filed_on)
    if not command.reason:
        raise Refused("reason-needed", "Say why.", "reason")
    if left.members:
        raise Refused(
            "branch-has-members", "%(count)s members still belong to it: move them first.", count=left.members
        )
    return [BranchDissolved(branch=founded.branch, on=command.on, reason=command.reason)]


def _must_be_open(branch: Branch, on: date, filed_on: date) -> None:
    if branch.ended:
        raise Refused("branch-ended", "The branch has ended already.", "on")
    must_have_happened(on, filed_on)
