"""The branch union: its history, and one module per thing that is decided about it."""

from services.chassis.decider import Decider
from services.membership.domain.branch.groups import CloseGroup, FormGroup, close, form
from services.membership.domain.branch.head_counts import TellHeadCount, tell
from services.membership.domain.branch.history import Branch, evolve
from services.membership.domain.branch.life import (
    DissolveBranch,
    FoundBranch,
    MergeBranch,
    RenameBranch,
    dissolve,
    found,
    merge,
    rename,
)

__all__ = [
    "Branch",
    "CloseGroup",
    "DissolveBranch",
    "FormGroup",
    "FoundBranch",
    "MergeBranch",
    "RenameBranch",
    "TellHeadCount",
    "decider",
]

decider = Decider(
    Branch(),
    evolve,
    {
        FoundBranch: found,
        RenameBranch: rename,
        MergeBranch: merge,
        DissolveBranch: dissolve,
        TellHeadCount: tell,
        FormGroup: form,
        CloseGroup: close,
    },
)
