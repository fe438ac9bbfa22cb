"""How an item's points were worked out, in figures: 3 × 1 = 3, or 45 ÷ 60 = 75% ≥ 60%."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from services.chassis.web.language import gettext as _
from services.evaluation.domain.scheme import Item
from services.evaluation.pages.numbers import figure, limited, percent

Plain = Mapping[str, Any]
ZERO = Fraction(0)


@dataclass(frozen=True)
class Worked:
    """The figures of one item of one branch. `shown` writes the value: as a share where it is one."""

    item: Item
    full: Fraction
    value: Fraction
    raw: Fraction
    n: Mapping[str, Fraction]
    shown: Callable[[Fraction], str]


def number(text: str | None) -> Fraction | None:
    return None if text is None else Fraction(text)


def working(item: Item, proof: Plain, full: Fraction | None) -> str:
    """The working of an item; a sentence where there is no figure to work with."""
    if item.rule == "given":
        return figure(Fraction(proof["raw"]))
    value, raw = number(proof["value"]), Fraction(proof["raw"])
    if value is None:
        said = _("There is nothing to divide by.") if proof["over"] else _("No figure has been told yet.")
        return f"{said} {figure(raw)}" if raw else said
    if proof["place"] is not None:
        own = _ratio(proof)[0]
        return _(
            "%(value)s: place %(place)s brings %(points)s",
            value=own,
            place=proof["place"],
            points=figure(raw),
        )
    growth = item.baseline or item.years_ago
    numbers = {name: Fraction(text) for name, text in proof["numbers"].items()}
    shown = percent if proof["over"] or growth else figure
    ratio, is_ratio = _ratio(proof)
    start = ratio if is_ratio and not growth else shown(value)
    if growth:
        start = f"{ratio} ÷ {figure(number(proof['baseline']))} − 1 = {percent(value)}"
    return start + RULE[item.rule](Worked(item, full or ZERO, value, raw, numbers, shown))


def _ratio(proof: Plain) -> tuple[str, bool]:
    """The measured number, or the ratio that it makes; whether it is one."""
    of = number(proof["of"]["value"])
    over = number(proof["over"]["value"]) if proof["over"] else None
    if not over or of is None:
        return figure(of), False
    return f"{figure(of)} ÷ {figure(over)} = {percent(of / over)}", True


def _count(of: Worked) -> str:
    beyond = f" − {of.shown(of.n['beyond'])}" if of.n["beyond"] else ""
    return f"{beyond} × {figure(of.n['per'])} = {figure(of.raw)}"


def _minimum(of: Worked) -> str:
    return f" {'≥' if of.value >= of.n['at_least'] else '<'} {of.shown(of.n['at_least'])}"


def _ratio_rule(of: Worked) -> str:
    start, full = of.n["from"], of.n["full_at"]
    if start:
        above, span = f"({of.shown(of.value)} − {of.shown(start)})", f"({of.shown(full)} − {of.shown(start)})"
        return f": {figure(of.full)} × {above} ÷ {span} → {float(of.raw):.2f}"
    part = f" ÷ {of.shown(full)}" if full != 1 and of.value < full else ""
    return f"{part} × {figure(of.full)} = {float(of.raw):.2f}"


def _bands(of: Worked) -> str:
    reached = next((each for each in of.item.bands if each.gives == of.raw), None)
    if reached is None:
        return _(": no band is reached")
    return _(
        ": %(limit)s brings %(points)s",
        limit=limited(reached.sign, of.shown(reached.at)),
        points=figure(of.raw),
    )


def _steps(of: Worked) -> str:
    off = of.value - of.n["target"]
    sign = "+" if off >= 0 else "−"
    return f" = {of.shown(of.n['target'])} {sign} {of.shown(abs(off))}: {figure(of.full)} → {figure(of.raw)}"


def _shortfall(of: Worked) -> str:
    missing = max(ZERO, of.n["at_least"] - of.value)
    return f": {figure(of.full)} − {of.shown(missing)} × {figure(of.n['deduct'])} = {figure(of.raw)}"


def _deadline(of: Worked) -> str:
    if of.value > 0:
        return _(" in time = %(points)s", points=figure(of.raw))
    return _(" in time; late = %(points)s", points=figure(of.raw))


def _defect(of: Worked) -> str:
    start = f": {figure(of.full)} −" if of.full else " × −"
    if of.full:
        return f"{start} {figure(of.value)} × {figure(of.n['deduct'])} = {figure(of.raw)}"
    return f"{start}{figure(of.n['deduct'])} = {figure(of.raw)}"


def _mark(of: Worked) -> str:
    out_of = of.n["out_of"]
    if not out_of or out_of == of.full:
        return ""
    return f" ÷ {figure(out_of)} × {figure(of.full)} = {figure(of.raw)}"


def _place(of: Worked) -> str:
    return _(" points by places")


RULE: Mapping[str, Callable[[Worked], str]] = {
    "count": _count,
    "minimum": _minimum,
    "ratio": _ratio_rule,
    "bands": _bands,
    "steps": _steps,
    "shortfall": _shortfall,
    "deadline": _deadline,
    "defect": _defect,
    "penalty": _defect,
    "mark": _mark,
    "place": _place,
}
