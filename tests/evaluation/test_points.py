"""What marks, conditions, waivers and missing parts make of points, and what is then lost and open."""

from fractions import Fraction as F

import pytest

from infra.spoken import spoken
from services.evaluation import rulebooks
from services.evaluation.domain.combining import Part
from services.evaluation.domain.facts import exact
from services.evaluation.pages import rule_words
from tests.evaluation.sheets.scene import Scene, Sheet

HEAD = """
scheme: toy
title: {zh: 试, en: Toy}
catalogue: catalogue-2026
in_force_from: 2020-01-01
kinds: {branch: {zh: 分会, en: Branch}, group: {zh: 小组, en: Group}}
units: {successor: own, min_days: 0, before_founding: %(before)s, part_period: %(part)s}
settings: {survey_weight: none, carry_over: none, decay: none, categories: none, counted_on: period-end,
  ballot: none, ties: shared}
rounding: {to: "0.01", mode: half-up}
root: {id: total, title: {zh: 总分, en: Total}, %(root)s}
"""
TITLE = "title: {zh: 项, en: Item}"
CITE = "cite: {sheet: 试, year: '2020', clause: '1'}"
FRAUD = "{title: {zh: 造假, en: Fraud}, of: {measure: incidents, where: {kind: fraud}}, at_least: 1}"
MARKS = "{measure: marks, where: {item: %s, role: committee}, worth: amount, across: last}"
COMMITTEE = "raters: [{who: computed, weight: 0}, {who: committee, weight: 1, of: " + MARKS + ", out_of: %s}]"


def item(id: str, text: str) -> str:
    return f"{{id: {id}, {TITLE}, {CITE}, {text}}}"


def section(id: str, *parts: str, how: str = "") -> str:
    return f"{{id: {id}, {TITLE}, {how and how + ', '}of: [{', '.join(parts)}]}}"


def given(id: str, points: object, more: str = "") -> str:
    return item(id, f"points: {points}, rule: given{more and ', ' + more}")


def met(id: str, points: object, kind: str, more: str = "") -> str:
    """An item for one activity of a kind."""
    text = f"points: {points}, rule: minimum, of: {{measure: activities, where: {{kind: {kind}}}}}"
    return item(id, f"{text}{more and ', ' + more}")


def minus(id: str, points: object, deduct: object, rule: str = "penalty") -> str:
    of = "of: {measure: incidents, where: {kind: bad}}"
    return item(id, f"points: {points}, rule: {rule}, deduct: {deduct}, {of}")


def ratio(id: str, points: object) -> str:
    """An item that is left out while nobody has set its target."""
    return item(id, f"points: {points}, rule: ratio, when_none: leave-out, of: {{measure: activities}}, "
                    "over: {register: target, key: x}")  # fmt: skip


def scene(*parts: str, how: str = "", before: str = "full", part: str = "graded", since: str = "2000-01-01"):
    """One branch, A, and a sheet of these parts."""
    root = f"{how and how + ', '}of: [{', '.join(parts)}]"
    made = Scene(Sheet(HEAD % {"before": before, "part": part, "root": root}))
    made.unit("A", kind="branch", since=since)
    return made


def tells(to: Scene, measure: str, *days: str, **about: object) -> None:
    for day in days:
        to.tells(day, measure, "A", day=day, **about)


def part(to: Scene, node: str = "total", as_of: str = "") -> Part:
    """The branch's result for a node, once its explanation is seen to add up everywhere."""
    result = to.scores("2020", as_of).results["A"]
    for each in result.by_node.values():
        below = each.proof.raw if each.proof else sum((p.share * p.points for p in each.parts), F(0))
        assert each.points == below + sum((step.delta for step in each.steps), F(0)), each.node.id
    return result.by_node[node]


def decided(to: Scene, node: str, as_of: str = "2020-06-30") -> tuple[str, str, str]:
    """Points, lost and open in the middle of the year; together they are the most."""
    found = part(to, node, as_of)
    assert found.most is None or found.points + found.lost + found.open == found.most
    return exact(found.points), exact(found.lost), exact(found.open)


