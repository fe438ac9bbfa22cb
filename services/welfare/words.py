"""What welfare's codes are called, in the order in which they are offered."""

from collections.abc import Mapping
from typing import Any

from services.chassis.web.language import lazy

Words = Mapping[str, Any]  # code -> text in the reader's language

OCCASION: Words = {
    "hospital": lazy("Illness in hospital"),
    "bereavement": lazy("Bereavement"),
    "wedding": lazy("Wedding"),
    "birth": lazy("Birth"),
    "retirement": lazy("Retirement"),
    "hardship": lazy("Hardship"),
    "accident": lazy("Accident or sudden event"),
    "festival": lazy("Festival"),
    "birthday": lazy("Birthday"),
}
RELATION: Words = {
    "self": lazy("The member"),
    "spouse": lazy("Spouse"),
    "child": lazy("Child"),
    "parent": lazy("Parent"),
    "parent_in_law": lazy("Parent-in-law"),
}
LIMIT: Words = {
    "block": lazy("Refused beyond the limit"),
    "flag": lazy("Recorded and marked"),
}
FLAG: Words = {
    "over_cap": lazy("above the yearly cap"),
    "above_standard": lazy("above the standard"),
    "below_standard": lazy("below the standard"),
    "late": lazy("handed in late"),
    "repeated": lazy("same occasion again this year"),
}
STATE: Words = {
    "told": lazy("Recorded"),
    "corrected": lazy("Corrected"),
    "voided": lazy("Voided"),
}
DONE: Words = {
    "logged": lazy("The visit is recorded."),
    "corrected": lazy("The visit is corrected."),
    "voided": lazy("The visit is voided."),
    "set": lazy("The standard is set."),
    "ended": lazy("The standard ends on that day."),
}
CHIP = {"told": "good", "corrected": "info", "voided": "closed"}


def options(words: Words) -> list[tuple[str, str]]:
    """(code, text) pairs for a select."""
    return [(code, str(text)) for code, text in words.items()]


def said(words: Words, code: str) -> str:
    """The text of a code; the code itself when nobody has named it yet."""
    return str(words.get(code, code))
