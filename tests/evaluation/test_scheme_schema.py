"""The published JSON Schema of the scheme language says what the reader says."""

import copy
import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from services.evaluation import rulebooks
from services.evaluation.domain import combining, item_text, measuring, node_text, quantity_text, scheme_text
from services.evaluation.domain.reading import Cursor, Wrong
from services.evaluation.domain.rules import RULES
from services.evaluation.domain.scheme_text import Reader
from services.evaluation.domain.windows import SUB_PERIODS

SCHEMA = json.loads((rulebooks.SHIPPED / "scheme-1.schema.json").read_text("utf-8"))
VALIDATOR = Draft202012Validator(SCHEMA)
CATALOGUE = rulebooks.catalogue(rulebooks.shipped("catalogue-2026"))
SHEET = rulebooks.plain((Path(__file__).parent / "small-scheme.yaml").read_text("utf-8"))
SHIPPED = [path.stem for path in sorted(rulebooks.SHIPPED.glob("*.yaml")) if "catalogue" not in path.stem]
FREE = {"where", "kinds", "table", "number", "size"}  # hold names that only a catalogue or a scheme knows


def refused(plain: Any) -> bool:
    """Whether the reader refuses a scheme."""
    try:
        Reader(CATALOGUE).scheme(Cursor(plain))
    except Wrong:
        return True
    return False


def mappings(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """The paths of all named settings whose names the language itself decides."""
    inside = [step for step in path if isinstance(step, str)]
    if isinstance(value, dict):
        if not inside or (inside[-1] not in FREE and inside[-2:-1] != ["table"]):
            yield path
        for name, each in value.items():
            yield from mappings(each, (*path, name))
    elif isinstance(value, list):
        for number, each in enumerate(value):
            yield from mappings(each, (*path, number))


def at(value: Any, path: tuple[str | int, ...]) -> Any:
    for step in path:
        value = value[step]
    return value


def test_it_is_a_schema():
    Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("name", SHIPPED)
def test_every_shipped_scheme_validates(name):
    assert [error.message for error in VALIDATOR.iter_errors(rulebooks.plain(rulebooks.shipped(name)))] == []


def shapes() -> dict[str, tuple[str, tuple[str | int, ...]]]:
    """One place of each shape in all shipped schemes: the names around it, sections inside sections once."""
    found = {}
    for name in SHIPPED:
        for path in mappings(rulebooks.plain(rulebooks.shipped(name))):
            words = [step for step in path if isinstance(step, str)]
            found.setdefault(".".join(dict.fromkeys(words)), (name, path))
    return found


SHAPES = shapes()


@pytest.mark.parametrize("shape", SHAPES)
def test_an_unknown_name_is_refused_by_both(shape):
    name, path = SHAPES[shape]
    wrong = rulebooks.plain(rulebooks.shipped(name))
    at(wrong, path)["zzz"] = "1"
    assert refused(wrong)
    assert not VALIDATOR.is_valid(wrong)


NEEDED = ("scheme", "title", "in_force_from", "settings", "root")


@pytest.mark.parametrize("name", NEEDED)
def test_what_is_missing_is_refused_by_both(name):
    wrong = {key: value for key, value in SHEET.items() if key != name}
    assert refused(wrong)
    assert not VALIDATOR.is_valid(wrong)


@pytest.mark.parametrize("name", SHEET["settings"])
def test_every_setting_is_required_by_both(name):
    wrong = copy.deepcopy(SHEET)
    del wrong["settings"][name]
    assert refused(wrong)
    assert not VALIDATOR.is_valid(wrong)


@cache
def definitions() -> dict[str, Any]:
    return dict(SCHEMA["$defs"])


def rules() -> dict[str, set[str]]:
    """By rule, the names that the schema gives it."""
    blocks = definitions()["item"]["allOf"]
    return {each["if"]["properties"]["rule"]["const"]: set(each["then"]["properties"]) for each in blocks}


def test_every_rule_has_an_entry_with_its_numbers():
    wanted = {name: {*rule.needs, *rule.takes} for name, rule in RULES.items()}
    wanted["place"] |= set(item_text.PLACING)
    wanted["steps"] |= set(item_text.BELOW)
    wanted["mark"] |= set(item_text.MARKING)
    assert rules() == wanted
    assert set(definitions()["item"]["properties"]["rule"]["enum"]) == set(RULES)


def test_every_name_that_the_reader_reads_stands_in_the_schema():
    counted = definitions()["quantity"]["oneOf"][-1]["properties"]
    assert set(SCHEMA["properties"]) == set(scheme_text.NAMES)
    assert set(definitions()["node"]["properties"]) == set(node_text.NODE)
    assert set(definitions()["section"]["properties"]) == set(node_text.BRANCH)
    assert set(definitions()["item"]["properties"]) == set(item_text.ITEM)
    assert set(counted) == set(quantity_text.FROM_FACTS)
    assert set(counted["within"]["enum"]) == set(measuring.WITHIN)
    assert set(counted["across"]["enum"]) == set(measuring.ACROSS)
    assert set(definitions()["section"]["properties"]["combine"]["enum"]) == set(combining.COMBINE)
    assert set(definitions()["section"]["properties"]["each_period"]["enum"]) == set(SUB_PERIODS)
    assert set(definitions()["rounding"]["properties"]["mode"]["enum"]) == set(combining.ROUNDING)


def test_every_name_is_described():
    """An editor shows these beside the text."""
    shown = (*SCHEMA["properties"].items(), *definitions()["item"]["properties"].items())
    silent = [name for name, each in shown if "description" not in json.dumps(each) and "$ref" not in each]
    assert silent == []
