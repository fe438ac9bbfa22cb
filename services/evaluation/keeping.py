"""The results that are kept: computed again for what changed, on a new day, under a new edition.

The worker asks after each of its steps, many times a second, so that having nothing to do must cost
next to nothing.
"""

from datetime import date
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, func, select

from services.chassis.running.parts import Parts
from services.evaluation.projections import results
from services.evaluation.projections.editions import editions, published
from services.evaluation.projections.ledger import unit
from services.evaluation.projections.results import Running
from services.evaluation.questions import BEFORE, NoAnswer, ask, earlier, today

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
    found, running = published(parts.store, parts.zone), []
    now = today(parts)
    for year in (now.year, now.year - 1, None):
        try:
            question = ask(parts, year, found=found)
        except NoAnswer:
            continue
        running.append(question.running())
        before = earlier(parts, question, found)
        if before:
            running.append(before.running(question.id + BEFORE))
    return running
