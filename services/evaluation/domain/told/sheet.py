"""What a sheet allows to be marked: its items, and how far a mark of each may go."""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from services.chassis.decider import Refused
from services.evaluation.domain.facts import exact


class Range(NamedTuple):
    """The lowest and highest mark; None where the sheet sets no limit."""

    least: Fraction | None = None
    most: Fraction | None = None


Sheet = Mapping[str, Range]  # by id of an item, or the key under which marks of it are told


def markable(sheet: Sheet, item: str, value: Decimal | None = None) -> None:
    """The sheet has the item, and the mark is within what the item allows."""
    if item not in sheet:
        raise Refused("no-item", "The sheet of this period has no item %(item)s.", field="item", item=item)
    if value is not None:
        _within(sheet[item], value)


def _within(allowed: Range, value: Decimal) -> None:
    least, most = allowed
    if least is not None and value < least:
        text = "A mark of this item is at least %(least)s."
        raise Refused("mark-too-low", text, field="value", least=exact(least))
    if most is not None and value > most:
        text = "A mark of this item is at most %(most)s."
        raise Refused("mark-too-high", text, field="value", most=exact(most))
