"""The scores of a facts file for people: a table of the branches, and what stands below it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from services.chassis.web.language import gettext as _
from services.evaluation.words import NO_GRADE, NO_PLACE, listed, said, titled

Plain = dict[str, Any]
NO_LADDER = "no-ladder"
FEW = 5  # so many branches are named


@dataclass(frozen=True)
class Report:
    """A table with a title, and what is said below it; `figures` are the columns with numbers."""

    title: str
    headings: list[str]
    rows: list[list[str]]
    footing: list[str]
    figures: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Called:
    """What ids of one score are called: branches, kinds, grades and awards."""

    units: Mapping[str, str]
    kinds: Mapping[str, str]
    won: Mapping[str, str]

    @staticmethod
    def of(found: Plain) -> "Called":
        units = {each["unit"]: each["name"] or each["unit"] for each in found["units"]}
        kinds = {kind: titled(title) for kind, title in found["kinds"].items()}
        won = {each["id"]: titled(each["title"]) for each in (*found["grades"], *found["awards"])}
        return Called(units, kinds, {**won, "place": _("place")})

    def each(self, ids: Iterable[str]) -> str:
        return listed([self.won.get(id, id) for id in ids])


NOTHING = Called({}, {}, {})


def report(found: Plain) -> Report:
    """The branches by place, what bars them and what they may name; then awards and who was not scored."""
    called = Called.of(found)
    columns = _columns(found, called)
    rows = []
    for each in found["units"]:
        rows.append([column(each) for _name, column in columns])
        rows += [["", bar_line(bar, called), *[""] * (len(columns) - 2)] for bar in each["bars"]]
    awards = [award_line(each, called) for each in found["awards"]]
    footing = [*_too_early(found), *awards, *_not_scored(found["not_scored"])]
    title = f"{titled(found['title'])}\n{found['from']} – {found['to']}"
    headings = [name for name, _column in columns]
    numbers = {_("place"), _("total"), *(titled(each["title"]) for each in found["allowances"])}
    return Report(title, headings, rows, footing, frozenset(at for at, name in enumerate(headings)
                                                            if name in numbers))  # fmt: skip


def _columns(found: Plain, called: Called) -> list[tuple[str, Any]]:
    """The columns that this scheme has something for: heading, and what stands there for a branch."""
    columns: list[tuple[str, Any]] = [
        (_("place"), _place),
        (_("branch"), lambda of: called.units[of["unit"]]),
        (_("kind"), lambda of: called.kinds.get(of["kind"], of["kind"])),
        (_("total"), lambda of: decimal(of["total"])),
    ]
    if any(each["why_no_grade"] != NO_LADDER for each in found["units"]):
        columns.append((_("grade"), _grade))
    if found["awards"]:
        columns.append((_("awards"), lambda of: called.each(of["awards"])))
    for each in found["allowances"]:
        columns.append((titled(each["title"]), lambda of, id=each["id"]: decimal(of["allowances"][id])))
    return columns


def _place(of: Plain) -> str:
    if not of["place"]:
        return said(NO_PLACE, of["why_no_place"])
    return f"{of['place']['place']}/{of['place']['of']}"


def _grade(of: Plain) -> str:
    return titled(of["grade"]["title"]) if of["grade"] else said(NO_GRADE, of["why_no_grade"])


def decimal(exact: str) -> str:
    """An exact number as a decimal one; of endless ones the first four digits, marked as such."""
    return f"≈{float(Fraction(exact)):.4f}" if "/" in exact else exact


def bar_line(of: Plain, called: Called) -> str:
    """A gate that is shut, and what it takes from a branch."""
    return _("barred: %(gate)s (%(bars)s)", gate=titled(of["title"]), bars=called.each(of["bars"]))


def award_line(of: Plain, called: Called = NOTHING) -> str:
    """An award with its winners, and those between whom nobody has decided yet."""
    winners = [f"{each['place']}. {named(each, called)}" for each in of["winners"]]
    facts = {"award": titled(of["title"]), "winners": listed(winners) or _("nobody")}
    line = _("%(award)s: %(winners)s", **facts)
    if of["undecided"]:
        border = listed([named(each, called) for each in of["undecided"]])
        line = _("%(award)s: %(winners)s; to be decided between %(border)s", **facts, border=border)
    if of["waiting"]:
        names = listed([named(each, called) for each in of["waiting"]])
        line = _("%(said)s; waiting for an earlier award: %(names)s", said=line, names=names)
    return line


def named(of: Plain, called: Called) -> str:
    """An entrant: a branch, or a person of a branch; behind it the category that it competes in."""
    unit, category = called.units.get(of["unit"], of["unit"]), called.kinds.get(of["in"], of["in"])
    behind = [unit] if of.get("person") else []
    behind += [category] if category and of["in"] != of["unit"] else []
    name = str(of.get("person") or unit)
    return _("%(name)s (%(behind)s)", name=name, behind=listed(behind)) if behind else name


def _too_early(found: Plain) -> list[str]:
    """A note where the scheme was not in force yet."""
    text = _(
        "This scheme scores from %(period)s on; these are the points that it would have given before.",
        period=found["first_period"],
    )
    return [] if found["in_force"] else [text]


def _not_scored(units: list[Plain]) -> list[str]:
    """Branches of kinds that the scheme does not have: a few by name, more by their number."""
    by_kind: dict[str, list[str]] = {}
    for each in units:
        by_kind.setdefault(each["kind"], []).append(each["name"] or each["unit"])
    lines = []
    for kind, names in by_kind.items():
        who = listed(names) if len(names) <= FEW else _("%(count)s branches", count=len(names))
        lines.append(_("Not scored, kind %(kind)s: %(who)s", kind=kind, who=who))
    return lines
