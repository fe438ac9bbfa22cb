"""Who is chosen: entrants, equals, places, bars and allowances of a few branches, in a few lines each."""

import json
from fractions import Fraction

import pytest
from jsonschema import Draft202012Validator

from infra.spoken import spoken
from services.evaluation import recounting, rulebooks, score_lines
from services.evaluation.differences import differences
from services.evaluation.domain.explanation import plain
from services.evaluation.domain.ranks import places
from services.evaluation.pages.scheme import told as words_of
from services.evaluation.recounting import award as told
from tests.evaluation.contest import GRADES, awards, gate, marked, outcome, sheet, wrong
from tests.evaluation.sheets.scene import Sheet


class TestWithoutAValue:
    LOWEST = "id: low, by: {register: figure, key: cost}, order: low, number: 1"
    FASTEST = "id: low, by: {measure: quantities, worth: amount, across: min}, order: low, number: 1"
    MARKED = "id: best, by: {measure: marks, where: {item: vote}, worth: amount, across: mean}, number: 2"

    def test_nobody_has_the_lowest_figure_by_having_told_none(self):
        scene = marked(awards(self.LOWEST), a=1, b=2, c=3)
        scene.sets("2024-02-01", "figure", "b", "2024-02-01", 7, key="cost")
        scene.sets("2024-02-01", "figure", "c", "2024-02-01", 5, key="cost")
        assert outcome(scene).awards == {"low": ["c"]}

    def test_nobody_is_fastest_who_did_not_run(self):
        scene = marked(awards(self.FASTEST), a=1, b=2)
        scene.tells("2024-05-01", "quantities", "b", day="2024-05-01", amount=30, kind="race")
        assert outcome(scene).awards == {"low": ["b"]}

    def test_nobody_wins_by_a_mean_of_no_marks(self):
        scene = marked(awards(self.MARKED), a=1, b=2)
        scene.tells("2024-05-01", "marks", "b", day="2024-05-01", person="p", item="vote", role="leader",
                    amount=3)  # fmt: skip
        assert outcome(scene).awards == {"best": ["b"]}

    def test_who_has_nothing_to_be_counted_has_none_and_competes(self):
        scene = marked(awards("id: quiet, by: {measure: incidents}, order: low, number: 1"), a=1, b=2)
        scene.tells("2024-05-01", "incidents", "b", day="2024-05-01", kind="fire")
        assert outcome(scene).awards == {"quiet": ["a"]}

    def test_a_line_that_is_left_out_for_a_branch_is_no_value_of_it(self):
        scene = marked(awards("id: low, by: {node: item-1}, order: low, number: 1"), a=(1, 1), b=(2, 2))
        scene.sets("2024-01-01", "waiver", "a", "2024-01-01", "not-applicable", key="item-1")
        assert outcome(scene).awards == {"low": ["b"]}

    @pytest.mark.parametrize("order", ["high", "low"])
    def test_an_untold_tie_key_stands_last_whichever_way_it_is_read(self, order):
        ties = f"[{{of: {{register: figure, key: cost}}, order: {order}}}, decide]"
        scene = marked(awards("id: one, number: 1", ties=ties), a=5, b=5)
        scene.sets("2024-02-01", "figure", "b", "2024-02-01", -7, key="cost")
        assert outcome(scene).places == {"a": 2, "b": 1}
        assert outcome(scene).awards == {"one": ["b"]}


class TestTheLowest:
    def test_of_two_equals_the_later_one_of_the_scheme_is_among_the_last(self):
        of = awards("id: last, by: {node: work}, order: low, number: 1", ties="[{node: item-1}, decide]")
        scene = marked(of, a=(9, 1), b=(5, 6), c=(5, 4))
        assert outcome(scene).awards == {"last": ["c"]}

    def test_an_awards_own_keys_stay_as_they_are_written(self):
        own = "id: last, by: {node: work}, order: low, number: 1, ties: [{node: item-1}, decide]"
        scene = marked(awards(own, ties="[{node: item-1}, decide]"), a=(9, 1), b=(5, 6), c=(5, 4))
        assert outcome(scene).awards == {"last": ["b"]}