class TestConditionsComeAfterTheMarks:
    def test_what_the_committee_gave_is_set_to_nothing(self):
        self_scored = "{measure: self-scores, where: {item: a}, worth: amount, across: last}"
        found = scene(item("a", f"points: 10, rule: mark, when_none: zero, of: {self_scored}, "
                                f"{COMMITTEE % ('a', 10)}, zero_if: [{FRAUD}]"))  # fmt: skip
        tells(found, "marks", "2020-05-01", item="a", role="committee", amount=9)
        assert part(found).points == 9
        tells(found, "incidents", "2020-06-01", kind="fraud")
        assert part(found).points == 0

    def test_also_of_a_section(self):
        found = scene(section("s", given("a", 10), how=f"{COMMITTEE % ('s', 10)}, zero_if: [{FRAUD}]"))
        tells(found, "marks", "2020-05-01", item="s", role="committee", amount=9)
        tells(found, "incidents", "2020-06-01", kind="fraud")
        assert part(found).points == 0

    def test_what_does_not_count_is_nothing_whatever_the_marks(self):
        ask = "counts_if: [{title: {zh: 会, en: Met}, of: {measure: activities}, at_least: 1}]"
        found = scene(section("s", given("a", 10), how=f"{COMMITTEE % ('s', 10)}, {ask}"))
        tells(found, "marks", "2020-05-01", item="s", role="committee", amount=4)
        assert part(found).points == 0
        tells(found, "activities", "2020-06-01", kind="any")
        assert part(found).points == 4

    def test_a_condition_that_takes_all_points_never_gives_any(self):
        found = scene(item("a", f"points: 0, floor: none, rule: shortfall, at_least: 2, deduct: 2, "
                                f"of: {{measure: activities}}, zero_if: [{FRAUD}]"))  # fmt: skip
        tells(found, "incidents", "2020-06-01", kind="fraud")
        assert part(found).points == -4


class TestWhatIsLeftOutAltogether:
    def test_a_section_without_any_part_leaves_its_weight_to_the_others(self):
        full = section("s1", given("a", 100), how="weight: 70")
        empty = section("s2", ratio("b", 100), how="weight: 30")
        found = scene(full, empty, how="combine: weights")
        assert (part(found).points, part(found).most) == (100, 100)
        assert [part(found, node).left_out for node in ("s1", "s2", "b")] == [False, True, True]
        found.sets("2020-01-01", "target", "A", "2020-01-01", 5, key="x")
        assert part(found).points == 70

    def test_the_mean_is_over_the_quarters_that_count(self):
        of = "{measure: results, where: {kind: meet%s}}"
        line = item("m", f"points: 4, rule: minimum, at_least: 50%, when_none: leave-out, "
                         f"of: {of % ', state: present'}, over: {of % ''}")  # fmt: skip
        found = scene(section("q", line, how="each_period: quarter, combine: mean"))
        tells(found, "results", "2020-02-01", kind="meet", state="present", person="p", occasion="o")
        assert part(found).points == 4

    def test_a_sheet_without_any_part_gives_nothing(self):
        found = scene(section("s", ratio("b", 100)), how="combine: weights")
        assert (part(found).points, part(found).most, part(found).left_out) == (0, 0, False)


class TestBeforeTheFounding:
    MEETING = "{title: {zh: 无会, en: No meeting}, of: {measure: activities, where: {kind: m}}, below: 1}"
    DAYS = tuple(f"2020-{month:02d}-15" for month in range(7, 13))

    @pytest.mark.parametrize(("says", "points"), [("full", 24), ("zero", 12), ("leave-out", 12)])
    def test_months_before_it_are_not_asked(self, says, points):
        found = scene(section("s", met("a", 2, "m"), how="each_period: month"),
                      before=says, since="2020-07-01")  # fmt: skip
        tells(found, "activities", *self.DAYS, kind="m")
        assert part(found).points == points

    def test_nor_what_a_month_without_a_meeting_takes(self):
        inner = section("i", given("a", 2), how=f"zero_if: [{self.MEETING}]")
        found = scene(section("s", inner, how="each_period: month"), since="2020-07-01")
        tells(found, "activities", *self.DAYS, kind="m")
        assert part(found).points == 24

    def test_the_mean_is_over_the_months_since(self):
        found = scene(section("s", met("a", 2, "m"), how="each_period: month, combine: mean"),
                      before="leave-out", since="2020-07-01")  # fmt: skip
        tells(found, "activities", *self.DAYS[:3], kind="m")
        assert part(found).points == 1

    def test_full_is_what_is_known_beside_a_bonus_without_ceiling(self):
        bonus = item("b", "points: open, rule: count, per: 1, of: {measure: activities, where: {kind: b}}")
        found = scene(section("s", met("a", 2, "m"), bonus, how="each_period: month"), since="2020-12-01")
        assert part(found).points == 22


