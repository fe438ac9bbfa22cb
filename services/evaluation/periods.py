"""Which edition is in force, which one scores a period, and which periods have begun?

A period is named by the id that its scheme gives it: `2025`, `2024-2025`, `2025-Q2`, a single one's own.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from services.chassis.event_store import EventStore
from services.chassis.running.parts import Parts
from services.evaluation import publishing
from services.evaluation.domain.frame import Scheme
from services.evaluation.domain.windows import DAY, Window
from services.evaluation.projections.editions import Edition, published


@dataclass(frozen=True)
class Scored:
    """A period with the edition that scores it."""

    id: str
    window: Window
    edition: Edition
    scheme: Scheme


@dataclass(frozen=True)
class Periods:
    """What the published editions make of days and ids; each scheme is read once.

    `known_on`: by the editions that were known at the end of that day and not replaced by then.
    """

    store: EventStore
    editions: Sequence[Edition]
    _schemes: dict[str, Scheme] = field(default_factory=dict, compare=False)

    @staticmethod
    def of(parts: Parts) -> "Periods":
        return Periods(parts.store, published(parts.store, parts.zone))

    def scheme(self, edition: Edition) -> Scheme:
        if edition.edition not in self._schemes:
            texts = publishing.texts_of(self.store, edition.scheme_digest, edition.catalogue_digest)
            self._schemes[edition.edition] = publishing.scheme_of(texts)
        return self._schemes[edition.edition]

    def standing(self, known_on: date = date.max, day: date = date.max) -> list[Edition]:
        """The editions that stand and had begun by a day, the latest first."""
        found = [each for each in self.editions if each.scores(day, known_on)]
        return sorted(found, key=lambda each: (each.since, each.known), reverse=True)

    def in_force(self, day: date, known_on: date = date.max) -> Edition | None:
        """The edition that scores a day: the latest, but one for a single period only until that is over."""
        found = self.standing(known_on, day)
        lasting = (each for each in found if not self._over(each, day))
        return next(lasting, found[0] if found else None)

    def _over(self, edition: Edition, day: date) -> bool:
        once = self.scheme(edition).period.once
        return once is not None and once[1].end < day

    def scoring(self, period: str, known_on: date = date.max) -> Scored | None:
        """The period by the latest edition that has it and began with it or before it."""
        found = self.knowing(period, known_on)
        return next((each for each in found if self._first(each).start <= each.window.start), None)

    def knowing(self, period: str, known_on: date = date.max) -> list[Scored]:
        """The period as every edition that has such an id would score it, the latest first."""
        found: list[Scored] = []
        for edition in self.standing(known_on):
            scheme = self.scheme(edition)
            try:
                found.append(Scored(period, scheme.window(period), edition, scheme))
            except ValueError:
                continue  # another edition may know the id
        return found

    def _first(self, of: Scored) -> Window:
        return of.scheme.window(of.edition.period)

    def example(self, day: date, known_on: date = date.max) -> str:
        """A period's id as the edition in force writes it; empty where no edition is."""
        edition = self.in_force(day, known_on)
        return self._holding(edition, day).id if edition else ""

    def begun(self, day: date, known_on: date = date.max) -> list[Scored]:
        """The periods that have begun by a day: first what runs, then back to the first edition's."""
        found = (*self._single(known_on), *self._recurring(day, known_on))
        begun = {each.id: each for each in found if each.window.start <= day}
        return sorted(begun.values(), key=lambda of: (day <= of.window.end, of.window.start), reverse=True)

    def _single(self, known_on: date) -> Iterator[Scored]:
        for edition in self.standing(known_on):
            scheme = self.scheme(edition)
            if scheme.period.once:
                yield Scored(*scheme.period.once, edition, scheme)

    def _recurring(self, day: date, known_on: date) -> Iterator[Scored]:
        """From the period that holds a day back, each of the edition that was the latest at its end."""
        found = [each for each in self.standing(known_on) if not self.scheme(each).period.once]
        while edition := next((each for each in found if each.since <= day), None):
            each = self._holding(edition, day)
            yield each
            day = each.window.start - DAY

    def _holding(self, edition: Edition, day: date) -> Scored:
        scheme = self.scheme(edition)
        return Scored(*scheme.period.holding(day, scheme.calendar), edition, scheme)