class TestEqualsThatWait:
    TWO = ("id: excellent, number: 1", "id: advanced, number: 2, not_of: [excellent]")

    def test_get_no_lower_award_and_keep_their_places_in_it(self):
        found = outcome(marked(awards(*self.TWO, ties="decide"), a=9, b=9, c=8))
        excellent, advanced = found.outcome.awards
        assert [each.unit for each in excellent.undecided] == ["a", "b"]
        assert advanced.winners == ()
        assert [each.unit for each in advanced.waiting] == ["a", "b", "c"]

    def test_who_has_a_place_whatever_is_decided_gets_it(self):
        wide = "id: advanced, number: 3, not_of: [excellent]"
        found = outcome(marked(awards(self.TWO[0], wide, ties="decide"), a=9, b=9, c=8, d=7))
        advanced = found.outcome.awards[1]
        assert [(each.entrant.unit, each.place) for each in advanced.winners] == [("c", 3)]
        assert [each.unit for each in advanced.waiting] == ["a", "b", "d"]

    def test_wait_where_only_winners_compete(self):
        among = "id: first, number: 1, only_of: [excellent]"
        found = outcome(marked(awards(self.TWO[0], among, ties="decide"), a=9, b=9, c=8))
        assert [each.unit for each in found.outcome.awards[1].waiting] == ["a", "b"]

    def test_an_award_that_is_only_undecided_is_not_empty(self):
        found = outcome(marked(awards(*self.TWO, ties="decide"), a=9, b=9, c=8))
        assert [told(each)["empty"] for each in found.outcome.awards] == [False, False]
        assert [one["unit"] for one in told(found.outcome.awards[1])["waiting"]] == ["a", "b", "c"]


class TestPersons:
    RUN = ("id: run, entrants: persons, order: low, number: 1, ties: TIE, "
           "by: {measure: quantities, worth: amount, each: person, within: min}")  # fmt: skip

    def run(self, tie, **ties):
        scene = marked(awards(self.RUN.replace("TIE", tie), **ties), a=1, b=2)
        for unit, person in (("a", "p1"), ("b", "p2")):
            scene.tells(
                "2024-05-01", "quantities", unit, day="2024-05-01", person=person, amount=30, kind="race"
            )
        scene.tells("2024-06-01", "joined", "a", day="2024-06-01", person="p1")
        scene.tells("2024-05-01", "evidence", "b", day="2024-05-01", kind="x")
        return outcome(scene)

    def test_are_told_apart_by_a_number_of_their_branch(self):
        assert self.run("[{of: {measure: evidence}}, decide]").awards == {"run": ["b/p2"]}
        assert self.run("[{node: work}, decide]").awards == {"run": ["b/p2"]}

    def test_are_told_apart_by_a_number_of_their_own(self):
        assert self.run("[{of: {measure: joined, each: person}}, decide]").awards == {"run": ["a/p1"]}

    def test_are_not_told_apart_by_what_the_scheme_says_of_branches(self):
        found = self.run("decide", ties="[{node: work}, shared]")
        assert found.undecided == {"run": ["a/p1", "b/p2"]}


class TestWithoutAGroup:
    ZONE = "id: zone, number: 1"

    def test_a_branch_has_no_place_and_no_award_and_is_told_why(self):
        of = awards(self.ZONE, "id: all, within: none, number: 1", categories="group:zone")
        found = outcome(marked(of, ("a", {"zone": "east"}), ("b", {"zone": "east"}), a=1, b=2, c=9))
        assert found.places == {"a": 2, "b": 1}
        assert found.results["c"].why_no_place == "no-group"
        assert found.awards == {"zone": ["b"], "all": ["c"]}
        assert found.outcome.awards[0].ungrouped == ("c",)
        assert found.totals["c"] == "9"


