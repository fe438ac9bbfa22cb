"""The ledger is read for all that a sheet can ask for: of sub-units, and of years long ago."""

import pytest

from tests.evaluation.county import JUNE, county, joined, scene_of
from tests.evaluation.sheets.stored import from_the_ledger

OF_SUB_UNITS = {
    "{units: below, having: {of: {measure: filings}, at_least: {measure: calls}}}": "1",
    "{units: below, having: {of: {stock: members}, over: {register: staff}, at_least: 50%}}": "1",
    "{stock: members, units: tree}": "3",
    "{register: staff, units: below}": "7",
    "{measure: filings, units: tree, with: {measure: calls}}": "2",
}


@pytest.mark.parametrize("quantity", OF_SUB_UNITS)
def test_the_ledger_holds_all_that_is_asked_of_sub_units(quantity):
    """B filed one of two, C filed the only one; B has two members of three staff, C one of four."""
    scene = county(quantity)
    for unit, occasion in (("B", "one"), ("B", "two"), ("C", "three")):
        scene.tells(JUNE, "calls", unit, day=JUNE, occasion=occasion)
    for unit, occasion in (("B", "one"), ("C", "three")):
        scene.tells(JUNE, "filings", unit, day=JUNE, occasion=occasion)
    joined(scene, "B", "1", "2")
    joined(scene, "C", "3")
    scene.sets("2020-01-01", "staff", "B", "2020-01-01", 3)
    scene.sets("2020-01-01", "staff", "C", "2020-01-01", 4)
    found = scene.scores("2024")
    assert found.totals == from_the_ledger(scene, "2024", "", "").totals
    assert found.totals["A"] == OF_SUB_UNITS[quantity]


FAR_BACK = {
    "{measure: attendance, each: person, within: once, with: {measure: joined, by: person}}": "1",
    "{measure: evidence, each: unit, years: 2, over: {measure: evidence, each: unit, years: 3}}": "1/3",
}


@pytest.mark.parametrize("quantity", FAR_BACK)
def test_the_ledger_holds_what_lies_many_years_back(quantity):
    """One who joined long ago attends; evidence is held against that of more years."""
    scene = scene_of(quantity)
    joined(scene, "A", "1")
    scene.tells(JUNE, "attendance", "A", day=JUNE, person="1", occasion="one")
    for day in (JUNE, "2022-06-01", "2021-06-01"):
        scene.tells(day, "evidence", "A", day=day)
    found = scene.scores("2024")
    assert found.totals == from_the_ledger(scene, "2024", "", "").totals
    assert found.totals["A"] == FAR_BACK[quantity]
