"""The months of all branches for the dashboard: computed once, and again only for branches that changed."""

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from threading import Lock, Thread
from time import monotonic
from typing import Any

from sqlalchemy import select

from services.chassis.running.parts import Parts
from services.evaluation import trends
from services.evaluation.projections.results import result
from services.evaluation.questions import TRAILING, NoAnswer, today

SECONDS = 2.0  # a page waits so long for months that nobody has asked for yet
Months = Sequence[tuple[str, Fraction]]
Key = tuple[str, str, str, date, str]  # log, branch, period, today, what the branch's score rests on
_kept: dict[tuple[str, str, str], tuple[Key, Months]] = {}
_going: set[str] = set()  # periods that are being worked out behind a page
_lock = Lock()


def months(parts: Parts, branches: Sequence[str], period: str) -> dict[str, Months]:
    """By branch (month, total), oldest first, as known now; in the order of `branches`.

    What takes longer than a page may take is missing, and is worked out behind it for the next view.
    """
    rests, until = _rests_on(parts), monotonic() + SECONDS
    found: dict[str, Months] = {}
    missing = []
    for branch in branches:
        ready = _ready(parts, branch, period, rests.get(branch, ""))
        if ready is None and (period in _going or monotonic() > until):
            missing.append(branch)
        else:
            found[branch] = ready if ready is not None else _worked(parts, branch, period, rests)
    if missing:
        _go_on(parts, missing, period, rests)
    return found


def _go_on(parts: Parts, branches: Sequence[str], period: str, rests: Mapping[str, str]) -> None:
    """Work the rest out behind the page, a period once at a time."""

    def rest() -> None:
        try:
            for branch in branches:
                _worked(parts, branch, period, rests)
        finally:
            _going.discard(period)

    with _lock:
        if period in _going:
            return
        _going.add(period)
    Thread(target=rest, name="months", daemon=True).start()


def _key(parts: Parts, branch: str, period: str, rests: str) -> Key:
    return (parts.teller.source + str(parts.live().url), branch, period, today(parts), rests)


def _ready(parts: Parts, branch: str, period: str, rests: str) -> Months | None:
    """What was worked out before and still holds, None when nothing was."""
    key = _key(parts, branch, period, rests)
    with _lock:
        kept = _kept.get(key[:3])
    return kept[1] if rests and kept and kept[0] == key else None


def _worked(parts: Parts, branch: str, period: str, rests: Mapping[str, str]) -> Months:
    """Ask and keep."""
    key, fresh = _key(parts, branch, period, rests.get(branch, "")), _asked(parts, branch, period)
    with _lock:
        _kept[key[:3]] = (key, fresh)
    return fresh


def _asked(parts: Parts, branch: str, period: str) -> Months:
    try:
        points: Sequence[Mapping[str, Any]] = trends.trend_of(parts, branch, period)["points"]
    except NoAnswer:
        return ()
    return [(point["day"][:7], Fraction(point["total"])) for point in points]


def _rests_on(parts: Parts) -> Mapping[str, str]:
    """By branch, up to where the facts were read when its score was last computed."""
    query = select(result.c.unit, result.c.complete).where(result.c.window == TRAILING)
    with parts.live().connect() as db:
        return {row.unit: row.complete for row in db.execute(query)}
