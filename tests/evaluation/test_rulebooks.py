"""A scheme or catalogue with a mistake says the line, the item and what to do."""

import pytest

from services.evaluation import rulebooks
from services.evaluation.domain.rules import RULES
from tests.evaluation.telling import CATALOGUE, CATALOGUE_TEXT, FIVE_HOMES

TEXT = rulebooks.shipped("five-homes-2025")


def faults(old, new):
    assert old in TEXT
    with pytest.raises(rulebooks.BadRulebook) as caught:
        rulebooks.scheme(TEXT.replace(old, new, 1), CATALOGUE)
    return caught.value.faults


def line_of(text):
    return next(at for at, line in enumerate(TEXT.splitlines(), start=1) if text in line)


def test_the_shipped_scheme_has_at_least_25_cited_items_over_five_homes_of_20():
    items = [node for node in FIVE_HOMES.root.walk() if node.item]
    assert len(items) >= 25
    assert all(node.cite and node.title.keys() == {"zh", "en"} for node in items)
    homes = [node for node in FIVE_HOMES.root.walk() if node.role == "home"]
    assert [sum(item.item.points for item in home.children) for home in homes] == [20] * 5


def test_the_shipped_schemes_use_every_kind_of_item_there_is():
    texts = [path.read_text("utf-8") for path in sorted(rulebooks.SHIPPED.glob("*.yaml"))]
    schemes = [rulebooks.scheme(text, CATALOGUE) for text in texts if text.find("\nscheme: ") >= 0]
    assert {node.item.rule for each in schemes for node in each.nodes() if node.item} == set(RULES)


@pytest.mark.parametrize(
    ("old", "new", "line", "item", "says"),
    [
        ("rule: deadline", "rule: deadlin", "rule: deadline", "development.plan", "did you mean deadline"),
        ("      points: 3", "      points: three", "points: 3", "development.plan", "not a number"),
        ("due: 03-31", "due: 13-31", "due: 03-31", "development.plan", "03-31"),
        ("late: 1", "lat: 1", "late: 1", "development.plan", "did you mean late"),
        (
            "measure: activities, where: {kind: plan}",
            "measure: activitys",
            "where: {kind: plan}",
            "development.plan",
            "activities",
        ),
        (
            "where: {kind: plan}",
            "where: {knd: plan}",
            "where: {kind: plan}",
            "development.plan",
            "did you mean kind",
        ),
        (
            "id: development.summary",
            "id: development.plan",
            "id: development.summary",
            "development.plan",
            "its own id",
        ),
        ("bars: [pacesetter]", "bars: [pacemaker]", "bars: [pacesetter]", "gate.satisfaction", "pacesetter"),
        ("on_roll: true", "on_role: true", "on_roll: true", "harmony.participation", "did you mean on_roll"),
    ],
)
def test_a_mistake_is_named_by_line_and_item(old, new, line, item, says):
    (fault, *others) = faults(old, new)
    assert not others
    assert (fault.line, fault.item) == (line_of(line), item)
    assert says in str(fault)


def test_a_rule_without_citation_is_refused():
    start = TEXT.index("              cite:")
    line = TEXT[start : TEXT.index("\n", start) + 1]
    (fault,) = faults(line, "")
    assert (fault.item, "citation" in str(fault)) == ("development.plan", True)


def test_a_ratio_must_say_what_no_denominator_gives():
    (fault,) = faults("              when_none: leave-out\n", "")
    assert (fault.item, "when_none" in str(fault)) == ("learning.learners", True)


def test_all_mistakes_are_told_at_once_in_order_of_lines():
    broken = TEXT.replace("due: 03-31", "due: soon", 1).replace("at_least: 60%", "at_least: most", 1)
    with pytest.raises(rulebooks.BadRulebook) as caught:
        rulebooks.scheme(broken, CATALOGUE)
    lines = [fault.line for fault in caught.value.faults]
    assert len(lines) == 2
    assert lines == sorted(lines)


@pytest.mark.parametrize(
    "text", ["a: [", "a: 1\na: 2", "", "- 1", "a: &x [*x]", "[" * 9000, "? [a]\n: b", "a: \x00"]
)
def test_what_is_no_scheme_at_all_is_a_fault_and_not_a_crash(text):
    with pytest.raises(rulebooks.BadRulebook):
        rulebooks.scheme(text, CATALOGUE)


def test_a_catalogue_is_checked_too():
    with pytest.raises(rulebooks.BadRulebook) as caught:
        rulebooks.catalogue(CATALOGUE_TEXT.replace("of: joining", "of: joning", 1))
    assert "joining" in str(caught.value)


def test_every_measure_of_the_shipped_catalogue_has_both_titles():
    assert all(measure.title["zh"] and measure.title["en"] for measure in CATALOGUE.measures.values())
