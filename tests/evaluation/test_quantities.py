"""Quantities as sheets ask for them: by which keys, of which units, and what the check says of the others."""

import pytest

from infra.spoken import spoken
from services.evaluation import checking
from services.evaluation.domain.explanation import plain
from services.evaluation.pages.quantity_words import Sheet as Words
from services.evaluation.pages.quantity_words import quantity as words
from tests.evaluation.county import JUNE, counted, county, joined, scene_of, sheet
from tests.evaluation.sheets.scene import Scene, Sheet, catalogue


def mistakes(*quantities, text="", language="en"):
    """What the check says has to be mended."""
    with spoken(language):
        return [each["message"] for each in checking.checked(text or sheet(*quantities))["faults"]]


def doubts(*quantities, text=""):
    with spoken("en"):
        found = checking.checked(text or sheet(*quantities))
    assert found["faults"] == []
    return [each["message"] for each in found["warnings"]]


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


# --- sub-units that have something themselves

HALF = "{units: below, having: {of: {stock: members}, over: {register: staff}, at_least: 50%}}"
ALL = "{units: below, having: {of: {stock: members}, at_least: {register: staff}}}"


def staffed(*quantities):
    """B has 2 members of 4, C has 4 of 4, D has 1 and nobody said of how many."""
    scene = scene_of(*quantities)
    for name, members, staff in (("B", 2, 4), ("C", 4, 4), ("D", 1, None)):
        scene.unit(name, kind="branch", parent="A", **({"staff": staff} if staff else {}))
        joined(scene, name, *(f"{name}-{number}" for number in range(members)))
    return scene


def test_sub_units_are_held_against_a_share():
    """Half of the staff are members in B and in C; of D it is not known."""
    assert counted(staffed(HALF)) == "2"
    assert counted(staffed(HALF.replace("at_least: 50%", "below: 90%"))) == "1"


def test_sub_units_are_held_against_their_own_number():
    """Only C has as many members as staff; D's staff was never told."""
    assert counted(staffed(ALL)) == "1"


def test_a_sub_unit_of_which_nothing_else_is_known_has_its_registers():
    scene = scene_of("{units: below, having: {of: {register: staff}, at_least: 25}}")
    scene.sets("2020-01-01", "parent", "B", "2020-01-01", "A")
    scene.sets("2020-01-01", "staff", "B", "2020-01-01", 30)
    assert counted(scene) == "1"


def test_the_points_of_sub_units_are_not_asked():
    (found,) = mistakes("{number: 1}", "{units: below, having: {node: item-1, at_least: 1}}")
    assert found == "sub-units are asked for a quantity (`of`); their points are not known here"


# --- stocks and registers of the units below


def test_members_and_staff_of_all_units():
    """A's own 3 members and 10 staff, B's 2 of 4; C told no staff, and lost one of two members."""
    scene = county(*(f"{{{what}, units: {units}}}" for what in ("stock: members", "register: staff")
                     for units in ("tree", "below")))  # fmt: skip
    scene.sets("2020-01-01", "staff", "A", "2020-01-01", 10)
    scene.sets("2020-01-01", "staff", "B", "2020-01-01", 4)
    joined(scene, "A", "1", "2", "3")
    joined(scene, "B", "4", "5")
    joined(scene, "C", "6", "7")
    scene.tells(JUNE, "left", "C", day=JUNE, person="7", reason="resigned")
    found = scene.scores("2024")
    assert [found.points("A", f"item-{number}") for number in (1, 2, 3, 4)] == ["6", "3", "14", "4"]
    assert [found.points("B", f"item-{number}") for number in (1, 2, 3, 4)] == ["2", "0", "4", "0"]
    assert [each["worth"] for each in proof(found, "item-2")["facts"]] == ["1", "1", "1", "1", "-1"]
    told = proof(found, "item-3")["told_of"]
    assert [(each["unit"], each["value"]) for each in told] == [("A", "10"), ("B", "4")]


SHARE = """{%s}
      over: {%s, units: tree}
      when_none: full"""


def shared(of, over, more=""):
    """A sheet of one share that brings at most 4 points; branch B below A."""
    text = (
        sheet(SHARE % (of, over) + more)
        .replace("points: open", "points: 4")
        .replace("rule: count", "rule: ratio")
    )
    scene = Scene(Sheet(text.replace("      per: 1\n", "")))
    scene.unit("A", kind="county")
    scene.unit("B", kind="branch", parent="A")
    joined(scene, "A", "1", "2")
    joined(scene, "B", "3", "4")
    return scene


def test_staff_that_no_unit_told_is_not_known():
    scene = shared("stock: members", "register: staff")
    assert counted(scene) == "4"
    scene.sets("2020-01-01", "staff", "B", "2020-01-01", 8)
    assert counted(scene) == "1"


def test_who_is_on_the_roll_of_a_sub_unit_is_on_the_roll():
    scene = shared("measure: attendance, each: person, within: once, units: tree", "stock: members",
                   "\n      on_roll: true")  # fmt: skip
    for unit, person in (("A", "1"), ("B", "3"), ("B", "a-guest")):
        scene.tells(JUNE, "attendance", unit, day=JUNE, person=person, occasion="meeting")
    found = scene.scores("2024")
    assert (found.points("A", "item-1"), found.passed("A", "item-1")) == ("2", ["off-roll"])


def test_a_unit_that_left_the_tree_takes_its_members_along():
    scene = county("{stock: members, units: below}")
    joined(scene, "B", "1", "2")
    scene.sets("2024-03-01", "parent", "B", "2024-03-01", "Z")
    assert scene.scores("2024", as_of="2024-02-01").totals["A"] == "2"
    assert counted(scene) == "0"