class TestLostAndOpen:
    def test_the_floor_of_a_section_hides_no_loss(self):
        due = item("c", "points: 0, floor: none, rule: shortfall, at_least: 6, deduct: 2, "
                        "of: {measure: activities}")  # fmt: skip
        found = scene(section("s", given("a", 12), minus("b", 0, 4), due, how="cap: 12, floor: 0"))
        tells(found, "incidents", "2020-03-01", kind="bad")
        assert decided(found, "s") == ("0", "4", "8")
        assert decided(found, "s", "2020-12-31") == ("0", "12", "0")

    @pytest.mark.parametrize("inner", [False, True])
    def test_what_a_condition_takes_for_good_is_lost(self, inner):
        zeroed = met("s", 5, "x", f"zero_if: [{FRAUD}]")
        found = scene(section("s", met("a", 5, "x"), how=f"zero_if: [{FRAUD}]") if inner else zeroed)
        assert decided(found, "s") == ("0", "0", "5")
        tells(found, "incidents", "2020-03-01", kind="fraud")
        assert decided(found, "s") == ("0", "5", "0")

    def test_what_does_not_count_yet_is_open_until_the_period_is_over(self):
        ask = "counts_if: [{title: {zh: 会, en: Met}, of: {measure: activities}, at_least: 1}]"
        found = scene(section("s", given("a", 5), how=ask))
        assert decided(found, "s") == ("0", "0", "5")
        assert decided(found, "s", "2020-12-31") == ("0", "5", "0")

    def test_a_condition_that_can_never_be_met_again_leaves_nothing_open(self):
        ask = "counts_if: [{title: {zh: 无, en: None}, of: {measure: incidents}, below: 1}]"
        found = scene(section("s", given("a", 5), how=ask))
        assert decided(found, "s") == ("5", "0", "0")
        tells(found, "incidents", "2020-03-01", kind="fraud")
        assert decided(found, "s") == ("0", "5", "0")

    def test_a_factor_multiplies_what_is_open_and_lost_too(self):
        more = section("m", met("a", 10, "y"), how="coefficient: 1.2")
        half = section("h", met("b", 5, "y"), minus("c", 5, 5, "defect"), how="coefficient: 0.5")
        found = scene(more, half, met("i", 10, "y", "coefficient: 0.5"))
        tells(found, "incidents", "2020-03-01", kind="bad")
        assert decided(found, "m") == ("0", "0", "12")
        assert decided(found, "h") == ("0", "2.5", "2.5")
        assert decided(found, "i") == ("0", "0", "5")

    def test_a_mark_that_may_still_come_is_open(self):
        marks = MARKS % "s"
        rated = f"{{who: computed, weight: 60%}}, {{who: committee, weight: 40%, of: {marks}, out_of: 100}}"
        found = scene(section("s", minus("a", 10, 4, "defect"), how=f"raters: [{rated}]"))
        tells(found, "incidents", "2020-03-01", kind="bad")
        assert decided(found, "s") == ("6", "2.4", "1.6")
        tells(found, "marks", "2020-05-01", item="s", role="committee", amount=80)
        assert decided(found, "s") == ("6.8", "3.2", "0")

    def test_the_best_of_two_is_open_as_long_as_one_is(self):
        late = met("b", 10, "y", "due: 02-01")
        found = scene(section("s", met("a", 4, "x"), late, how="combine: max"))
        assert decided(found, "s") == ("0", "6", "4")

    def test_what_a_condition_takes_of_a_bonus_without_ceiling_is_lost(self):
        bonus = item("b", "points: open, rule: count, per: 2, of: {measure: activities, where: {kind: b}}, "
                          f"zero_if: [{FRAUD}]")  # fmt: skip
        found = scene(section("s", bonus))
        tells(found, "activities", "2020-02-01", kind="b")
        tells(found, "incidents", "2020-03-01", kind="fraud")
        assert decided(found, "b") == ("0", "2", "0") == decided(found, "s")


class TestTheMostOfAChoice:
    TWO = (met("a", 4, "x"), met("b", 10, "y"))

    @pytest.mark.parametrize(("how", "most"), [("max", 10), ("min", 4)])
    def test_is_the_most_of_the_parts_and_not_of_the_one_picked_now(self, how, most):
        found = scene(section("s", *self.TWO, how=f"combine: {how}"))
        tells(found, "activities", "2020-02-01", kind="x")
        assert part(found, "s").most == most

    def test_of_a_mean_without_the_extremes_it_is_that_of_the_mosts(self):
        found = scene(section("s", *self.TWO, met("c", 6, "z"), how="combine: trimmed-mean"))
        tells(found, "activities", "2020-02-01", kind="x")
        assert part(found, "s").most == 6

    def test_a_part_without_ceiling_has_none_but_is_never_the_least(self):
        bonus = item("b", "points: open, rule: count, per: 2, of: {measure: activities}")
        high, low = (section(how, self.TWO[0].replace("id: a", f"id: {how}.a"),
                             bonus.replace("id: b", f"id: {how}.b"), how=f"combine: {how}")
                     for how in ("max", "min"))  # fmt: skip
        found = scene(high, low)
        assert (part(found, "max").most, part(found, "min").most) == (None, 4)

    def test_a_waiver_gives_the_most_that_could_be_had(self):
        found = scene(section("s", *self.TWO, how="combine: max"))
        found.sets("2020-01-01", "waiver", "A", "2020-01-01", "exempt", key="s")
        assert part(found).points == 10

    def test_a_rater_marks_out_of_it(self):
        found = scene(section("s", *self.TWO, how=f"combine: max, {COMMITTEE % ('s', 100)}"))
        tells(found, "marks", "2020-05-01", item="s", role="committee", amount=80)
        assert part(found).points == 8

    def test_a_factor_multiplies_a_mark_once(self):
        found = scene(section("s", given("a", 10), how=f"coefficient: 1.2, {COMMITTEE % ('s', 100)}"))
        tells(found, "marks", "2020-05-01", item="s", role="committee", amount=50)
        assert part(found).points == 6


