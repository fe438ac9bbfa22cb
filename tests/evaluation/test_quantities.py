"""Quantities as sheets ask for them: by which keys, of which units, and what the check says of the others."""

import pytest

from infra.spoken import spoken
from services.evaluation import checking
from services.evaluation.domain.explanation import plain
from services.evaluation.pages.quantity_words import Sheet as Words
from services.evaluation.pages.quantity_words import quantity as words
from tests.evaluation.sheets.scene import Scene, Sheet, catalogue

SHEET = """
scheme: toy
title: {zh: 试, en: Toy}
catalogue: catalogue-2026
in_force_from: 2024-01-01
period: {every: year}
kinds: {county: {zh: 县, en: County}, branch: {zh: 分会, en: Branch}}
settings: {survey_weight: none, carry_over: none, decay: none, categories: none, counted_on: period-end,
  ballot: none, ties: shared}
root:
  id: total
  title: {zh: 总分, en: Total}
  of:
"""
LINE = """\
    - id: item-%s
      title: {zh: 项, en: Item}
      cite: {sheet: 试, year: "2024", clause: "1"}
      points: open
      rule: count
      per: 1
      of: %s
"""
JUNE = "2024-06-01"


def sheet(*quantities):
    """A sheet whose items bring one point for each of what they count."""
    return SHEET + "".join(LINE % (number, text) for number, text in enumerate(quantities, start=1))


def counted(scene, unit="A"):
    return scene.scores("2024").totals[unit]


def scene_of(*quantities):
    scene = Scene(Sheet(sheet(*quantities)))
    scene.unit("A", kind="county")
    return scene


def county(*quantities):
    """A county with two branches below it."""
    scene = scene_of(*quantities)
    for name in ("B", "C"):
        scene.unit(name, kind="branch", parent="A")
    return scene


def joined(scene, unit, *persons, day="2020-01-01", **tags):
    for person in persons:
        scene.tells(day, "joined", unit, day=day, person=person, **tags)


def mistakes(*quantities, text="", language="en"):
    """What the check says has to be mended."""
    with spoken(language):
        return [each["message"] for each in checking.checked(text or sheet(*quantities))["faults"]]


def doubts(*quantities, text=""):
    with spoken("en"):
        found = checking.checked(text or sheet(*quantities))
    assert found["faults"] == []
    return [each["message"] for each in found["warnings"]]


# --- joins


def test_a_fact_without_the_key_has_no_partner():
    """A text that was nobody's work is not the work that came through the office."""
    asked = "{measure: adoptions, %s: {measure: pieces, by: subject}}"
    scene = scene_of(asked % "with", asked % "without")
    scene.tells(JUNE, "pieces", "A", day=JUNE)
    scene.tells(JUNE, "adoptions", "A", day=JUNE)
    found = scene.scores("2024")
    assert (found.points("A", "item-1"), found.points("A", "item-2")) == ("0", "1")


@pytest.mark.parametrize("units", ["tree", "below"])
def test_partners_are_looked_for_in_the_sub_units_too(units):
    scene = county(f"{{measure: attendance, units: {units}, with: {{measure: filings, by: occasion}}}}")
    scene.tells(JUNE, "attendance", "B", day=JUNE, person="p", occasion="meeting", state="present")
    scene.tells(JUNE, "attendance", "C", day=JUNE, person="q", occasion="other", state="present")
    scene.tells(JUNE, "filings", "B", day=JUNE, occasion="meeting")
    assert counted(scene) == "1"


def test_a_partner_of_a_sub_unit_s_fact_may_be_the_unit_s_own():
    scene = county("{measure: attendance, units: below, with: {measure: filings, by: occasion}}")
    scene.tells(JUNE, "attendance", "B", day=JUNE, person="p", occasion="meeting", state="present")
    scene.tells(JUNE, "filings", "A", day=JUNE, occasion="meeting")
    assert counted(scene) == "1"


# --- keys that a measure does not have

LACKING = [
    ("{measure: evidence, without: {measure: evidence, where: {kind: answered}}}",
     "evidence has no occasion; say with `by` what both have in common: unit, subject, kind, topic"),
    ("{measure: calls, with: {measure: evidence}}", "evidence has no occasion; say with `by`"),
    ("{measure: calls, with: {measure: evidence, by: subject}}", "calls has no subject; say with `by`"),
    ("{measure: evidence, each: person, within: once}", "evidence has no person; it has"),
    ("{measure: evidence, where: {occasion: [spring]}}", "evidence has no occasion; it has"),
    ("{measure: evidence, where: {level: province}}",
     "evidence has no level; it has fact, unit, subject, kind, topic, role, grade"),
    ("{measure: evidence, where: {knd: talk}}", "evidence has no knd; did you mean kind?"),
    ("{measure: evidence, worth: {by: level, table: {school: 1}}}", "evidence has no level; it has"),
    ("{measure: evidence, worth: {share: authors}}", "evidence has no authors; it has"),
]  # fmt: skip


@pytest.mark.parametrize(("quantity", "said"), LACKING)
def test_a_key_that_a_measure_never_has_is_a_mistake(quantity, said):
    (found,) = mistakes(quantity)
    assert said in found


def test_a_key_that_only_one_of_several_measures_has_is_a_doubt():
    (found,) = doubts("{measure: [awards, evidence], each: person, within: once}")
    assert found == "of evidence there is no person, so it is empty there"


def test_an_unknown_measure_is_one_mistake():
    asked = "{measure: attendances, where: {state: present}, each: person, with: {measure: calls}}"
    (found,) = mistakes(asked)
    assert found.startswith("attendances is not known")


def test_a_join_that_is_no_measure_is_a_mistake():
    assert mistakes("{measure: calls, without: filings}") == ["must be a list of named settings"]
