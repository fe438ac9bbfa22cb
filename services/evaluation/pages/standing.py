"""Where branches stand: rows of the list of scores as pages show them."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from statistics import median
from typing import Any

from services.evaluation import words
from services.evaluation.domain.frame import Scheme

Plain = Mapping[str, Any]
Chip = tuple[str, str]


@dataclass(frozen=True)
class Standing:
    """A branch in its list. `standing` is the grade's id, or why there is none."""

    unit: str
    name: str
    kind: str
    kind_name: str
    rank: int | None
    of: int | None
    why_no_place: str
    total: Fraction
    most: Fraction | None
    lost: Fraction
    open: Fraction
    change: Fraction | None
    known_now: Fraction | None
    standing: str
    chip: Chip
    homes: Mapping[str, Fraction]

    @property
    def before(self) -> Fraction | None:
        """The total a month before."""
        return None if self.change is None else self.total - self.change


def number(text: str | None) -> Fraction | None:
    return None if text is None else Fraction(text)


def standings(answer: Plain, scheme: Scheme) -> list[Standing]:
    """The items of `queries.scores_of`, in its order."""
    return [_standing(item, answer["kinds"], scheme) for item in answer["items"]]


def _standing(item: Plain, kinds: Mapping[str, Mapping[str, str]], scheme: Scheme) -> Standing:
    return Standing(
        unit=item["unit"],
        name=item["name"],
        kind=item["kind"],
        kind_name=words.titled(kinds.get(item["kind"], {"en": item["kind"]})),
        rank=item["rank"],
        of=item["of"],
        why_no_place=item["why_no_place"],
        total=Fraction(item["total"]),
        most=number(item["most"]),
        lost=Fraction(item["lost"]),
        open=Fraction(item["open"]),
        change=number(item["change"]),
        known_now=number(item.get("known_now")),
        standing=item["grade"]["id"] if item["grade"] else item["why_no_grade"],
        chip=chip(item, scheme),
        homes={home["id"]: Fraction(home["points"]) for home in item["homes"]},
    )


def chip(item: Plain, scheme: Scheme) -> Chip:
    """The grade as a chip: kind and word; without a grade, why."""
    grade = item["grade"]
    if not grade:
        return NO_CHIP.get(item["why_no_grade"], "neutral"), words.said(words.NO_GRADE, item["why_no_grade"])
    ladder = scheme.ladder(item["kind"])
    best = bool(ladder and ladder.grades and ladder.grades[0].id == grade["id"])
    return "good" if best else "info", words.titled(grade["title"])


NO_CHIP = {"barred": "bad", "below": "neutral", "existed-too-short": "neutral", "no-ladder": "neutral"}


def counts(found: Iterable[Standing]) -> Counter[str]:
    """How many stand where, by grade id or reason."""
    return Counter(each.standing for each in found)


def medians(found: Sequence[Standing]) -> dict[str, Fraction]:
    """The median of each home over these branches."""
    homes = {home for each in found for home in each.homes}
    return {home: median(each.homes[home] for each in found if home in each.homes) for home in homes}


def middle(found: Sequence[Standing]) -> Fraction | None:
    return median(each.total for each in found) if found else None


SORTS: Mapping[str, Any] = {
    "name": lambda each: each.name,
    "total": lambda each: -each.total,
    "change": lambda each: -(each.change or Fraction(0)),
    "open": lambda each: -each.open,
    "lost": lambda each: -each.lost,
}


def chosen(found: Iterable[Standing], kind: str, standing: str, sort: str) -> list[Standing]:
    """The rows of the list after its filters, in the order asked for (by total when none is)."""
    rows = [each for each in found if kind in ("", each.kind) and standing in ("", each.standing)]
    return sorted(rows, key=SORTS.get(sort, SORTS["total"]))
