"""What was ever told stays readable: every kept example decodes, and is what would be told today."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from services.chassis import entry
from services.chassis.events import split, type_of
from services.welfare.domain import VOCABULARY
from services.welfare.domain.standard import StandardEnded
from services.welfare.domain.visit import PersonErased, VisitCorrected, VisitVoided
from tests.welfare.facts import MAY, VISIT, logged, standard_set, yuan

EXAMPLES = Path(__file__).parent / "examples"
NEW = replace(VISIT, amount=yuan(700), flags=("repeated",))
EVERY = (
    standard_set(),
    StandardEnded(standard="standard-hospital-self", on=MAY),
    logged(note="sealed, so not in the example"),
    VisitCorrected(old=VISIT, new=NEW, reason="typing error"),
    VisitVoided(old=NEW, reason="told twice"),
    PersonErased(member="member-ana", on=MAY, basis="request"),
)


@pytest.mark.parametrize("told", EVERY, ids=lambda told: type_of(told).name)
def test_the_kept_example_is_what_is_told(told):
    name = type_of(told).name
    kept = (EXAMPLES / f"{name.removeprefix('welfare.')}.json").read_bytes()
    assert json.loads(kept) == json.loads(entry.encode(split(told)[0]))
    assert split(VOCABULARY.decode(name, kept))[0] == split(told)[0]


def test_every_type_has_an_example():
    names = {name.removeprefix("welfare.") for name in VOCABULARY.classes}
    assert {path.stem for path in EXAMPLES.glob("*.json")} == names
