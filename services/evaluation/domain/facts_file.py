"""A plain facts file: what events told, in a catalogue's words, read into lines and written back.

    facts: hearth-facts-1
    tellings:
      - known: 2025-03-02
        tells: [{fact: a1, measure: activities, unit: B1, day: 2025-03-01, tags: {kind: sports}}]

`tells` and `takes` are whole facts (a correction takes the old and tells the new), `sets` and `unsets`
are dated values of a unit. Nothing else is needed to score: no event, no platform.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from fractions import Fraction
from typing import Any, TypeVar

from services.evaluation.domain.advice import whole_file
from services.evaluation.domain.catalogue import Catalogue, Measure
from services.evaluation.domain.facts import exact
from services.evaluation.domain.lines import Entry, Line, Tags, text
from services.evaluation.domain.reading import Cursor

FORM, SOURCE = "hearth-facts-1", "file"
LATER_ACTS = ("result", "term")  # registers that no event of a catalogue need tell
TELLING = ("known", "source", "position", "recorded", "tells", "takes", "sets", "unsets")
FACT = ("fact", "measure", "unit", "day", "filed", "person", "occasion", "subject", "tags", "amount")
VALUE = ("fact", "register", "unit", "key", "day", "value")
Plain = dict[str, Any]
Made = TypeVar("Made")


@dataclass(frozen=True)
class Place:
    """Which event tells, and when the platform learnt it."""

    source: str
    position: int
    known: date
    recorded: str


@dataclass
class Reader:
    """Reads one facts file against one catalogue."""

    catalogue: Catalogue
    lines: list[Line] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    seen: set[tuple[str, int]] = field(default_factory=set)
    whole: Counter[tuple[object, ...]] = field(default_factory=Counter)  # by content, what it nets to
    taken: list[tuple[tuple[object, ...], Cursor]] = field(default_factory=list)

    def file(self, at: Cursor) -> tuple[list[Line], list[Entry]]:
        """Everything that the file tells. Raises Wrong naming every mistake."""
        whole_file(at, "facts", ("facts", "tellings"))
        at.only("facts", "tellings")
        at["facts"].choice([FORM])
        for number, each in enumerate(at["tellings"].items(), start=1):
            self.telling(each, number)
        for content, taken in self.taken:
            if self.whole[content] < 0:
                taken.wrong("this was never told; repeat the whole old fact exactly as it was told")
        at.check()
        return self.lines, self.entries

    def telling(self, at: Cursor, number: int) -> None:
        at.only(*TELLING)
        known = a_day(at["known"])
        place = Place(at["source"].text(SOURCE), position(at["position"], number), known, instant(at, known))
        if (place.source, place.position) in self.seen:
            at.wrong("two tellings of %(source)s have the position %(position)s; give each its own",
                     source=place.source, position=place.position)  # fmt: skip
        self.seen.add((place.source, place.position))
        facts, values = _signed(at, takes=-1, tells=1), _signed(at, unsets=-1, sets=1)
        self.lines += [self.line(each, place, sign) for each, sign in facts]
        self.entries += [self.entry(each, place, sign, number) for number, (each, sign) in enumerate(values)]
        if not facts and not values:
            at.wrong("a telling needs facts (`tells`, `takes`) or values (`sets`, `unsets`)")

    def line(self, at: Cursor, place: Place, sign: int) -> Line:
        at.only(*FACT)
        name = at["measure"].choice(self.catalogue.measures)
        measure = self.catalogue.measures.get(str(at["measure"].value))
        amount = steps(at["amount"], measure) if measure else 0
        made = Line(
            at["fact"].text(),
            name,
            at["unit"].text(),
            a_day(at["day"]),
            place.known,
            place.source,
            place.position,
            a_day(at["filed"]) if "filed" in at else None,
            word(at["person"], ""),
            word(at["occasion"], ""),
            word(at["subject"], ""),
            tags(at["tags"], measure) if measure else (),
            sign,
            sign * amount,
        )
        self.count(at, sign, (*made[:4], *made[7:12], amount, place.source))
        return made

    def entry(self, at: Cursor, place: Place, sign: int, ordinal: int) -> Entry:
        at.only(*VALUE)
        made = Entry(
            at["fact"].text(),
            at["register"].choice({*self.catalogue.register_names, *LATER_ACTS}),
            word(at["key"], ""),
            at["unit"].text(),
            a_day(at["day"]),
            place.known,
            place.source,
            place.position,
            ordinal,
            place.recorded,
            word(at["value"]),
            sign,
        )
        self.count(at, sign, (*made[:5], made.value))
        return made

    def count(self, at: Cursor, sign: int, content: tuple[object, ...]) -> None:
        self.whole[content] += sign
        if sign < 0:
            self.taken.append((content, at))


def read(at: Cursor, catalogue: Catalogue) -> tuple[list[Line], list[Entry]]:
    """The lines and dated values of a facts file. Raises Wrong naming every mistake by its place."""
    return Reader(catalogue).file(at)


def _signed(at: Cursor, **signs: int) -> list[tuple[Cursor, int]]:
    return [(each, sign) for name, sign in signs.items() for each in at[name].items()]


def _made(at: Cursor, make: Callable[[str], Made], default: Made, advice: str) -> Made:
    try:
        return make(str(at.value))
    except ValueError:
        at.wrong(advice)
        return default


def a_day(at: Cursor) -> date:
    """A day written as 2025-03-01 and in no other way."""
    return _made(at, _strict_day, date.min, "write a day as 2025-01-01")


def _strict_day(text: str) -> date:
    found = date.fromisoformat(text)
    if found.isoformat() != text:
        raise ValueError(text)
    return found


def instant(at: Cursor, known: date) -> str:
    """When the platform learnt it, as text that sorts; the start of the day where only that is told."""
    if "recorded" not in at:
        return f"{known.isoformat()}T00:00:00.000000Z"
    advice = "write an instant as 2025-01-01T08:00:00Z"
    return _made(at["recorded"], _instant, "", advice)


def _instant(text: str) -> str:
    found = datetime.fromisoformat(text)
    told = found if found.tzinfo else found.replace(tzinfo=UTC)
    return told.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def position(at: Cursor, number: int) -> int:
    """The place in the source's log: a whole number from 1 on; by default the place in the file."""
    found = at.number(Fraction(number))
    if found.denominator != 1 or found < 1:
        at.wrong("a position is a whole number from 1 on")
    return int(found)


def steps(at: Cursor, measure: Measure) -> int:
    """The amount in whole steps of the measure."""
    if at.value is None:
        return 0
    if not measure.amount:
        at.wrong("%(measure)s has no amount; leave it out", measure=measure.name)
    found = at.number() / measure.step
    if found.denominator != 1:
        at.wrong("%(amount)s is finer than the step %(step)s of %(measure)s", amount=at.value,
                 step=exact(measure.step), measure=measure.name)  # fmt: skip
    return int(found)


def tags(at: Cursor, measure: Measure) -> Tags:
    """All tags of the measure in its order; what the file does not name is empty."""
    names = [name for name, _ in measure.tags]
    if at.value is not None and not names:
        at.wrong("%(measure)s has no tags; leave them out", measure=measure.name)
    elif at.value is not None:
        at.only(*names)
    return tuple((name, word(at[name], "")) for name in names)


def word(at: Cursor, default: str | None = None) -> str:
    """A text, the empty one too, also where YAML or JSON reads it as true or false."""
    return text(at.value) if at.value == "" or isinstance(at.value, bool) else at.text(default)