class TestTheReport:
    def test_names_who_waits_for_an_earlier_award(self):
        found = outcome(marked(awards(*TestEqualsThatWait.TWO, ties="decide"), a=9, b=9, c=8))
        plain = recounting.outcome(found.outcome, dict.fromkeys("abc", ""))
        with spoken("en"):
            lines = [score_lines.award_line(each) for each in plain["awards"]]
        assert lines[0] == "Toy: nobody; to be decided between a, b"
        assert lines[1] == "Toy: nobody; waiting for an earlier award: a, b, c"

    def test_names_the_key_that_told_equals_apart(self):
        ties = "[{of: {register: figure, key: cost}}, {node: item-1}, decide]"
        found = outcome(marked(awards("id: one, number: 1", ties=ties), a=(5, 1), b=(4, 2), c=(1, 1)))
        plain = recounting.outcome(found.outcome, dict.fromkeys("abc", ""))
        places = {each["unit"]: each["place"] for each in plain["units"]}
        assert places["a"] == {"in": "", "place": 2, "of": 3, "equal": False, "told_apart": ["item-1"]}
        assert "told_apart" not in places["c"]


def test_a_reward_may_be_negative():
    found = outcome(marked(awards("id: last, order: low, number: 1, reward: -100"), a=1, b=2))
    assert found.outcome.awards[0].winners[0].reward == Fraction(-100)


class TestGates:
    SMALL = "{of: {register: staff}, below: 100}"

    def test_asks_only_branches_of_a_size(self):
        of = gate(
            f"node: work, below: 50, size: {self.SMALL}", "awards: [{id: one, TITLE, CITE, number: 9}]\n"
        )
        scene = marked(of, a=1, b=1, c=60)
        scene.sets("2024-01-01", "staff", "a", "2024-01-01", 30)
        scene.sets("2024-01-01", "staff", "b", "2024-01-01", 100)
        found = outcome(scene)
        assert found.bars == {"a": ["g"], "b": [], "c": []}
        assert found.awards == {"one": ["c", "b"]}

    def test_takes_the_place_and_every_award_and_leaves_the_score_to_be_seen(self):
        of = gate("node: item-1, below: 1", "awards: [{id: one, TITLE, CITE, number: 1}]\n")
        placeless = Sheet(of.text.replace("bars: all", "bars: place"))
        found = outcome(marked(placeless, a=(9, 0), b=(5, 2), c=(3, 1)))
        assert found.places == {"b": 1, "c": 2}
        assert found.results["b"].place.of == 2
        assert (found.totals["a"], found.results["a"].why_no_place) == ("9", "barred")
        assert found.awards == {"one": ["b"]}

    def test_takes_the_place_beside_grades_and_awards(self):
        graded = "grades: [{CITE, line: [{grade: good, TITLE, at: 1}]}]\n"
        of = Sheet(gate("node: item-1, below: 1", graded).text.replace("bars: all", "bars: [all, place]"))
        found = outcome(marked(of, a=(9, 0), b=(5, 2)))
        assert (found.grades, found.places) == ({"a": "", "b": "good"}, {"b": 1})

    def test_an_award_that_is_called_place_is_meant_where_there_is_one(self):
        of = gate("node: item-1, below: 1", "awards: [{id: place, TITLE, CITE, number: 1}]\n")
        found = outcome(marked(Sheet(of.text.replace("bars: all", "bars: place")), a=(9, 0), b=(5, 2)))
        assert (found.places, found.awards) == ({"a": 1, "b": 2}, {"place": ["b"]})

    def test_a_gate_on_a_line_shows_what_came_of_it(self):
        found = outcome(marked(gate("node: [work, item-1], over_node: total, below: 200%"), a=(1, 2)))
        (bar,) = plain(found.results["a"])["bars"]
        assert (bar["value"], bar["bars"]) == ("1", [])
        work, one, total = bar["nodes"]
        assert (work["id"], work["points"], one["points"]) == ("work", "1", "2")
        assert [fact["worth"] for fact in work["proof"]["of"]["facts"]] == ["1"]
        assert (total["id"], total["points"], "proof" in total) == ("total", "3", False)

    def test_a_gate_on_a_ratio_shows_both_sides(self):
        of = gate("of: {register: figure, key: there}, over: {register: staff}, below: 50%")
        scene = marked(of, a=1)
        scene.sets("2024-01-01", "staff", "a", "2024-01-01", 30)
        scene.sets("2024-01-01", "figure", "a", "2024-01-01", 10, key="there")
        (bar,) = plain(outcome(scene).results["a"])["bars"]
        assert (bar["value"], bar["of"]["value"], bar["over"]["value"]) == ("1/3", "10", "30")

    def test_is_said_in_words_with_its_size_and_the_place(self):
        graded = "grades: [{CITE, line: [{grade: good, TITLE, at: 1}]}]\n"
        of = gate(f"node: work, below: 50, size: {self.SMALL}", graded)
        with_place = of.text.replace("bars: all", "bars: [good, place]")
        with spoken("en"):
            (only,), (both,) = (words_of(Sheet(text).scheme)["gates"] for text in (of.text, with_place))
            assert only["scope"] == "only where all staff: below 100"
            assert only["bars"] == "every grade and award"
            assert both["bars"] == "every grade and award, the place"
            assert [each["text"] for each in differences(of.text, with_place)] == [
                "Gate Toy (g): bars all → good, place"
            ]
            smaller = of.text.replace("below: 100", "below: 60")
            assert "60" in differences(of.text, smaller)[0]["text"]
        with spoken("zh"):
            assert words_of(Sheet(with_place).scheme)["gates"][0]["bars"] == "全部等级和评优、名次"

    def test_is_a_scheme_by_its_published_schema(self):
        of = gate(f"node: work, below: 50, size: {self.SMALL}").text.replace(
            "bars: all", "bars: [all, place]"
        )
        schema = json.loads((rulebooks.SHIPPED / "scheme-1.schema.json").read_text("utf-8"))
        assert list(Draft202012Validator(schema).iter_errors(rulebooks.plain(of))) == []


