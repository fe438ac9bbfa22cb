"""Gates, grades and awards that could only crash are refused; what a union can hardly mean is doubted."""

import pytest

from tests.evaluation.contest import ALLOWANCE, GATE, GRADES, awards, doubted, gate, sheet, wrong
from tests.evaluation.sheets.scene import Sheet


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
