"""The reference of the scheme language leaves nothing out: mechanics, settings, rules."""

import re
from datetime import date

import pytest

from services.evaluation import recounting, rulebooks
from services.evaluation.domain.rules import RULES
from tests.evaluation.sheets.mechanics import names
from tests.evaluation.sheets.reference import PAGES, REFERENCE, example, facts, schema, settings
from tests.support.source import ROOT

LANGUAGE = (REFERENCE / "scheme-language.md").read_text("utf-8")
FACTS = (REFERENCE / "facts-file.md").read_text("utf-8")
STAR = (ROOT / "docs" / "examples" / "star-facts.yaml").read_text("utf-8")
CLOCKS = re.findall(r"^\| (\d{4}-\d\d-\d\d) \| (\S+) \| (\S+) \| (\w+) \|", FACTS, re.M)
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


@pytest.mark.parametrize("part", ["", "telling", "fact", "value"])
def test_every_name_of_a_facts_file_says_what_it_is(part):
    assert [line for line in facts(part).splitlines()[2:] if line.endswith("|  |")] == []


@pytest.mark.parametrize(("known_on", "physics", "library", "star"), CLOCKS)
def test_the_example_of_a_facts_file_scores_as_its_page_says(known_on, physics, library, star):
    found = recounting.recounted(
        rulebooks.shipped("sheet-18"), STAR, "2023", known_on=date.fromisoformat(known_on)
    )
    assert {each["unit"]: each["total"] for each in found["units"]} == {
        "physics": physics,
        "library": library,
    }
    assert [winner["unit"] for each in found["awards"] for winner in each["winners"]] == [star]


def test_the_example_is_asked_at_three_clocks():
    assert len(CLOCKS) == 3


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
