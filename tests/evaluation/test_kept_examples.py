"""What was ever told stays readable: every kept example decodes, and is what would be told today."""

import json
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from services.chassis import entry
from services.chassis.events import split, type_of
from services.evaluation.domain import VOCABULARY
from services.evaluation.domain.edition import EditionPublished
from services.evaluation.domain.incident import Incident, IncidentLifted, IncidentRecorded
from services.evaluation.domain.told import KINDS
from tests.evaluation.told import FACTS, FIGURE

EXAMPLES = Path(__file__).parent / "examples"
MAY = date(2025, 5, 2)
RIGHT = {type(FIGURE): replace(FIGURE, value=Decimal("0.83"))}
INCIDENT = Incident(
    incident="incident-1", branch="branch-1", kind="accident", on=MAY, basis="通报〔2025〕12号"
)


def life_of(kind):
    """The three events of a kind: its fact told, corrected and withdrawn."""
    fact = FACTS[kind.fact]
    right = RIGHT.get(kind.fact) or replace(fact, filed_on=fact.filed_on + timedelta(days=1))
    yield kind.told(**vars(fact))
    yield kind.corrected(old=fact, new=right, reason="统计口径有误")
    yield kind.withdrawn(old=right, reason="重复报送")


EVERY = (
    EditionPublished(
        edition="edition-2",
        scheme_digest="ab" * 32,
        catalogue_digest="cd" * 32,
        in_force_from=date(2025, 1, 1),
        period="2025",
        reason="第1.1项分值有误",
        replaces="edition-1",
        on=MAY,
    ),
    IncidentRecorded(**vars(INCIDENT)),
    IncidentLifted(incident="incident-1", old=INCIDENT, reason="经查证不属实", on=date(2025, 6, 1)),
    *(each for kind in KINDS for each in life_of(kind)),
)


@pytest.mark.parametrize("told", EVERY, ids=lambda told: type_of(told).name)
def test_the_kept_example_is_what_is_told(told):
    name = type_of(told).name
    kept = (EXAMPLES / f"{name.removeprefix('evaluation.')}.json").read_bytes()
    assert json.loads(kept) == json.loads(entry.encode(split(told)[0]))
    assert split(VOCABULARY.decode(name, kept))[0] == split(told)[0]


def test_every_type_has_an_example():
    names = {name.removeprefix("evaluation.") for name in VOCABULARY.classes}
    assert {path.stem for path in EXAMPLES.glob("*.json")} == names
