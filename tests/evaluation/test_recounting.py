"""A facts file scored by a scheme says totals, places and reasons; what cannot be scored says why."""

import json
from datetime import date
from pathlib import Path

import pytest

from infra.spoken import spoken
from services.evaluation import facts_text, recounting, rulebooks
from services.evaluation.domain.ranks import Place
from services.evaluation.recounting import NotScored, recounted
from services.evaluation.score_lines import report

SHEET = (Path(__file__).parent / "small-scheme.yaml").read_text("utf-8")

FACTS = (Path(__file__).parent / "small-facts.yaml").read_text("utf-8")


def score(period="2025", as_of=None, known_on=None, facts=FACTS, scheme=SHEET):
    with spoken("en"):
        return recounted(scheme, facts, period, as_of, known_on)


def totals(found):
    return {each["unit"]: each["total"] for each in found["units"]}


class TestTheScore:
    def test_a_branch_has_its_total_its_place_and_its_grade(self):
        found = score()
        # B1: plan 5 + all members 10; B2: half of the staff are members: no band; B3: nothing
        assert totals(found) == {"B1": "15", "B2": "0", "B3": "0"}
        first = next(each for each in found["units"] if each["unit"] == "B1")
        assert (first["name"], first["kind"], first["why_no_grade"]) == ("物理学院", "teaching", "below")
        assert first["place"] == {"in": "teaching", "place": 1, "of": 2, "equal": False}

    def test_an_earlier_clock_knows_no_correction_and_no_void(self):
        # until the correction the plan is that of B2
        assert totals(score(known_on=date(2025, 4, 30))) == {"B1": "10", "B2": "5", "B3": "0"}
        # the mark of 8 out of 10 with a weight of 40 % was not void yet
        assert totals(score(known_on=date(2025, 6, 30)))["B1"] == "18.2"

    def test_a_day_asked_sees_no_later_facts(self):
        found = score(as_of=date(2025, 2, 1))
        assert found["as_of"] == "2025-02-01"
        assert totals(found)["B1"] == "10"

    def test_the_trailing_window_ends_with_the_day_asked(self):
        found = score("trailing", date(2025, 6, 30))
        assert (found["from"], found["to"]) == ("2024-07-01", "2025-06-30")

    def test_a_period_before_the_scheme_is_in_force_is_scored_and_said_to_be_so(self):
        note = "This scheme scores from 2025 on"
        found = score("2024")
        assert (found["in_force"], found["first_period"]) == (False, "2025")
        with spoken("en"):
            assert report(found).footing[0].startswith(note)
            assert score()["in_force"] is True
            assert not any(note in each for each in report(score()).footing)

    def test_the_reasons_go_down_to_the_facts(self):
        found = score()
        first = next(each for each in found["units"] if each["unit"] == "B1")
        plan = first["score"]["parts"][0]["parts"][0]
        assert [fact["fact"] for fact in plan["proof"]["of"]["facts"]] == ["a1"]

    def test_the_order_of_tellings_does_not_matter(self):
        plain = rulebooks.plain(FACTS)
        for number, each in enumerate(plain["tellings"], start=1):
            each["position"] = number
        backwards = {**plain, "tellings": plain["tellings"][::-1]}
        assert score(facts=json.dumps(backwards)) == score()

    def test_what_is_written_back_scores_the_same(self):
        known = rulebooks.catalogue(rulebooks.shipped("catalogue-2026"))
        again = "".join(facts_text.written(*facts_text.read(FACTS, known), known))
        assert score(facts=again) == score()

    def test_the_table_for_people_is_in_their_language(self):
        with spoken("zh"):
            made = report(score())
        assert made.headings[:2] == ["名次", "分工会"]
        assert ["1/2", "物理学院", "教学单位", "15", "未达标"] in made.rows


