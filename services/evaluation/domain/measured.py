"""A measured quantity: its number, and the facts and dated values that it comes from."""

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import NamedTuple

from services.evaluation.domain.choosing import Passed
from services.evaluation.domain.facts import Fact
from services.evaluation.domain.lines import Entry

Key = tuple[str, ...]
ZERO = Fraction(0)


class Credit(NamedTuple):
    """A fact that counts, and how much of the quantity it brings (a stock's leavers bring -1)."""

    fact: Fact
    worth: Fraction


@dataclass(frozen=True)
class Measured:
    """A quantity with its grounds. `told` is False when there is nothing to have a value from."""

    value: Fraction = ZERO
    counted: tuple[Credit, ...] = ()
    passed: tuple[Passed, ...] = ()
    entry: Entry | None = None
    entries: tuple[Entry, ...] = ()  # of several units, of which this is the sum
    told: bool = True
    groups: tuple[tuple[Key, Fraction], ...] = ()  # the number of every key

    def late(self) -> list[Fact]:
        return [each.fact for each in self.passed if each.why == "late"]

    def over(self, full: Fraction, beyond: Fraction) -> "Measured":
        """The same, with facts named that bring nothing because `full` units were reached before."""
        if not self.counted or self.value <= full + beyond:
            return self
        counted, passed, sum_ = [], list(self.passed), -beyond
        for credit in self.counted:
            if sum_ >= full:
                passed.append(Passed(credit.fact, "beyond-cap"))
            else:
                counted.append(credit)
            sum_ += credit.worth
        return replace(self, counted=tuple(counted), passed=tuple(passed))
