"""What happens to a branch union, and what a decision needs to know of it.

Units are effective-dated: a merger or a new name never rewrites the past (M43).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from services.chassis.events import event

KINDS = ("teaching", "administrative", "affiliated")


@event("membership.branch-founded.v1")
class BranchFounded:
    """A branch union exists from this day; `parent` is empty right under the school union."""

    branch: str
    name: str
    kind: str
    parent: str
    on: date


@event("membership.branch-renamed.v1")
class BranchRenamed:
    """From this day the branch bears another name."""

    branch: str
    old_name: str
    name: str
    on: date


@event("membership.branch-merged.v1")
class BranchMerged:
    """From this day the branch is part of `into`."""

    branch: str
    into: str
    on: date


@event("membership.branch-dissolved.v1")
class BranchDissolved:
    """From this day the branch does not exist and has no successor."""

    branch: str
    on: date
    reason: str


@event("membership.head-count-told.v1", happened="on")
class HeadCountTold:
    """How many people the unit had on a day; a later telling for the same day replaces it."""

    branch: str
    on: date
    staff: int
    women: int
    non_establishment: int
    retired: int
    filed_on: date


@event("membership.group-formed.v1")
class GroupFormed:
    """A union group, the smallest unit, exists in the branch from this day."""

    branch: str
    group: str
    name: str
    on: date


@event("membership.group-closed.v1")
class GroupClosed:
    """The group ends on this day."""

    branch: str
    group: str
    on: date


BranchEvent = (
    BranchFounded | BranchRenamed | BranchMerged | BranchDissolved | HeadCountTold | GroupFormed | GroupClosed
)


@dataclass(frozen=True)
class Group:
    """A union group inside its branch."""

    name: str
    formed_on: date
    closed_on: date | None = None

    def lives(self, on: date) -> bool:
        return self.formed_on <= on and (self.closed_on is None or on < self.closed_on)


@dataclass(frozen=True)
class Branch:
    """What a decision needs to know of a branch union."""

    founded: BranchFounded | None = None
    ended: BranchMerged | BranchDissolved | None = None
    names: Mapping[date, str] = field(default_factory=dict)
    groups: Mapping[str, Group] = field(default_factory=dict)
    counts: Mapping[date, HeadCountTold] = field(default_factory=dict)

    def lives(self, on: date) -> bool:
        """Whether the branch exists on that day; the day of its end is its first day without it."""
        born = self.founded is not None and self.founded.on <= on
        return born and (self.ended is None or on < self.ended.on)

    def name(self, on: date) -> str:
        """The name in force on that day."""
        days = [day for day in self.names if day <= on]
        return self.names[max(days)] if days else ""

    def living_groups(self, on: date) -> frozenset[str]:
        """The ids of the groups that exist on that day."""
        return frozenset(group for group, each in self.groups.items() if each.lives(on))


def evolve(branch: Branch, told: BranchEvent) -> Branch:
    match told:
        case BranchFounded(name=name, on=on):
            return replace(branch, founded=told, names={on: name})
        case BranchRenamed(name=name, on=on):
            return replace(branch, names={**branch.names, on: name})
        case BranchMerged() | BranchDissolved():
            return replace(branch, ended=told)
        case HeadCountTold(on=on):
            return replace(branch, counts={**branch.counts, on: told})
        case GroupFormed(group=group, name=name, on=on):
            return replace(branch, groups={**branch.groups, group: Group(name, on)})
        case GroupClosed(group=group, on=on):
            closed = replace(branch.groups[group], closed_on=on)
            return replace(branch, groups={**branch.groups, group: closed})
