"""Who marked a node, which condition took its points, why it is not asked: in the reasons and on the page."""

from typing import Any

import pytest

from infra.spoken import spoken
from services.chassis.testing import UNIT, World
from services.evaluation.domain.explanation import plain
from services.evaluation.pages import quantity_words, rating, why
from tests.evaluation.sheets.scene import Scene, catalogue
from tests.evaluation.test_periods import HELD, publish
from tests.evaluation.test_points import MARKS, given, met, part, scene, section, tells


def words_of(to: Scene) -> quantity_words.Sheet:
    return quantity_words.Sheet(to.sheet.scheme, catalogue())


def explained(to: Scene, node: str) -> dict[str, Any]:
    """A node of the explanation as plain data."""
    root = plain(to.scores("2020").results["A"])["score"]
    found = [root, *root["parts"]]
    return next(each for each in found if each["id"] == node)


class TestTheExplanationNames:
    """Who marked, with which weight; which condition took the points; why a node is not asked."""

    def rated(self, more: str = "") -> Scene:
        marks = MARKS % "s"
        own = "{measure: self-scores, where: {item: s}, worth: amount, across: last}"
        raters = (
            f"{{who: computed, weight: 60%}}, {{who: committee, weight: 40%, of: {marks}, out_of: 100}}, "
            f"{{who: self, weight: 0, of: {own}}}"
        )
        return scene(section("s", given("a", 10), how=f"raters: [{raters}]{more}"))

    def test_every_rater_with_its_weight_its_mark_and_the_facts_behind_it(self):
        found = self.rated()
        tells(found, "marks", "2020-05-01", item="s", role="committee", amount=80)
        computed, committee, own = explained(found, "s")["raters"]
        assert computed == {
            "who": "computed", "weight": "0.6", "told": True, "out_of": None, "points": "10", "of": None,
        }  # fmt: skip
        assert (committee["weight"], committee["out_of"], committee["points"]) == ("0.4", "100", "8")
        assert committee["of"]["value"] == "80"
        assert [fact["measure"] for fact in committee["of"]["facts"]] == ["marks"]
        assert (own["weight"], own["told"], own["points"]) == ("0", False, None)

    def test_a_mark_without_weight_is_shown_beside_the_score(self):
        found = self.rated()
        tells(found, "self-scores", "2020-05-01", item="s", amount=7)
        assert part(found).points == 10
        assert explained(found, "s")["raters"][2]["points"] == "7"
        with spoken("en"):
            [rated] = rating.sections(plain(found.scores("2020").results["A"])["score"])
            assert [(mark.who, mark.said) for mark in rated.marks] == [
                ("computed 60%", "10 points"),
                ("committee 40%", "no mark was given"),
                ("own score 0%", "7 points"),
            ]

    @pytest.mark.parametrize(("title", "said"), [
        ("title: {zh: 造假, en: Fraud}, ", "Fraud"), ("", "Incidents (falsification): 1 or more"),
    ])  # fmt: skip
    def test_the_condition_that_took_the_points(self, title, said):
        ask = f"{{{title}of: {{measure: incidents, where: {{kind: fraud}}}}, at_least: 1}}"
        never = "{title: {zh: 无, en: Never}, of: {measure: incidents, where: {kind: none}}, at_least: 1}"
        found = self.rated(f", zero_if: [{never}, {ask}]")
        tells(found, "incidents", "2020-06-01", kind="fraud")
        [step] = explained(found, "s")["steps"]
        assert (step["rule"], step["because"]["number"], step["because"]["value"]) == ("zero-out", 2, "1")
        assert [fact["measure"] for fact in step["because"]["of"]["facts"]] == ["incidents"]
        with spoken("en"):
            root = plain(found.scores("2020").results["A"])["score"]
            labels = [each.label for each in why.steps(root, words_of(found))]
        assert labels[-1] == f"Item: no points, as it holds: {said}"

    @pytest.mark.parametrize(("kind", "rule", "said"), [
        ("exempt", "exempt", "exempt from it"), ("no-review", "no-review", "not reviewed in this period"),
    ])  # fmt: skip
    def test_why_nothing_is_asked(self, kind, rule, said):
        found = scene(met("a", 5, "x"))
        found.sets("2020-01-01", "waiver", "A", "2020-01-01", kind, key="a")
        assert [step["rule"] for step in explained(found, "a")["steps"]] == [rule]
        with spoken("en"):
            root = plain(found.scores("2020").results["A"])["score"]
            [item_] = why.items(root, words_of(found))
        assert [change for change, _ in item_.changes] == [said]

    def test_what_was_before_the_founding(self):
        found = scene(section("s", met("a", 2, "m"), how="each_period: half-year"), since="2020-07-01")
        steps = explained(found, "s")["parts"][0]["steps"]
        assert [step["rule"] for step in steps] == ["before-founding"]


def test_the_branch_page_shows_marks_with_their_facts(evaluation: World):
    rater = "{who: committee, weight: 50%, of: {measure: activities}, out_of: 4}"
    raters = f"raters: [{{who: computed, weight: 50%}}, {rater}]"
    line = HELD.replace("open, rule: count, per: 1", f"8, {raters}, rule: given")
    line = line.replace("\n       of: {measure: activities}, ", " ")
    publish(evaluation, line.replace("  of:\n    - ", f"  {raters}\n  of:\n    - "))
    english = {"Accept-Language": "en"}
    text = evaluation.browser("office").get(f"/branches/{UNIT}?period=2025-Q1", headers=english).text
    assert text.count("2 of 4: 4 points") == 2
    assert "What the raters gave" in text
    assert text.count("committee 50%: facts that count") == 2