def proof(found, item, unit="A"):
    """What the explanation says of an item's quantity."""
    (part,) = [each for each in plain(found.results[unit])["score"]["parts"] if each["id"] == item]
    return part["proof"]["of"]


def test_a_stock_cannot_be_narrowed_by_what_leavers_are_not_told_with():
    """Two on contract joined, one left: nobody said on which contract the leaver was."""
    (found,) = mistakes("{stock: members, where: {employment_type: contract}}")
    assert found == (
        "moved-in, moved-out, left has no employment_type, so whoever leaves would still count;"
        " all have fact, unit, person"
    )
    assert doubts("{stock: members, where: {person: [one]}}") == []


def test_the_console_says_of_which_units():
    scheme = Sheet(sheet("{stock: members, units: tree}", "{register: staff, units: below}")).scheme
    with spoken("en"):
        said = [words(part.item.of, Words(scheme, catalogue())) for part in scheme.root.children]
    assert said == ["Members (of it and the branches below it)", "all staff (of the branches below it)"]


# --- registers with keys, the future, parts of the year


@pytest.mark.parametrize("register", ["figure", "target", "title", "group", "waiver"])
def test_of_a_register_with_many_values_one_is_named(register):
    (found,) = mistakes(f"{{register: {register}, table: {{a: 1}}}}")
    assert found == f"say with `key` which {register} is meant"
    assert mistakes(f"{{register: {register}, key: k, table: {{a: 1}}}}") == []


def test_a_title_is_no_number():
    (found,) = doubts("{register: title, key: model-home}")
    assert found == "a title is seldom a number; say with `table` what each counts"
    assert doubts("{register: title, key: model-home, table: {province: 2}}") == []


FUTURE = ("{measure: activities, shift: 1}", "{stock: members, shift: 1}", "{register: staff, shift: 1}",
          "{units: below, shift: 1}", "{result: toy, shift: 1}")  # fmt: skip


@pytest.mark.parametrize("quantity", FUTURE)
def test_the_future_cannot_be_asked(quantity):
    (found,) = mistakes(quantity)
    assert found == "what comes later is not known; -1 is the window before"
    assert mistakes(quantity.replace("shift: 1", "shift: -1")) == []


def test_a_kind_of_sub_units_may_be_misspelt():
    (found,) = doubts("{units: below, kinds: [brench]}")
    assert found == "brench is none of this scheme's kinds; did you mean branch?"
    assert doubts("{units: below, kinds: [branch, enterprise]}") == []


PARTS = [
    ("month", "semester", "semester"),
    ("quarter", "half-year", "half-year"),
    ("semester", "year", "year"),
    ("year", "", "quarter"),
    ("year", "", "school-year"),
    ("quarter", "", "month"),
]


@pytest.mark.parametrize(("every", "longer", "part"), PARTS)
def test_a_part_of_the_year_longer_than_the_period_is_doubted(every, longer, part):
    text = sheet("{measure: activities}").replace("every: year", f"every: {every}")
    text = text.replace("  of:\n", f"  each_period: {part}\n  of:\n", 1)
    assert doubts(text=text) == (
        [f"a {longer} is longer than the {every} that is scored, so there is only one"] if longer else []
    )


# --- tables


def test_what_the_conditions_shut_out_of_a_table_is_doubted():
    asked = (
        "{measure: adoptions, where: {level: [province, city], format: {not: short}},"
        " worth: {by: [level, format], %s}}"
    )
    (found,) = doubts(asked % "table: {province: {long: 2}, school: 1}")
    assert found == "school never comes here: `where` lets through no such level"
    (found,) = doubts(asked % "table: {province: {long: 2, short: 1}}")
    assert found == "short never comes here: `where` lets through no such format"
    assert doubts(asked % "table: {province: {long: 2}, city: 1}") == []


def test_the_same_mistake_is_told_at_every_line():
    wrong = "{measure: evidence, each: person, within: once}"
    assert len(mistakes(wrong, wrong, wrong)) == 3
    assert len(doubts(*["{measure: evidence, within: once}"] * 2)) == 2


def test_equal_quantities_are_one():
    one, other = Sheet(sheet(*["{measure: evidence, within: once}"] * 2)).scheme.root.children
    assert one.item.of is other.item.of


def test_a_sub_unit_of_which_nothing_is_told_may_count_all_the_same():
    """D never told its staff; with `when_none: met` it is among those with half of them."""
    assert counted(staffed(HALF.replace("50%", "50%, when_none: met"))) == "3"


@pytest.mark.parametrize("worth", ["amount", "{of: amount, share: round}"])
def test_the_amount_of_what_has_none_is_a_mistake(worth):
    (found,) = mistakes(f"{{measure: replies, worth: {worth}}}")
    assert found == "replies has no amount; leave `worth` out, or give a table"


def test_the_amount_that_only_some_have_is_a_doubt():
    (found,) = doubts("{measure: [awards, evidence], worth: amount}")
    assert found == "of awards there is no amount, so it is 0 there"
    (found,) = doubts("{measure: results, worth: {places: [3, 2], beyond: 1}}")
    assert found == "of results there is no amount, so it is 0 there"


def test_only_persons_are_on_a_roll():
    line = "{measure: evidence}\n      over: {stock: members}\n      on_roll: true\n      when_none: zero"
    (found,) = mistakes(line)
    assert found.startswith("evidence has no person; it has")
