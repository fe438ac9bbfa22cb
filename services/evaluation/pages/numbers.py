"""Numbers of a rule as one reads them: exact, never rounded without need."""

from fractions import Fraction

from services.chassis.web.language import gettext as _
from services.evaluation.domain.facts import exact
from services.evaluation.domain.quantity import Number, Quantity


def figure(value: Number | None) -> str:
    """An exact number: 0.5, 12, 1/3; a target that every unit has of its own; a dash for none."""
    if isinstance(value, Quantity):
        return _("its target")
    return "–" if value is None else exact(value).replace("-", "−")


def share(value: Number) -> str:
    """A number of a rule as a percentage."""
    return figure(value) if isinstance(value, Quantity) else percent(value)


def percent(value: Fraction) -> str:
    """A share with at most two decimals of a percent."""
    return f"{float(value * 100):.2f}".rstrip("0").rstrip(".").replace("-", "−") + "%"


def limited(sign: str, said: str) -> str:
    """A limit in words: 90% or more, below 3."""
    return {
        "at_least": _("%(least)s or more", least=said),
        "above": _("more than %(least)s", least=said),
        "at_most": _("%(most)s or less", most=said),
        "below": _("below %(below)s", below=said),
    }[sign]
