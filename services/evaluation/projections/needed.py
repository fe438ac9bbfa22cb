"""Which days of which measures a scheme needs: fact by fact, or only as sums of a stretch of days."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from services.evaluation.domain.facts import Stretch, Tally
from services.evaluation.domain.frame import Scheme
from services.evaluation.domain.netting import Days
from services.evaluation.domain.tallying import tallied
from services.evaluation.domain.windows import Window, year_after

Names = Collection[str]
Until = tuple[Window, date]  # a window, and the last day in it that is asked
ALWAYS = ""  # before every day


@dataclass(frozen=True)
class Needed:
    """What to read of a ledger: facts of these days, sums of these stretches."""

    facts: Days
    sums: Mapping[Stretch, Names]

    @property
    def days(self) -> Days:
        """All days that are read, of every measure."""
        found = dict(self.facts)
        for stretch, names in self.sums.items():
            first, last = (day.isoformat() for day in stretch)
            for name in names:
                known = found.get(name, (first, last, first))
                found[name] = min(first, known[0]), max(last, known[1]), min(first, known[2])
        return found

    def none(self) -> dict[Stretch, dict[str, list[Tally]]]:
        """The sums of a unit without facts."""
        return {stretch: {name: [] for name in names} for stretch, names in self.sums.items()}

    @property
    def only_sums(self) -> frozenset[str]:
        return frozenset(name for names in self.sums.values() for name in names) - self.facts.keys()


def needed(scheme: Scheme, window: Window, figures: Sequence[Until] = ()) -> Needed:
    """For figures of these windows; for reasons, where there are none, every fact that can matter."""
    sums: dict[Stretch, set[str]] = {}
    facts: set[str] = set()
    for each, until in figures:
        stretches, in_full = tallied(scheme, each, until)
        facts |= in_full
        for stretch, measures in stretches.items():
            sums.setdefault(stretch, set()).update(measures)
    everything = {name for each in scheme.quantities() for name in each.measures}
    return Needed(_days(scheme, window, facts if figures else everything, bool(figures)), sums)


def _days(scheme: Scheme, window: Window, measures: Iterable[str], figures: bool) -> Days:
    """The days of these measures that this scheme can ask for.

    Stocks from their beginning, and partners, which are looked for on whatever day they happened.
    """
    asked = list(scheme.quantities())
    always = {name for each in asked for name in (*each.plus, *each.minus)}
    always |= {name for each in asked for join in each.joins for name in join.of.measures}
    later, first = scheme.told_later(), scheme.reach(window, figures).isoformat()
    last, after = window.end.isoformat(), year_after(window.end).isoformat()
    whole = scheme.reach(window, figures=True).isoformat()
    days = {name: (first, after if name in later else last, whole) for name in measures}
    return days | {name: (ALWAYS, days.get(name, (first, last))[1], ALWAYS) for name in always}
