"""Which branches a reader may choose, and who is a member there: for selects and pick lists."""

from datetime import date

from services.chassis.running.parts import Parts
from services.chassis.web.auth import reach
from services.welfare.projections import rolls


def names(parts: Parts) -> dict[str, str]:
    """Names of all branches by id, as membership has told them."""
    with parts.live().connect() as db:
        return rolls.branch_names(db)


def choices(parts: Parts, permission: str) -> list[tuple[str, str]]:
    """(id, name) of the branches that the reader's right covers, by name."""
    right = reach(permission)
    return sorted(
        ((branch, name) for branch, name in names(parts).items() if right.covers(branch)),
        key=lambda pair: pair[1],
    )


def members(parts: Parts, branch: str, on: date) -> list[tuple[str, str]]:
    """(id, name) of a branch's members on a day, by name; ids when names cannot be asked for."""
    with parts.live().connect() as db:
        ids = rolls.members_of(db, branch, on) if branch else []
    known = parts.people(ids)
    return sorted(((member, known.get(member, member)) for member in ids), key=lambda pair: pair[1])