class TestACap:
    LINE = "points: 3, rule: count, per: 1, of: {measure: activities}, variants: [{kinds: branch, points: 5}]"

    @pytest.mark.parametrize(("cap", "points"), [("", 5), (", cap: 2", 2), (", cap: 3", 3), (", cap: 8", 8)])
    def test_holds_for_the_branches_with_points_of_their_own(self, cap, points):
        found = scene(item("a", self.LINE + cap))
        tells(found, "activities", *(f"2020-0{month}-01" for month in range(1, 10)), kind="x")
        assert part(found).points == points

    def test_is_the_most_that_can_be_lost(self):
        found = scene(item("a", "points: 3, cap: 2, rule: minimum, of: {measure: activities}"))
        assert decided(found, "a", "2020-12-31") == ("0", "2", "0")


class TestAPartOfThePeriod:
    """A branch founded on 1 July of a leap year: 184 of 366 days."""

    def test_a_whole_number_of_things_to_do_stays_whole(self):
        found = self.scene("rule: shortfall, at_least: 12, deduct: 1, of: {measure: activities}")
        assert part(found, "a").points == 12 - 6

    @pytest.mark.parametrize(
        ("says", "asked"), [("1", "1"), ("2", "1"), ("0", "0"), ("2.5", F(5, 2) * F(184, 366))]
    )
    def test_it_is_rounded_down_but_not_to_nothing(self, says, asked):
        found = self.scene(f"rule: minimum, at_least: {says}, of: {{measure: activities}}")
        assert part(found, "a").proof.numbers["at_least"] == F(asked)

    @pytest.mark.parametrize("text", [
        "rule: minimum, at_least: 90%, when_none: zero, of: {stock: members}, over: {register: staff}",
        "rule: minimum, at_least: 90%, when_none: zero, of: {measure: activities}, baseline: {years_ago: 1}",
        "rule: minimum, at_least: 90%, of: {stock: members}",
        "rule: minimum, at_least: 90%, of: {register: staff}",
        "rule: minimum, at_least: 90%, of: {measure: marks, where: {item: b}, worth: amount, across: mean}",
    ])  # fmt: skip
    def test_a_share_a_growth_a_head_count_or_a_mean_is_asked_in_full(self, text):
        assert part(self.scene(text), "a").proof.numbers["at_least"] == F(9, 10)

    def scene(self, text: str) -> Scene:
        return scene(item("a", f"points: 12, {text}"), part="prorated", since="2020-07-01")


class TestStepsBelowATarget:
    OF = "of: {register: figure, key: came}, over: {number: 100}"
    LINE = f"points: 5, rule: steps, target: 95%, step: 5%, down: 0.5, when_none: zero, {OF}"

    @pytest.mark.parametrize(("more", "came", "points"), [
        ("", 94, "4.5"), ("", 90, "4.5"), ("", 89, "4"),
        (", begun: false", 94, "5"), (", begun: false", 90, "4.5"), (", begun: false", 86, "4.5"),
        (", begun: false", 85, "4"), (", begun: false", 95, "5"),
    ])  # fmt: skip
    def test_count_when_begun_or_when_full(self, more, came, points):
        found = scene(item("a", self.LINE + more))
        found.sets("2020-02-01", "figure", "A", "2020-02-01", came, key="came")
        assert exact(part(found).points) == points

    def test_are_said_in_words_and_nothing_else_than_true_or_false_can_be_written(self):
        line = f"{self.LINE}, begun: false"
        [node] = scene(item("a", line)).sheet.scheme.root.children
        with spoken("en"):
            assert "0.5 less for each full 5% below" in rule_words.rule(node.item)
        with spoken("en"), pytest.raises(rulebooks.BadRulebook, match="write true or false"):
            _ = scene(item("a", line.replace("false", "maybe"))).sheet.scheme