class TestTheTable:
    """What people read: nothing that the scheme does not have, and every reason why somebody has nothing."""

    def lines(self, scheme=SHEET, facts=FACTS, language="en"):
        with spoken(language):
            return report(score(scheme=scheme, facts=facts))

    def test_has_no_column_for_grades_or_awards_that_the_scheme_does_not_give(self):
        ungraded = SHEET[: SHEET.index("grades:")]
        assert self.lines(ungraded).headings == ["place", "branch", "kind", "total"]
        assert self.lines().headings == ["place", "branch", "kind", "total", "grade"]

    def test_names_below_a_branch_what_bars_it_and_from_what(self):
        told = "tells: [{fact: i1, measure: incidents, unit: B1, day: 2025-07-31}]"
        accident = FACTS + f"  - known: 2025-08-01\n    {told}\n"
        rows = self.lines(SHEET, accident).rows
        below = rows[[row[1] for row in rows].index("物理学院") + 1]
        assert below == ["", "barred: Accident (Fair, Good)", "", "", ""]

    def test_writes_totals_as_decimals_and_says_where_they_are_endless(self):
        title = "  title: {zh: 总分, en: Total}\n"
        third = SHEET.replace(title, f"{title}  coefficient: 1/3\n", 1)
        assert [row[3] for row in self.lines(third).rows] == ["0", "5", "0"]
        ninth = third.replace("1/3", "1/9")
        assert "≈1.6667" in [row[3] for row in self.lines(ninth).rows]

    def test_names_awards_by_title_and_winners_with_branch_and_category(self):
        made = self.lines(SHEET + AWARD)
        assert made.headings[-1] == "awards"
        assert "Model" in [row[-1] for row in made.rows]
        person = """
  - {id: person, title: {zh: 个人, en: Person}, entrants: persons, number: 1, ties: shared,
     by: {measure: joined, each: person, years: 2}, cite: {sheet: x, year: x, clause: x}}
"""
        footing = self.lines(SHEET + AWARD + person).footing
        assert footing[-1] == "Person: 1. p1 (物理学院), 1. p2 (物理学院), 1. p3 (B2)"

    def test_has_a_column_for_each_allowance(self):
        money = """
allowances:
  - {id: money, title: {zh: 经费, en: Money}, unit: yuan, cite: {sheet: x, year: x, clause: x},
     of: {id: money.heads, title: {zh: 人头, en: Heads}, points: open, rule: count, per: 10,
          of: {stock: members}, cite: {sheet: x, year: x, clause: x}}}
"""
        made = self.lines(SHEET + money)
        assert made.headings[-1] == "Money"
        assert {row[1]: row[-1] for row in made.rows} == {"物理学院": "20", "B2": "10", "B3": "0"}

    def test_says_who_was_not_scored(self):
        other = FACTS.replace("value: office", "value: offce")
        made = self.lines(facts=other)
        assert made.footing == ["Not scored, kind offce: B3"]
        assert self.lines(facts=other, language="zh").footing == ["未计分（类别 offce）：B3"]

    def test_keeps_the_dates_on_a_line_of_their_own(self):
        assert self.lines().title == "Assessment\n2025-01-01 – 2025-12-31"


AWARD = """
awards:
  - {id: model, title: {zh: 先进, en: Model}, number: 1, at_least: 10, cite: {sheet: x, year: x, clause: x}}
  - {id: star, title: {zh: 之星, en: Star}, number: 1, at_least: 90, cite: {sheet: x, year: x, clause: x}}
  - {id: rest, title: {zh: 其他, en: Rest}, number: 1, within: none, not_of: [model], ties: lot,
     cite: {sheet: x, year: x, clause: x}}
"""


class TestAwards:
    def test_are_told_with_their_winners_and_those_that_nobody_reached(self):
        model, star, _ = score(scheme=SHEET + AWARD)["awards"]
        assert [(one["unit"], one["place"], one["points"]) for one in model["winners"]] == [("B1", 1, "15")]
        assert (star["winners"], star["empty"]) == ([], True)

    def test_leave_equals_at_the_border_to_a_decision(self):
        found = score(scheme=SHEET + AWARD)
        assert [each["unit"] for each in found["awards"][2]["undecided"]] == ["B2", "B3"]
        with spoken("en"):
            assert report(found).footing == [
                "Model: 1. 物理学院 (Teaching)",
                "Star: nobody",
                "Rest: nobody; to be decided between B2, B3",
            ]

    def test_stand_with_the_units_that_won_them(self):
        won = {each["unit"]: each["awards"] for each in score(scheme=SHEET + AWARD)["units"]}
        assert won == {"B1": ["model"], "B2": [], "B3": []}


class TestWhatCannotBeScored:
    @pytest.mark.parametrize(
        ("period", "english", "chinese"),
        [
            (
                "2025-Q1",
                "2025-Q1 is no period of this scheme; one is 2025.",
                "2025-Q1 不是本办法的考核期，应如 2025。",
            ),
            ("trailing", "Say with --as-of", "请用 --as-of"),
            ("soon", "soon is no period", "soon 不是"),
        ],
    )
    def test_is_a_period_that_the_scheme_does_not_know(self, period, english, chinese):
        with pytest.raises(NotScored) as caught:
            score(period)
        for language, text in (("en", english), ("zh", chinese)):
            with spoken(language):
                assert text in str(caught.value)

    def test_is_a_value_that_should_be_a_number(self):
        with pytest.raises(NotScored) as caught:
            score(facts=FACTS.replace('value: "2"', 'value: "two"', 1))
        with spoken("en"):
            assert str(caught.value) == "staff of B1 is “two”; write a number."

    def test_is_a_facts_file_or_a_scheme_with_mistakes(self):
        with pytest.raises(rulebooks.BadRulebook, match="line 23, m1"):
            score(facts=FACTS.replace("measure: marks", "measure: mark", 1))
        with pytest.raises(rulebooks.BadRulebook, match=r"line \d+, work.members"):
            score(scheme=SHEET.replace("rule: bands", "rule: band"))


def test_a_place_that_was_not_given_is_nothing():
    assert recounting.place(None) is None
    assert recounting.place(Place("teaching", 2, 5)) == {
        "in": "teaching",
        "place": 2,
        "of": 5,
        "equal": False,
    }
