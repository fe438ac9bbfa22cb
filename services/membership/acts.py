"""Membership's command sides, each with what its decisions look up, guarded where they rely on it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from services.chassis import entry
from services.chassis.commands import Execute, Found, Look, Teller, executor
from services.chassis.decider import Decider
from services.chassis.event_store import EventStore, Guard
from services.membership.domain import VOCABULARY, activity, branch, member, reader
from services.membership.domain.activity import CorrectActivity, TellActivity
from services.membership.domain.activity.telling import Known
from services.membership.domain.branch import DissolveBranch, FoundBranch, MergeBranch
from services.membership.domain.branch.life import Dependents
from services.membership.domain.member import (
    AcceptTransfer,
    ApproveApplication,
    FollowMerger,
    ReleaseMember,
    SubmitApplication,
)
from services.membership.projections import periods


@dataclass(frozen=True)
class Acts:
    """One command side per aggregate, on streams `branch-...`, `member-...`, `activity-...`, `reader-...`."""

    branches: Execute
    members: Execute
    activities: Execute
    readers: Execute


def acts(store: EventStore, teller: Teller) -> Acts:
    """The command sides on a store."""
    return Acts(
        executor(store, teller, branch.decider, look_for_branch(store)),
        executor(store, teller, member.decider, look_for_member(store)),
        executor(store, teller, activity.decider, look_for_activity(store)),
        executor(store, teller, reader.decider),
    )


def folded(store: EventStore, decider: Decider[Any], stream: str) -> tuple[Any, int]:
    """The state of a stream and its version."""
    rows = store.read_stream(stream)
    return decider.fold(VOCABULARY.decode(row.type, entry.read(row.entry).data) for row in rows), len(rows)


def _guarded(store: EventStore, *ids: str) -> tuple[dict[str, Any], tuple[Guard, ...]]:
    """The branches of these ids, with guards: a decision on them fails when one moves meanwhile."""
    found = {each: folded(store, branch.decider, each) for each in ids if each}
    guards = tuple(Guard(each, version) for each, (_, version) in found.items())
    return {each: state for each, (state, _) in found.items()}, guards


# Which branch a command about a member reads.
READ_BY_MEMBER: Mapping[type, Callable[[Any, Any], str]] = {
    SubmitApplication: lambda command, state: command.branch,
    ApproveApplication: lambda command, state: state.branch,
    ReleaseMember: lambda command, state: command.to,
    AcceptTransfer: lambda command, state: state.to,
    FollowMerger: lambda command, state: state.branch,
}


def look_for_member(store: EventStore) -> Look:
    """The branch that is joined, left or moved to, as it is."""

    def look(command: Any, state: Any) -> Found:
        named = READ_BY_MEMBER.get(type(command))
        return Found(*_guarded(store, named(command, state))) if named else Found({})

    return look


def look_for_branch(store: EventStore) -> Look:
    """The parent or the successor; for a dissolution, who would be left behind."""

    def look(command: Any, state: Any) -> Found:
        match command:
            case FoundBranch(parent=parent):
                return Found(*_guarded(store, parent))
            case MergeBranch(into=into):
                return Found(*_guarded(store, into))
            case DissolveBranch(on=on) if state.founded:
                with store.reading() as db:
                    return Found(Dependents(periods.members_from(db, state.founded.branch, on)))
        return Found({})

    return look


def look_for_activity(store: EventStore) -> Look:
    """The branch named, and each person's unit on the day, as known now: late news moves no facts."""

    def look(command: Any, state: Any) -> Found:
        if not isinstance(command, TellActivity | CorrectActivity):
            return Found(Known())
        branches, guards = _guarded(store, command.branch)
        with store.reading() as db:
            units = periods.units(db, command.attendance, command.on)
        return Found(Known(branches, units), guards)

    return look
