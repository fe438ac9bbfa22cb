"""The results that are kept: computed again for what changed, on a new day, under a new edition.

The worker asks after each of its steps, many times a second, so that having nothing to do must cost
next to nothing.
"""

from datetime import date
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, func, select

from services.chassis.running.parts import Parts
from services.evaluation.periods import Periods
from services.evaluation.projections import results
from services.evaluation.projections.editions import editions
from services.evaluation.projections.ledger import unit
from services.evaluation.projections.results import Running
from services.evaluation.questions import BEFORE, TRAILING, NoAnswer, ask, earlier, today

LATELY = 2  # the running period and the one before
Reason = tuple[date, int]  # the day, and how many editions there are
_kept: WeakKeyDictionary[Engine, Reason] = WeakKeyDictionary()  # what a generation was computed for


def refresh(parts: Parts) -> bool:
    """Compute what is stale; whether anything was."""
    live, reason = parts.live(), (today(parts), _editions(parts))
    if _kept.get(live) == reason and not _stale(live):
        return False
    running = kept(parts)
    count = results.refresh(live, running) if running else 0
    _kept[live] = reason
    return count > 0


def _editions(parts: Parts) -> int:
    with parts.store.reading() as db:
        return int(db.execute(select(func.count()).select_from(editions)).scalar_one())


def _stale(live: Engine) -> bool:
    with live.connect() as db:
        return db.execute(select(unit.c.unit).where(unit.c.stale > 0).limit(1)).first() is not None


def kept(parts: Parts) -> list[Running]:
    """What is kept current: the running period, the one before, the trailing year; each a month ago too."""
    periods, running = Periods.of(parts), []
    for period in (*(each.id for each in periods.begun(today(parts))[:LATELY]), TRAILING):
        try:
            question = ask(parts, period, periods=periods)
        except NoAnswer:
            continue
        running.append(question.running())
        before = earlier(parts, question, periods)
        if before:
            running.append(before.running(question.id + BEFORE))
    return running
