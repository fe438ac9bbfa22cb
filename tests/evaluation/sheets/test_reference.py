"""The reference of the scheme language leaves nothing out: mechanics, settings, rules."""

import re

import pytest

from services.evaluation.domain.rules import RULES
from tests.evaluation.sheets.mechanics import names
from tests.evaluation.sheets.reference import PAGES, REFERENCE, example, schema, settings

LANGUAGE = (REFERENCE / "scheme-language.md").read_text("utf-8")
TABLED = re.findall(r"<!-- settings ?(\S*) -->", LANGUAGE)


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_a_reference_page_is_current(path):
    assert path.read_text("utf-8") == PAGES[path](), "run: make docs"


def test_every_mechanic_has_one_example():
    shown = re.findall(r"^\*\*(\w+), ", LANGUAGE, re.M)
    assert sorted(shown) == sorted(names())


def test_every_part_of_the_schema_has_its_table():
    parts = {name for name, part in schema()["$defs"].items() if "properties" in part} - {"title"}
    nested = {name for name, part in schema()["properties"].items() if "properties" in part}
    forms = {f"quantity.{form['required'][0]}" for form in schema()["$defs"]["quantity"]["oneOf"]}
    assert (parts | nested | forms) - set(TABLED) == set()


@pytest.mark.parametrize("part", TABLED)
def test_every_setting_says_what_it_does(part):
    silent = [line for line in settings(part).splitlines()[2:] if line.endswith("|  |")]
    assert silent == []


def test_every_rule_is_in_the_table():
    assert [name for name in RULES if f"\n| `{name}` | " not in LANGUAGE] == []


def test_links_inside_the_page_lead_to_headings():
    headings = {each.lower().replace(" ", "-") for each in re.findall(r"^#+ (.+)$", LANGUAGE, re.M)}
    assert set(re.findall(r"\]\(#([^)]+)\)", LANGUAGE)) - headings == set()


def test_an_example_is_the_line_of_the_scheme():
    assert example("M62", "sheet-25", "basics.home.plan").endswith(
        "```yaml\n"
        "id: basics.home.plan\n"
        "title: {zh: 计划及时上报, en: Plan in time}\n"
        "points: 2\n"
        "rule: deadline\n"
        "due: 03-31\n"
        "of: {measure: filings, where: {kind: plan}}\n"
        "```"
    )
