"""A scene for a sheet: what is told of a few units, and what the scheme then gives them.

    scene = Scene(sheet)
    scene.unit("A", kind="teaching", staff=40)
    first = scene.tells("2018-03-05", "pieces", "A", day="2018-03-01", kind="news")
    scene.corrects("2018-05-01", first, day="2018-02-28")
    assert scene.scores("2018", as_of="2018-11-30", known_on="2018-12-05").totals == {"A": "5"}

Everything goes through a plain facts file, as anybody outside would score it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache, cached_property
from typing import Any

from services.evaluation import rulebooks
from services.evaluation.domain import facts_file
from services.evaluation.domain.catalogue import Catalogue
from services.evaluation.domain.facts import exact
from services.evaluation.domain.frame import Scheme
from services.evaluation.domain.grading import Result
from services.evaluation.domain.outcome import Outcome, books_of, judge
from services.evaluation.domain.reading import Cursor

CATALOGUE = "catalogue-2026"
FIELDS = frozenset({"filed", "person", "occasion", "subject", "amount"})
Fact = Mapping[str, Any]


@cache
def catalogue() -> Catalogue:
    return rulebooks.catalogue(rulebooks.shipped(CATALOGUE))


@dataclass(frozen=True)
class Sheet:
    """A scheme's text, and the scheme that is read from it."""

    text: str

    @cached_property
    def scheme(self) -> Scheme:
        return rulebooks.scheme(self.text, catalogue())

    @staticmethod
    def shipped(name: str) -> "Sheet":
        return Sheet(rulebooks.shipped(name))


@dataclass
class Found:
    """What the scheme gives; numbers as exact text."""

    outcome: Outcome

    @property
    def results(self) -> Mapping[str, Result]:
        return self.outcome.results

    @property
    def totals(self) -> dict[str, str]:
        return {unit: exact(each.total) for unit, each in sorted(self.results.items())}

    @property
    def grades(self) -> dict[str, str]:
        """The grade of each unit, "" for none."""
        return {unit: each.grade.id if each.grade else "" for unit, each in sorted(self.results.items())}

    @property
    def places(self) -> dict[str, int]:
        """The place of each unit in its category."""
        return {unit: each.place.place for unit, each in sorted(self.results.items()) if each.place}

    @property
    def bars(self) -> dict[str, list[str]]:
        """The gates that are shut for each unit."""
        return {unit: [bar.gate.id for bar in each.bars] for unit, each in sorted(self.results.items())}

    @property
    def awards(self) -> dict[str, list[str]]:
        """Winners of each award, best first: units, or persons as `unit/person`."""
        return {each.award.id: [_winner(one.entrant) for one in each.winners] for each in self.outcome.awards}

    @property
    def undecided(self) -> dict[str, list[str]]:
        """Equals at the border of an award, for whom no rule decides."""
        return {each.award.id: [_winner(one) for one in each.undecided] for each in self.outcome.awards}

    @property
    def rewards(self) -> dict[str, dict[str, str]]:
        """What each winner of an award receives, in yuan."""
        return {each.award.id: {_winner(one.entrant): exact(one.reward) for one in each.winners
                                if one.reward is not None} for each in self.outcome.awards}  # fmt: skip

    @property
    def allowances(self) -> dict[str, dict[str, str]]:
        """By allowance and unit."""
        found: dict[str, dict[str, str]] = {}
        for unit, each in sorted(self.results.items()):
            for name, part in each.allowances.items():
                found.setdefault(name, {})[unit] = exact(part.points)
        return found

    def points(self, unit: str, node: str) -> str:
        return exact(self.results[unit].points(node))

    def passed(self, unit: str, node: str) -> list[str]:
        """Why known facts of an item do not count."""
        proof = self.results[unit].by_node[node].proof
        return sorted(each.why for each in proof.of.passed) if proof else []


def _winner(entrant: Any) -> str:
    return f"{entrant.unit}/{entrant.person}" if entrant.person else entrant.unit


@dataclass
class Scene:
    """Units and tellings for one sheet."""

    sheet: Sheet
    tellings: list[dict[str, Any]] = field(default_factory=list)
    _number: int = 0

    def unit(self, name: str, kind: str, since: str = "2000-01-01", group: Mapping[str, str] | None = None,
             **registers: object) -> None:  # fmt: skip
        """A unit that exists from `since` on, with its registers (staff=40, parent="A")."""
        told = {"name": name, "kind": kind, **registers}
        for register, value in told.items():
            self.sets(since, register.replace("_", "-"), name, since, value)
        for key, value in (group or {}).items():
            self.sets(since, "group", name, since, value, key=key)

    def tells(self, known: str, measure: str, unit: str, day: str, **about: object) -> Fact:
        """A fact, known on a day; fields by name, everything else is a tag."""
        made = self._fact(self._identity(), measure, unit, day, **about)
        self.tellings.append({"known": known, "tells": [made]})
        return made

    def corrects(self, known: str, old: Fact, **changed: object) -> Fact:
        """The whole old fact is taken back and the whole new one told."""
        plain = {name: value for name, value in old.items() if name != "tags"}
        about = {**plain, **old.get("tags", {}), **changed}
        keys = [str(about.pop(name)) for name in ("fact", "measure", "unit", "day")]
        new = self._fact(*keys, **about)
        self.tellings.append({"known": known, "takes": [old], "tells": [new]})
        return new

    def voids(self, known: str, old: Fact) -> None:
        self.tellings.append({"known": known, "takes": [old]})

    def sets(self, known: str, register: str, unit: str, day: str, value: object, key: str = "") -> None:
        """A dated value of a unit."""
        told = {"fact": self._identity(), "register": register, "unit": unit, "day": day, "value": str(value)}
        self.tellings.append({"known": known, "sets": [told | ({"key": key} if key else {})]})

    def scores(self, period: str, as_of: str = "", known_on: str = "") -> Found:
        """The outcome of a period as of a day (its end), as known on a day (now)."""
        scheme = self.sheet.scheme
        window = scheme.window(period)
        as_of_ = date.fromisoformat(as_of) if as_of else window.end
        known = date.fromisoformat(known_on) if known_on else date.max
        plain = {"facts": facts_file.FORM, "tellings": self.tellings}
        lines, entries = facts_file.read(Cursor(plain), catalogue())
        books = books_of(lines, entries, scheme, min(as_of_, window.end), known)
        return Found(judge(scheme, books, window, as_of_))

    def interim(self, period: str) -> list[str]:
        """The days whose scores are published before the period ends, and at its end."""
        scheme = self.sheet.scheme
        return [day.isoformat() for day in scheme.interim_days(scheme.window(period))]

    def _identity(self) -> str:
        self._number += 1
        return f"f{self._number}"

    def _fact(self, fact: str, measure: str, unit: str, day: str, **about: object) -> dict[str, Any]:
        plain = {name: str(value) for name, value in about.items() if name in FIELDS}
        tags = {name: _text(value) for name, value in about.items() if name not in FIELDS}
        made = {"fact": fact, "measure": measure, "unit": unit, "day": day, **plain}
        return made | ({"tags": tags} if tags else {})


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