class TestAllowancesByPoints:
    FUNDS = ("allowances: [{id: funds, TITLE, CITE, unit: yuan, of: {id: share, TITLE, CITE, "
             "points: open, rule: count, per: 8, REST}}]\n")  # fmt: skip

    def funds(self, rest, **more):
        return sheet(self.FUNDS.replace("REST", rest), **more)

    def test_follow_what_the_branch_earned_in_this_period(self):
        found = outcome(marked(self.funds("of: {points: total}"), a=(60, 5), b=10))
        assert found.allowances == {"funds": {"a": "520", "b": "80"}}
        assert found.totals == {"a": "65", "b": "10"}

    def test_have_nothing_of_a_line_that_is_left_out(self):
        scene = marked(
            self.funds("of: {points: item-1}, over: {number: 1}, when_none: 3"), a=(60, 5), b=(1, 7)
        )
        scene.sets("2024-01-01", "waiver", "b", "2024-01-01", "not-applicable", key="item-1")
        assert outcome(scene).allowances == {"funds": {"a": "40", "b": "3"}}

    @pytest.mark.parametrize(
        "of",
        [
            awards("id: one, by: {points: work}, number: 1"),
            gate("of: {points: work}, below: 1", GRADES),
            Sheet(
                sheet(FUNDS.replace("REST", "of: {measure: evidence, each: unit, over: {points: work}}")).text
            ),
            Sheet(
                sheet(
                    FUNDS.replace("REST", "of: {units: below, having: {of: {points: work}, above: 1}}")
                ).text
            ),
        ],
    )
    def test_alone_can_count_points(self, of):
        assert "can be counted in allowances only, and not inside another quantity" in wrong(of)

    def test_name_a_line_of_the_sheet(self):
        assert "nope is not known" in wrong(self.funds("of: {points: nope}"))
        assert "share is a node of an allowance" in wrong(self.funds("of: {points: share}"))

    def test_are_said_in_words(self):
        of = self.funds("of: {points: total}")
        with spoken("en"):
            ((_, (section,)),) = words_of(of.scheme)["allowances"]
            assert [line.counted for line in section.lines] == ["points of “Total”"]
        schema = json.loads((rulebooks.SHIPPED / "scheme-1.schema.json").read_text("utf-8"))
        assert list(Draft202012Validator(schema).iter_errors(rulebooks.plain(of.text))) == []


def test_a_rank_that_was_stored_with_fewer_keys_is_still_placed():
    found = places(
        {"a": ("", (Fraction(5), Fraction(1), Fraction(2))), "b": ("", (Fraction(5), Fraction(1)))}
    )
    assert {unit: each.place for unit, each in found.items()} == {"a": 1, "b": 2}
