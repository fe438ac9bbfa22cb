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
Key = tuple[str, str, int | None, date, str]  # log, branch, period, today, what the branch's score rests on
_kept: dict[tuple[str, str, int | None], tuple[Key, Months]] = {}
_lock, _busy = Lock(), Lock()


def months(parts: Parts, branches: Sequence[str], year: int | None) -> dict[str, Months]:
    """By branch (month, total), oldest first, as known now; in the order of `branches`.

    What takes longer than a page may take is missing, and is worked out behind it for the next view.
    """
    rests, until = _rests_on(parts), monotonic() + SECONDS
    found: dict[str, Months] = {}
    for branch in branches:
        if monotonic() > until:
            _go_on(parts, branches[len(found) :], year, rests)
            break
        found[branch] = _months(parts, branch, year, rests.get(branch, ""))
    return found


def _go_on(parts: Parts, branches: Sequence[str], year: int | None, rests: Mapping[str, str]) -> None:
    """Work the rest out behind the page, once at a time."""

    def rest() -> None:
        try:
            for branch in branches:
                _months(parts, branch, year, rests.get(branch, ""))
        finally:
            _busy.release()

    if _busy.acquire(blocking=False):
        Thread(target=rest, name="months", daemon=True).start()


def _months(parts: Parts, branch: str, year: int | None, rests: str) -> Months:
    place = (parts.teller.source + str(parts.live().url), branch, year)
    key = (*place, today(parts), rests)
    with _lock:
        kept = _kept.get(place)
    if rests and kept and kept[0] == key:
        return kept[1]
    fresh = _asked(parts, branch, year)
    with _lock:
        _kept[place] = (key, fresh)
    return fresh


def _asked(parts: Parts, branch: str, year: int | None) -> Months:
    try:
        points: Sequence[Mapping[str, Any]] = trends.trend_of(parts, branch, year=year)["points"]
    except NoAnswer:
        return ()
    return [(point["day"][:7], Fraction(point["total"])) for point in points]


def _rests_on(parts: Parts) -> Mapping[str, str]:
    """By branch, up to where the facts were read when its score was last computed."""
    query = select(result.c.unit, result.c.complete).where(result.c.window == TRAILING)
    with parts.live().connect() as db:
        return {row.unit: row.complete for row in db.execute(query)}
