"""The shipped editions of the visit standards: dated YAML with a citation per rule, loaded by commands.

An edition is a new file and is never edited after it was in force; its standards get the edition's
date into their ids, so that loading it twice changes nothing.
"""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from services.chassis.commands import Execute, Write
from services.welfare.domain.standard import LIMITS, OCCASIONS, RELATIONS, SetStandard, Standard

FOLDER = Path(__file__).parent
CODES = {"occasion": OCCASIONS, "relation": RELATIONS, "limit": LIMITS}


class BadRulebook(Exception):
    """An edition that cannot be used; the text names file, standard and cause."""


def standards_of(text: str, name: str = "edition") -> list[Standard]:
    """The standards of one edition. Raises BadRulebook."""
    edition = yaml.safe_load(text)
    return [
        _standard(edition, item, f"{name}, standard {n}") for n, item in enumerate(edition["standards"], 1)
    ]


def shipped() -> Iterator[Standard]:
    """The standards of all shipped editions, oldest first."""
    for path in sorted(FOLDER.glob("*.yaml")):
        yield from standards_of(path.read_text("utf-8"), path.name)


def load_standards(set_standard: Execute, write: Write) -> int:
    """Set every shipped standard that is not set yet; how many were new."""
    new = 0
    for fact in shipped():
        outcome = set_standard(
            fact.standard, SetStandard(fact=fact, by=write.actor), replace(write, key=None, seen=None)
        )
        new += bool(outcome.events)
    return new


def _standard(edition: dict[str, Any], item: dict[str, Any], place: str) -> Standard:
    for name, codes in CODES.items():
        if item.get(name) not in codes:
            raise BadRulebook(f"{place}: {name} must be one of {', '.join(codes)}, not {item.get(name)!r}")
    if not item.get("citation"):
        raise BadRulebook(f"{place}: a standard names the document it rests on (citation)")
    least, most = item["amount"]
    return Standard(
        standard=f"standard-{edition['edition']}-{item['occasion']}-{item['relation']}",
        occasion=item["occasion"],
        relation=item["relation"],
        amount_min=yuan(least),
        amount_max=yuan(most),
        per_year=yuan(item["per_year"]),
        claim_days=item["claim_days"],
        limit=item["limit"],
        citation=item["citation"],
        on=edition["in_force_from"],
        until=item.get("until"),
    )


def yuan(number: Any) -> Decimal:
    """An amount with two decimals, as it is told by everybody else."""
    return round(Decimal(number), 2)
