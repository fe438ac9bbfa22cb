"""One thread, many actors: every effect is a place where another may go on, or where this one dies.

An actor is a process of the platform. It runs until it comes to an effect and pauses there. The
scheduler draws who goes on, who is killed where it stands, and who is frozen for a while.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

from greenlet import GreenletExit, getcurrent, greenlet

RESTING = (
    "rests",
    "thinks",
    "looks",
    "builds",
    "waiting",
    "poll",
)  # in the calm nobody is interrupted elsewhere


class Crash(GreenletExit):
    """The process is killed. Nothing catches it; what was committed stays, what was in memory is gone."""


@dataclass(eq=False)
class Actor:
    """A process: `live` is its whole life, begun again with new objects after every death."""

    name: str
    live: Callable[[], None]
    where: str = "begins"
    wakes: int = 0
    dying: bool = False
    life: greenlet | None = None

    @property
    def alive(self) -> bool:
        return bool(self.life)


@dataclass
class Scheduler:
    """Draws from one seed. `counts` says how often each kind of fault really happened."""

    seed: int
    tell: Callable[[str], None] = lambda line: None
    crashes: float = 0.025
    freezes: float = 0.008
    tick: int = 0
    now: Actor | None = None
    calm: bool = False
    actors: list[Actor] = field(default_factory=list)
    gates: list = field(default_factory=list)  # of databases: nobody outside looks into a transaction
    counts: Counter = field(default_factory=Counter)
    died: Callable[[Actor], None] = lambda actor: None
    froze: Callable[[Actor], None] = lambda actor: None

    def __post_init__(self):
        self.random, self.hub = Random(self.seed), getcurrent()

    def chance(self, share):
        """Whether a fault of this share of all cases happens; never in the calm."""
        return not self.calm and self.random.random() < share

    def count(self, kind):
        """One more fault of a kind."""
        self.counts[kind] += 1
        self.tell(f"{self.tick:5}   {kind}")

    def pause(self, where):
        """An effect: the others may go on first, and this actor may die here."""
        actor = self.now
        if actor is not None and not actor.dying and not (self.calm and where.split(": ")[1] not in RESTING):
            actor.where = where
            self.hub.switch()

    def resume(self, actor):
        """Let an actor go on to its next effect."""
        if not actor.alive:
            actor.life, actor.dying = greenlet(actor.live, self.hub), False
        self.now = actor
        try:
            actor.life.switch()
        finally:
            self.now = None
        self.tell(f"{self.tick:5} {actor.name}: {actor.where}")

    def kill(self, actor):
        """End an actor where it stands."""
        if actor.alive:
            self.now, actor.dying = actor, True
            try:
                actor.life.throw(Crash)
            finally:
                self.now = None
        actor.life, actor.wakes = None, 0
        self.died(actor)

    def step(self):
        """One draw: somebody goes on, dies, or freezes."""
        self.tick += 1
        actor = self.actors[self.tick % len(self.actors)] if self.calm else self.random.choice(self.actors)
        if actor.wakes > self.tick and not self.calm:
            return
        if actor.alive and self.chance(self.crashes):
            self.count(f"crash {actor.name.split(' ')[1]} at {actor.where.split(': ')[-1]}")
            self.kill(actor)
        elif actor.alive and self.chance(self.freezes):
            actor.wakes = self.tick + self.random.randrange(30, 200)
            self.count("frozen")
            self.froze(actor)
        else:
            self.resume(actor)

    def between_transactions(self):
        """Whether nobody is in the middle of one."""
        return all(gate.holder is None for gate in self.gates)

    def end(self):
        """Everybody dies at once, as when the power is cut."""
        for actor in self.actors:
            self.kill(actor)
