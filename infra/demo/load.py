"""Tell the story: every act through its real command, at its own moment, in order of time."""

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Engine, event

from infra.demo import campus as world
from infra.demo import congress, evaluation, membership, welfare
from infra.demo.act import OFFICE, Act
from infra.demo.campus import Campus
from infra.embedded import Embedded
from services.chassis.commands import Write
from services.chassis.decider import Refused
from services.chassis.running.config import Config
from services.chassis.running.parts import Parts
from services.congress.acts import acts as congress_acts
from services.congress.rulebooks import in_force
from services.evaluation.acts import acts as evaluation_acts
from services.evaluation.acts import publish_shipped
from services.membership.acts import acts as membership_acts
from services.welfare import rulebooks as standards
from services.welfare.acts import acts as welfare_acts

SIDES: dict[str, Callable[[Parts], Any]] = {
    "membership": lambda parts: membership_acts(parts.store, parts.teller),
    "welfare": lambda parts: welfare_acts(parts.store, parts.teller, parts.live),
    "congress": lambda parts: congress_acts(parts.store, parts.teller, parts.live),
    "evaluation": lambda parts: evaluation_acts(parts.store, parts.teller),
}
NOTE = "demo.json"  # in DATA: which campus lies there, and that it is whole


class StoryBroken(Exception):
    """A command of the story was refused: the story and the rules have drifted apart."""


@dataclass(frozen=True)
class Chapter:
    """What one service is told; `hears` must have heard everything before it begins."""

    service: str
    acts: list[Act]
    hears: tuple[str, ...] = ()


def noted(config: Config) -> dict[str, Any]:
    """What DATA says of its demo: nothing, broken off, or whole with seed and last day."""
    note = config.folder / NOTE
    return json.loads(note.read_text("utf-8")) if note.exists() else {}


def clear_away(config: Config) -> bool:
    """Remove a demo that was broken off while it was told; whether there was one."""
    if noted(config).get("whole", True):
        return False
    for file in config.folder.glob("*.sqlite*"):
        file.unlink()
    return True


def known(config: Config) -> Campus | None:
    """The campus that lies in DATA, if a demo was loaded there to its end."""
    told = noted(config)
    if not told.get("whole"):
        return None
    until, size = date.fromisoformat(told["until"]), told.get("size", 1.0)
    return world.build(told["seed"], until, config.timezone, size)


def chapters(campus: Campus) -> list[Chapter]:
    """The whole story, service by service: whoever hears another is told later."""
    settings = in_force(campus.start).settings()
    offers = list(standards.shipped())
    return [
        Chapter("membership", in_time(membership.story(campus))),
        Chapter("welfare", in_time(welfare.story(campus, offers)), ("welfare",)),
        Chapter("congress", in_time(congress.story(campus, settings)), ("congress",)),
        Chapter("evaluation", in_time(evaluation.story(campus))),
    ]


def load(platform: Embedded, until: date, done: Callable[[int, int], None], size: float = 1.0) -> int:
    """Tell the campus of the configured seed up to `until`; how many events it came to.

    `done(acts, all)` is called as it goes on. The stores must be empty. What was broken off leaves a
    note behind, so that the next start knows that it may begin anew.
    """
    campus = world.build(platform.config.seed, until, platform.config.timezone, size)
    note = platform.config.folder / NOTE
    note.write_text(json.dumps({"whole": False}), "utf-8")
    with at_ease(each.store.engine for each in platform.parts.values()):
        events = _load(platform, campus, done)
    told = {"whole": True, "seed": campus.seed, "until": until.isoformat(), "size": size}
    note.write_text(json.dumps(told), "utf-8")
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
    total, told, events = sum(len(each.acts) for each in story), 0, 0
    publish(platform, campus)
    for chapter in story:
        platform.come_to_rest(chapter.hears)
        sides = SIDES[chapter.service](platform.parts[chapter.service])
        for act in chapter.acts:
            events += tell(act, sides)
            told += 1
            done(told, total)
    platform.come_to_rest()
    return events


def publish(platform: Embedded, campus: Campus) -> None:
    """The shipped assessment sheet, in force before anything is told."""
    parts, at = platform.parts["evaluation"], campus.at(campus.start, "edition").replace(hour=6)
    write = Write(actor=OFFICE, at=at)
    publish_shipped(parts.store, evaluation_acts(parts.store, parts.teller), write, campus.start)


def tell(act: Act, sides: Any) -> int:
    """One act through its command side; how many events it came to."""
    execute = getattr(sides, act.side)
    try:
        outcome = execute(act.stream, act.command, Write(actor=act.by, at=act.at))
    except Refused as refusal:
        raise StoryBroken(f"{act.at} {act.command}: {refusal.code} {refusal}") from refusal
    return len(outcome.events)


def in_time(acts: Iterable[Act]) -> list[Act]:
    """The acts by moment; acts of one moment keep the story's order."""
    return sorted(acts, key=lambda act: act.at)


def yesterday(today: date) -> date:
    return today - timedelta(days=1)
