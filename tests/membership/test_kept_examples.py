"""What was ever told stays readable: every kept example decodes, and is what would be told today."""

import json
from pathlib import Path

import pytest

from services.chassis import entry
from services.chassis.events import split, type_of
from services.membership.domain import VOCABULARY
from tests.membership.stories import EVERY

EXAMPLES = Path(__file__).parent / "examples"


@pytest.mark.parametrize("told", EVERY, ids=lambda told: type_of(told).name)
def test_the_kept_example_is_what_is_told(told):
    name = type_of(told).name
    kept = (EXAMPLES / f"{name.removeprefix('membership.')}.json").read_bytes()
    assert json.loads(kept) == json.loads(entry.encode(split(told)[0]))
    assert split(VOCABULARY.decode(name, kept))[0] == split(told)[0]


def test_every_type_has_an_example():
    assert {path.stem for path in EXAMPLES.glob("*.json")} == {
        name.removeprefix("membership.") for name in VOCABULARY.classes
    }
