"""Tell the story from inside: every act through its real command, at its own moment, in order of time."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

from sqlalchemy import Engine, event

from infra.demo import campus as world
from infra.demo import note
from infra.demo.act import OFFICE, Act
from infra.demo.campus import Campus
from infra.demo.chapters import StoryBroken, chapters, published_at
from infra.embedded import Embedded
from services.chassis.commands import Write
from services.chassis.decider import Refused
from services.chassis.running.parts import Parts
from services.congress.acts import acts as congress_acts
from services.evaluation.acts import acts as evaluation_acts
from services.evaluation.acts import publish_shipped
from services.membership.acts import acts as membership_acts
from services.welfare.acts import acts as welfare_acts

SIDES: dict[str, Callable[[Parts], Any]] = {
    "membership": lambda parts: membership_acts(parts.store, parts.teller),
    "welfare": lambda parts: welfare_acts(parts.store, parts.teller, parts.live),
    "congress": lambda parts: congress_acts(parts.store, parts.teller, parts.live),
    "evaluation": lambda parts: evaluation_acts(parts.store, parts.teller),
}


def load(platform: Embedded, until: date, done: Callable[[int, int], None], size: float = 1.0) -> int:
    """Tell the campus of the configured seed up to `until`; how many events it came to.

    `done(acts, all)` is called as it goes on. The stores must be empty. What was broken off leaves a
    note behind, so that the next start knows that it may begin anew.
    """
    campus = world.build(platform.config.seed, until, platform.config.timezone, size)
    note.write(platform.config, note.of(campus, whole=False))
    with at_ease(each.store.engine for each in platform.parts.values()):
        events = _load(platform, campus, done)
    note.write(platform.config, note.of(campus, whole=True))
    return events


EASE = {"sqlite": "pragma synchronous=NORMAL", "postgresql": "set synchronous_commit=off"}


@contextmanager
def at_ease(engines: Iterable[Engine]) -> Iterator[None]:
    """Inside, no append waits for the disk: loading acknowledges nothing to anybody."""
    eased = [(each, _relaxing(EASE[each.dialect.name])) for each in engines]
    for each, relax in eased:
        event.listen(each, "connect", relax)
        each.dispose()
    try:
        yield
    finally:
        for each, relax in eased:
            event.remove(each, "connect", relax)
            each.dispose()


def _relaxing(statement: str) -> Callable[[Any, object], None]:
    def relax(driver: Any, record: object) -> None:
        driver.execute(statement).close()
        driver.commit()  # on PostgreSQL a setting of a rolled back transaction is undone

    return relax


def _load(platform: Embedded, campus: Campus, done: Callable[[int, int], None]) -> int:
    story = chapters(campus)
    total, told = sum(len(each.acts) for each in story), 0
    events = publish(platform, campus)
    for chapter in story:
        if chapter.hears:
            platform.come_to_rest([chapter.service])
        sides = SIDES[chapter.service](platform.parts[chapter.service])
        for act in chapter.acts:
            events += tell(act, sides)
            told += 1
            done(told, total)
    platform.come_to_rest()
    return events


def publish(platform: Embedded, campus: Campus) -> int:
    """The shipped assessment sheet, in force before anything is told; how many events it came to."""
    parts, write = platform.parts["evaluation"], Write(actor=OFFICE, at=published_at(campus))
    does = evaluation_acts(parts.store, parts.teller)
    return len(publish_shipped(parts.store, does, write, campus.start).events)


def side(sides: Any, name: str) -> Any:
    """A command side by name; evaluation has one for every kind of fact that it is told, by noun."""
    return getattr(sides, name) if hasattr(sides, name) else sides.told[name]


def tell(act: Act, sides: Any) -> int:
    """One act through its command side; how many events it came to."""
    execute = side(sides, act.side)
    try:
        outcome = execute(act.stream, act.command, Write(actor=act.by, at=act.at))
    except Refused as refusal:
        raise StoryBroken(f"{act.at} {act.command}: {refusal.code} {refusal}") from refusal
    return len(outcome.events)
