"""Whatever a scheme can say is said in words: every shipped scheme, every result of the sheets' scenarios."""

import re
from fractions import Fraction
from importlib import import_module
from inspect import signature

import pytest

from infra.spoken import spoken
from services.evaluation import code_words, publishing, rulebooks
from services.evaluation.domain import rules
from services.evaluation.domain.combining import COMBINE
from services.evaluation.domain.explanation import plain
from services.evaluation.domain.measuring import ACROSS
from services.evaluation.pages import rule_words, scheme, why, working
from services.evaluation.pages.quantity_words import Sheet
from services.evaluation.words import ACROSS as ACROSS_WORDS
from services.evaluation.words import COMBINE as COMBINE_WORDS
from services.evaluation.words import WHY_NOT
from tests.evaluation.sheets.scene import Scene, catalogue
from tests.evaluation.sheets.scene import Sheet as Shipped

SHIPPED = sorted(
    path.stem for path in rulebooks.SHIPPED.glob("*.yaml") if not path.stem.startswith("catalogue")
)
UNSAID = re.compile(r"[a-z]+(?:-[a-z]+)+|[a-z_]+\.[a-z_.]+")  # a code where Chinese should stand


def read(name):
    text = publishing.Texts(rulebooks.shipped(name), publishing.catalogue_text())
    return publishing.scheme_of(text)


def everything(of) -> list[str]:
    """All texts inside what a page is given."""
    if isinstance(of, str):
        return [of]
    if isinstance(of, dict):
        return [text for each in of.values() for text in everything(each)]
    if isinstance(of, list | tuple):
        return [text for each in of for text in everything(each)]
    return everything(vars(of)) if hasattr(of, "__dict__") else []


def sentences(name) -> list[str]:
    """The sentences of a scheme's page, without sources, titles and the id of a period."""
    told = scheme.told(read(name))
    lines = [line for section in told["sections"] for line in section.lines]
    said = [
        [each.rule, each.counted, each.divided, each.baseline, each.variants, each.notes] for each in lines
    ]
    awards = [each.says for each in told["awards"]]
    gates = [[each["counted"], each["limit"], each["scope"], each["bars"]] for each in told["gates"]]
    return everything([said, awards, gates, told["settings"][1:], [each.notes for each in told["sections"]]])


@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_scheme_is_said_completely_in_chinese(name):
    with spoken("zh"):
        found = {code for text in sentences(name) for code in UNSAID.findall(text)}
    assert found == set()


@pytest.mark.parametrize("name", SHIPPED)
def test_every_line_of_a_shipped_scheme_stands_on_its_page(name):
    of = read(name)
    with spoken("en"):
        told = scheme.told(of)
        stood = {line.anchor for section in told["sections"] for line in section.lines}
        stood |= {why.anchor(section.id) for section in told["sections"]}
    wanted = {why.anchor(node.id) for node in of.root.walk() if node.item}
    assert wanted <= stood
    assert len(told["awards"]) == len(of.awards)
    assert len(told["gates"]) == len(of.gates)
    assert len(told["allowances"]) == len(of.allowances)


def test_every_rule_has_its_sentence_and_its_working():
    assert set(rule_words.SENTENCE) == set(rules.RULES)
    assert set(working.RULE) | {"given"} == set(rules.RULES)
    assert set(COMBINE_WORDS) | {"sum"} == set(COMBINE)
    assert set(ACROSS_WORDS) | {"sum"} == set(ACROSS)


def test_a_code_that_nobody_has_named_is_shown_as_it_is():
    with spoken("zh"):
        assert code_words.coded("outlet", "our-wall") == "our-wall"
        assert code_words.coded("outlet", "paper") == "报纸"


def recorded(module, monkeypatch) -> list[tuple]:
    """Every outcome of a sheet's scenarios, as its tests ask for them."""
    outcomes: list[tuple] = []

    class Recorded(Scene):
        def scores(self, *asked, **clocks):
            found = super().scores(*asked, **clocks)
            outcomes.append((self.sheet.scheme, found.results))
            return found

    monkeypatch.setattr(module, "Scene", Recorded)
    sheet = Shipped.shipped(module.__name__.rpartition("test_")[2].replace("_", "-"))
    for name, test in vars(module).items():
        if name.startswith("test_") and list(signature(test).parameters) == ["sheet"]:
            test(sheet)
    return outcomes


@pytest.mark.parametrize("name", [each for each in SHIPPED if each.startswith("sheet-")])
def test_every_point_of_a_sheets_scenarios_has_its_working_in_chinese(name, monkeypatch):
    module = import_module(f"tests.evaluation.sheets.test_{name.replace('-', '_')}")
    outcomes = recorded(module, monkeypatch)
    assert outcomes
    with spoken("zh"):
        for of, results in outcomes[:3]:
            told(Sheet(of, catalogue()), results)


def told(sheet, results):
    """Items, steps and reasons of every branch: they add up, and none is a code."""
    for result in results.values():
        score = plain(result)["score"]
        items = why.items(score, sheet)
        assert len({each.id for each in items}) == len(items)
        steps = why.steps(score, sheet)
        assert sum((Fraction(step.earned) for step in steps), Fraction(0)) == result.total
        assert all(each.group and each.working for each in items)
        said = [each.label for each in steps] + [change for each in items for change, _points in each.changes]
        assert not [text for text in said if "zero-out" in text or "not-counted" in text]
        passed = [fact["why"] for each in items for fact in each.of["not_counted"]]
        assert set(passed) <= set(WHY_NOT)
