"""Who is chosen: entrants, equals, places, bars and grades of a few branches, each case in a few lines."""

import json
from fractions import Fraction

import pytest
from jsonschema import Draft202012Validator

from infra.spoken import spoken
from services.evaluation import checking, recounting, rulebooks, score_lines
from services.evaluation.differences import differences
from services.evaluation.domain.explanation import plain
from services.evaluation.pages.scheme import told as words_of
from services.evaluation.recounting import award as told
from tests.evaluation.sheets.scene import Scene, Sheet

HEAD = """
scheme: toy
title: {zh: 试, en: Toy}
catalogue: catalogue-2026
in_force_from: 2024-01-01
kinds: {branch: {zh: 分会, en: Branch}, office: {zh: 机关, en: Office}}
settings: {survey_weight: none, carry_over: none, decay: none, categories: CATEGORIES,
  counted_on: period-end, ballot: none, ties: TIES}
rounding: {to: "0.01", mode: half-up}
root:
  id: total
  title: {zh: 总分, en: Total}
  of:
    - {id: work, title: {zh: 工作, en: Work}, CITE, points: 100, rule: mark, when_none: zero}
    - {id: item-1, title: {zh: 一, en: One}, CITE, points: 100, rule: mark, when_none: zero}
"""
CITE = "cite: {sheet: 试, year: '2024', clause: '1'}"
TITLE = "title: {zh: 试, en: Toy}"


def sheet(tail="", ties="shared", categories="none"):
    """A sheet of two marked lines and what stands around them."""
    text = HEAD.replace("TIES", ties).replace("CATEGORIES", categories) + tail
    return Sheet(text.replace("CITE", CITE).replace("TITLE", TITLE))


def awards(*lines, **more):
    """A sheet with these awards."""
    tail = "".join(f"  - {{{line}, TITLE, CITE}}\n" for line in lines) + more.pop("more", "")
    return sheet("awards:\n" + tail, **more)


def marked(of, *group, **marks):
    """Branches with their marks for work (and for the first line, as a pair)."""
    scene = Scene(of)
    for unit, mark in marks.items():
        scene.unit(unit, kind="branch", group=dict(group).get(unit))
        for item, amount in zip(
            ("work", "item-1"), mark if isinstance(mark, tuple) else (mark,), strict=False
        ):
            scene.tells("2024-05-01", "marks", unit, day="2024-05-01", person="p", item=item, role="leader",
                        amount=amount)  # fmt: skip
    return scene


def outcome(scene, period="2024"):
    return scene.scores(period)


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


GATE = "{id: g, TITLE, CITE, bars: all, REST}"
ALLOWANCE = ("allowances: [{id: money, TITLE, CITE, unit: yuan, "
             "of: {id: share, TITLE, CITE, points: 1, rule: given}}]\n")  # fmt: skip


def gate(rest, tail="", **more):
    return sheet("gates:\n  - " + GATE.replace("REST", rest) + "\n" + tail, **more)


def wrong(of):
    """What the check says of a text that cannot be used."""
    with pytest.raises(rulebooks.BadRulebook) as found, spoken("en"):
        assert of.scheme
    return str(found.value)


class TestWhatTheCheckRefuses:
    ASKED = "points of a node can only be asked in gates, requires and grades"
    INNER = "is a node of an allowance; only nodes of the sheet itself can be asked here"

    @pytest.mark.parametrize(
        "where",
        [
            "zero_if: {node: work, at_least: 1}",
            "counts_if: {node: work, at_least: 1}",
            "applies: {size: {node: work, at_least: 1}, otherwise: full}",
            "variants: [{size: {node: work, at_least: 1}, points: 2}]",
        ],
    )
    def test_points_of_a_node_where_points_are_still_being_found(self, where):
        text = sheet().text.replace("{id: item-1,", "{id: item-1, " + where + ",")
        assert self.ASKED in wrong(Sheet(text))

    @pytest.mark.parametrize(
        "of",
        [
            gate("node: share, below: 1", ALLOWANCE),
            gate("node: work, over_node: share, below: 1", ALLOWANCE),
            sheet("grades: [{CITE, node: share, line: [{grade: a, TITLE, at: 1}]}]\n" + ALLOWANCE),
            awards("id: one, by: {node: share}, number: 1", more=ALLOWANCE),
            awards("id: one, number: 1, requires: {node: share, at_least: 1}", more=ALLOWANCE),
            awards("id: one, number: 1, ties: [{node: share}, decide]", more=ALLOWANCE),
            sheet(ALLOWANCE, ties="[{node: share}, decide]"),
        ],
    )
    def test_points_of_an_allowance_where_those_of_the_sheet_are_asked(self, of):
        assert self.INNER in wrong(of)

    def test_an_allowance_that_is_not_there(self):
        found = wrong(awards("id: one, number: {allowance: nope}", more=ALLOWANCE))
        assert "nope is not known" in found
        assert "not a number" not in found

    def test_several_years_of_a_nodes_points(self):
        assert "points of a node are those of this period" in wrong(gate("node: work, below: 1, years: 2"))

    @pytest.mark.parametrize("name", ["only_of", "not_of"])
    def test_an_award_that_is_not_written_yet(self, name):
        only = "only grades and awards written before this one can be named"
        later = awards(f"id: one, number: 1, {name}: [two]", "id: two, number: 1")
        assert f"two is not known here; {only}" in wrong(later)
        assert f"three is not known here; {only}" in wrong(awards(f"id: one, number: 1, {name}: [three]"))

    @pytest.mark.parametrize(
        "of",
        [
            sheet("gates:\n" + 2 * ("  - " + GATE.replace("REST", "node: work, below: 1") + "\n")),
            awards("id: g, number: 1", "id: g, number: 2"),
            sheet(ALLOWANCE[:-2] + ALLOWANCE[len("allowances: [") - 1 :].replace("[", ", ").replace(
                "id: share", "id: share-2")),
        ],
    )  # fmt: skip
    def test_one_id_for_two(self, of):
        assert "each its own id" in wrong(of)

    def test_names_where_nothing_has_one(self):
        assert "out is not known" in wrong(Sheet(gate("node: work, below: 1").text.replace("all,", "[out],")))


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


