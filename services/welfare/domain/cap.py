"""The cap meter: what a person was given in a calendar year, and what a standard says to one more.

Hard limits refuse with the figures; soft ones let the visit be recorded and mark it. Sources of the
rules: a yearly meter per person and item citing its document, claims within a window, one payment per
illness and year, festival gifts in kind only.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from services.chassis.decider import Refused
from services.welfare.domain.standard import Standard

ZERO = Decimal(0)
WARN_AT = Fraction(4, 5)
IN_KIND_ONLY = ("festival", "birthday")
ONCE_A_YEAR = ("hospital", "wedding", "birth", "retirement")


@dataclass(frozen=True, kw_only=True)
class Visit:
    """The fact: who was visited for what on which day, and with what (yuan)."""

    visit: str
    branch: str
    member: str
    occasion: str
    relation: str
    on: date  # the day of the visit
    filed_on: date  # the day the branch handed it in
    amount: Decimal
    in_kind: bool
    standard: str
    flags: tuple[str, ...] = ()


@dataclass(frozen=True)
class Meter:
    """How much of a yearly cap is used, in yuan."""

    cap: Decimal
    used: Decimal
    citation: str
    limit: str

    @property
    def left(self) -> Decimal:
        """What may still be given; zero when a soft cap is exceeded."""
        return max(self.cap - self.used, ZERO)

    @property
    def near(self) -> bool:
        """Whether four fifths of the cap are used."""
        return self.used >= self.cap * WARN_AT.numerator / WARN_AT.denominator


@dataclass(frozen=True)
class Breach:
    """A limit that a visit passes: the flag of a soft limit, the refusal of a hard one."""

    flag: str
    refusal: Refused


def used(visits: Iterable[Visit], occasion: str, relation: str, year: int) -> Decimal:
    """The yuan given for this occasion and relation in a calendar year."""
    return sum((each.amount for each in _same(visits, occasion, relation, year)), ZERO)


def meter(standard: Standard, visits: Iterable[Visit], on: date) -> Meter:
    """The meter of a person's `visits` in the year of `on`, under the standard of that day."""
    given = used(visits, standard.occasion, standard.relation, on.year)
    return Meter(standard.per_year, given, standard.citation, standard.limit)


def judged(visit: Visit, standard: Standard, others: Iterable[Visit]) -> tuple[str, ...]:
    """The flags of `visit` beside the person's other visits. Raises Refused at a hard limit."""
    others = tuple(others)
    breaches = [
        breach
        for breach in (
            _above(visit, standard),
            _over_cap(visit, meter(standard, others, visit.on)),
            _late(visit, standard),
        )
        if breach
    ]
    if breaches and standard.limit == "block":
        raise breaches[0].refusal
    return tuple(breach.flag for breach in breaches) + _marks(visit, standard, others)


def _same(visits: Iterable[Visit], occasion: str, relation: str, year: int) -> list[Visit]:
    item = (occasion, relation, year)
    return [each for each in visits if (each.occasion, each.relation, each.on.year) == item]


def _above(visit: Visit, standard: Standard) -> Breach | None:
    if visit.amount <= standard.amount_max:
        return None
    refusal = Refused(
        "above-standard",
        "At most %(most)s yuan for one visit (%(citation)s).",
        field="amount",
        most=standard.amount_max,
        citation=standard.citation,
    )
    return Breach("above_standard", refusal)


def _over_cap(visit: Visit, so_far: Meter) -> Breach | None:
    if visit.amount <= so_far.left:
        return None
    refusal = Refused(
        "over-cap",
        "The cap is %(cap)s yuan a year (%(citation)s): %(used)s are used, %(left)s are left.",
        field="amount",
        cap=so_far.cap,
        used=so_far.used,
        left=so_far.left,
        citation=so_far.citation,
    )
    return Breach("over_cap", refusal)


def _late(visit: Visit, standard: Standard) -> Breach | None:
    days = (visit.filed_on - visit.on).days
    if not standard.claim_days or days <= standard.claim_days:
        return None
    refusal = Refused(
        "outside-claim-window",
        "Handed in after %(days)s days; the window is %(window)s days (%(citation)s).",
        field="filed_on",
        days=days,
        window=standard.claim_days,
        citation=standard.citation,
    )
    return Breach("late", refusal)


def _marks(visit: Visit, standard: Standard, others: tuple[Visit, ...]) -> tuple[str, ...]:
    """What is never refused, only shown to a person: less than the standard, the same case again."""
    again = visit.occasion in ONCE_A_YEAR and _same(others, visit.occasion, visit.relation, visit.on.year)
    low = visit.amount < standard.amount_min
    return (("below_standard",) if low else ()) + (("repeated",) if again else ())
