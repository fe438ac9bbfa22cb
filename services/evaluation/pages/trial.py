"""A scheme tried on a period: every branch with both scores, and the items that make the difference."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from services.chassis.running.parts import Parts
from services.chassis.web.language import gettext as _
from services.evaluation import words
from services.evaluation.domain.frame import Scheme
from services.evaluation.trying import tried

Plain = Mapping[str, Any]


@dataclass(frozen=True)
class Points:
    """A branch's or an item's points now and with the scheme; None where one of the two does not know it."""

    title: str
    before: Fraction | None
    after: Fraction | None

    @property
    def change(self) -> Fraction | None:
        return None if self.before is None or self.after is None else self.after - self.before


@dataclass(frozen=True)
class Row:
    """A branch: its totals, grades and places as (now, with the scheme), and the items that differ."""

    unit: str
    total: Points
    grades: tuple[str, str]
    places: tuple[str, str]
    awards: str
    items: Sequence[Points]
    same: int


@dataclass(frozen=True)
class Trial:
    """Rows by kind of branch, with a sentence that sums them up."""

    period: str
    start: date
    until: date
    edition: str
    finding: str
    kinds: Sequence[tuple[str, Sequence[Row]]]
    beside: bool


def trial(parts: Parts, scheme: Scheme, text: str, period: str) -> Trial:
    """The trial of a text that passes the check. Raises NotScored for a period that it does not have."""
    found = tried(parts, text, period)
    awards = {each.id: words.titled(each.title) for each in scheme.awards}
    rows = [(each["kind"], _row(each, awards)) for each in found["units"]]
    kinds = [
        (words.titled(title), [row for of, row in rows if of == kind])
        for kind, title in found["kinds"].items()
    ]
    other = [row for of, row in rows if of not in found["kinds"]]
    edition = found["edition"]
    return Trial(
        found["period"],
        date.fromisoformat(found["from"]),
        date.fromisoformat(min(found["as_of"], found["to"])),
        words.titled(edition["title"]) if edition else "",
        _finding([row for _kind, row in rows]),
        [(name, kept) for name, kept in (*kinds, (_("Other branches"), other)) if kept],
        edition is not None,
    )


def _row(of: Plain, awards: Mapping[str, str]) -> Row:
    items = [_points(each, words.titled(each["title"])) for each in of["items"] if each["scored"]]
    changed = [each for each in items if each.change != 0]
    return Row(
        of["unit"],
        _points(of, of["name"] or of["unit"]),
        (_grade(of["grade"]["before"]), _grade(of["grade"]["after"])),
        (_place(of["place"]["before"]), _place(of["place"]["after"])),
        words.listed([awards.get(each, each) for each in of["awards"]]),
        changed,
        len(items) - len(changed),
    )


def _points(of: Plain, title: str) -> Points:
    before, after = (None if of[name] is None else Fraction(of[name]) for name in ("before", "after"))
    return Points(title, before, after)


def _grade(of: Plain | None) -> str:
    return words.titled(of["title"]) if of else ""


def _place(of: Plain | None) -> str:
    return _("%(rank)s of %(all)s", rank=of["place"], all=of["of"]) if of else ""


def _finding(rows: Sequence[Row]) -> str:
    """How many branches gain, lose and stay, and how many grades change."""
    changes = [row.total.change for row in rows if row.total.change is not None]
    if not changes:
        return _("%(all)s branches; there is no score to compare with.", all=len(rows))
    up, down = sum(each > 0 for each in changes), sum(each < 0 for each in changes)
    grades = sum(row.grades[0] != row.grades[1] for row in rows)
    text = _("Of %(all)s branches %(up)s gain, %(down)s lose and %(same)s stay as they are.", all=len(rows),
             up=up, down=down, same=len(changes) - up - down)  # fmt: skip
    return words.sentences([text, _("%(grades)s get another grade.", grades=grades)]) if grades else text