def doubted(of):
    """What the check says that a union should look at, by place."""
    with spoken("en"):
        return [(each["item"], each["message"]) for each in checking.checked(of.text)["warnings"]]


GRADES = "grades:\n  - {CITE, line: [{grade: good, TITLE, at: 1}]}\n"


class TestWhatTheCheckDoubts:
    @pytest.mark.parametrize(
        ("rest", "said"),
        [
            ("node: total, below: 0", "this holds for no branch: the points lie within 0 – 200"),
            ("node: total, below: 201", "this holds for every branch: the points lie within 0 – 200"),
            ("node: total, at_most: 200", "this holds for every branch: the points lie within 0 – 200"),
            ("node: work, at_least: 101", "this holds for no branch: the points lie within 0 – 100"),
            ("node: [work, item-1], above: 200", "this holds for no branch: the points lie within 0 – 200"),
            ("node: work, at_least: 0", "this holds for every branch: the points lie within 0 – 100"),
        ],
    )
    def test_a_gate_that_is_always_or_never_shut(self, rest, said):
        assert doubted(gate(rest, GRADES)) == [("g", said)]

    def test_no_gate_that_a_penalty_can_shut(self):
        mark, penalty = "points: 100, rule: mark, when_none: zero", "rule: penalty, of: {measure: incidents}"
        assert doubted(Sheet(gate("node: total, below: 0", GRADES).text.replace(mark, penalty, 1))) == []
        assert doubted(gate("node: total, below: 60", GRADES)) == []

    @pytest.mark.parametrize(
        ("line", "said"),
        [
            ("at_least: 800, number: 1", "this award asks for 800 points, but the sheet has only 200"),
            ("by: {node: work}, at_least: 101, number: 1",
             "this award asks for 101 points, but the sheet has only 100"),
            ("number: 1, share: 20%", "`number` is not looked at where there is a `share`"),
            ("number: 1, least: 1", "`least` is looked at only where there is a `share`"),
            ("within: kind, number: {brnch: 1}",
             "brnch is no kind of this scheme; there are: branch, office"),
            ("number: {branch: 1}",
             "nobody wins: there are no categories here; say with `within` which are meant"),
            ("number: 1, requires: {node: work, above: 100}",
             "this holds for no branch: the points lie within 0 – 100"),
        ],
    )  # fmt: skip
    def test_an_award(self, line, said):
        assert doubted(awards(f"id: one, {line}")) == [("one", said)]

    def test_no_award_whose_number_and_share_are_read(self):
        of = awards("id: one, share: 20%, of: eligible, round: {to: 1, mode: up}, least: 1, at_least: 60",
                    "id: two, within: kind, number: {branch: 1, office: 2}",
                    "id: three, by: {measure: evidence}, at_least: 999")  # fmt: skip
        assert doubted(of) == []

    @pytest.mark.parametrize("first", ["", "kinds: [branch], "])
    def test_a_second_ladder_for_a_kind(self, first):
        of = GRADES.replace("{CITE", "{" + first + "CITE") + GRADES.partition("\n")[2].replace(
            "{CITE", "{node: work, CITE")  # fmt: skip
        assert ("grades.1", "branch has grades already; the first ones count") in doubted(sheet(of))

    def test_a_line_that_is_computed_for_each_part_of_the_period(self):
        text = sheet(GRADES.replace("{CITE", "{node: work, CITE")).text
        inner = text.replace(
            "  title: {zh: 总分, en: Total}\n", "  title: {zh: 总分, en: Total}\n  each_period: quarter\n"
        )
        said = "work is computed for each quarter; only the last of them is asked here"
        assert said in [message for _, message in doubted(Sheet(inner))]


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
