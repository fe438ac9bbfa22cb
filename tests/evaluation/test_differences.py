"""What changed between two schemes is said in words, in both languages, and nothing is left out."""

from pathlib import Path

import pytest

from infra.spoken import spoken
from services.evaluation import differences, rulebooks

SHEET = (Path(__file__).parent / "small-scheme.yaml").read_text("utf-8")


def changed(*replacements, language="en"):
    """The differences after some replacements."""
    text = SHEET
    for old, new in replacements:
        assert old in text
        text = text.replace(old, new, 1)
    with spoken(language):
        return differences.differences(SHEET, text)


def said(*replacements, language="en"):
    return [each["text"] for each in changed(*replacements, language=language)]


def test_the_same_scheme_has_no_differences():
    assert changed() == []
    with spoken("en"):
        assert differences.report([]) == ["The two schemes say the same."]


@pytest.mark.parametrize(
    ("old", "new", "english", "chinese"),
    [
        ("points: 5\n", "points: 6\n", "Item Plan (work.plan): points 5 → 6",
         "指标“计划 (work.plan)”：分值由 5 改为 6"),
        ("cap: 20", "cap: 18", "Section Work (work): cap 20 → 18", "栏目“工作 (work)”：上限由 20 改为 18"),
        ("due: 03-31", "due: 04-15", "Item Plan (work.plan): due 03-31 → 04-15", "截止日由 03-31 改为 04-15"),
        ("kind: plan}", "kind: [plan, summary]}",
         "what is counted › condition › kind plan → plan, summary",
         "计数对象 › 条件 › 类型由 plan 改为 plan、summary"),
        ("ties: shared", "ties: lot", "Setting: equal totals shared → lot",
         "设定：同分处理由 shared 改为 lot"),
        ("at: 25}", "at: 24}", "Grade Good (good/teaching+office): from 25 → 24", "起由 25 改为 24"),
        ("at_least: 1, bars", "at_least: 2, bars", "Gate Accident (gate.accident): at least 1 → 2",
         "至少由 1 改为 2"),
        ("weight: 40%", "weight: 45%", "Item Peers (marks.peers): weight 40% → 45%",
         "权重由 40% 改为 45%"),
        ("rule: bands", "rule: ratio", "rule points by band → points in proportion",
         "分档计分 改为 按比例得分"),
        ("starts: 01-01", "starts: 12-01", "Scheme: period › begins on 01-01 → 12-01",
         "考核期 › 起始日由 01-01"),
        ("          opens: 01-01\n", "", "opens is no longer given (it was 01-01)",
         "不再规定开始日（原为 01-01）"),
        ("cap: 20", "cap: 20\n      floor: 2", "floor is now given: 2", "新规定下限：2"),
        ("clause: 一", "clause: 第一条", "citation › ", "依据"),
    ],
)  # fmt: skip
def test_a_changed_value_is_said_with_its_item(old, new, english, chinese):
    (difference,) = changed((old, new))
    assert english in difference["text"]
    assert difference["change"] == "changed"
    assert chinese in said((old, new), language="zh")[0]


def test_a_number_written_otherwise_and_conditions_in_another_order_say_the_same():
    assert (
        changed(("at: 95%", "at: 0.95"), ("weight: 40%", "weight: 2/5"), ("points: 10\n", "points: 10.0\n"))
        == []
    )
    assert changed(("kinds: [teaching, office]", "kinds: [teaching, office]  # both")) == []
    text = SHEET.replace("kind: plan}", "kind: [plan, summary]}")
    with spoken("en"):
        assert differences.differences(text, text.replace("[plan, summary]", "[summary, plan]")) == []


def test_an_item_that_came_and_one_that_went():
    added, removed = changed(("id: work.plan", "id: work.programme"))
    assert added["text"] == "Item added: Plan (work.programme), points: 5"
    assert removed["text"] == "Item removed: Plan (work.plan)"


def test_an_item_that_moved_is_not_said_to_be_new():
    start, end = SHEET.index("        - id: work.members"), SHEET.index("    - id: marks\n")
    item = SHEET[start:end]
    marks = "      combine: weights\n      of:\n"
    moved = SHEET.replace(item, "").replace(marks, marks + item)
    with spoken("en"):
        (difference,) = differences.differences(SHEET, moved)
    assert difference["text"] == "Item moved: Share of members (work.members) from work to marks"
    assert difference["change"] == "moved"


def test_a_gate_that_came_is_said():
    gate = (
        "  - {id: gate.late, title: {zh: 迟报, en: Late}, cite: {sheet: x, year: x, clause: x}, bars: all}\n"
    )
    (difference,) = changed(("gates:\n", f"gates:\n{gate}"))
    assert difference["text"] == "Gate added: Late (gate.late)"


AWARDS = """
awards:
  - {id: first, title: {zh: 甲, en: A}, number: 1}
  - {id: second, title: {zh: 乙, en: B}, number: 2}
"""


def test_awards_in_another_order_are_a_difference():
    first, second = AWARDS.strip().splitlines()[1:]
    with spoken("en"):
        (difference,) = differences.differences(SHEET + AWARDS, SHEET + f"\nawards:\n{second}\n{first}\n")
    assert (
        difference["text"] == "The awards are given in another order: second, first (before: first, second)"
    )


@pytest.mark.parametrize("name", [path.stem for path in sorted(rulebooks.SHIPPED.glob("sheet-*.yaml"))])
def test_every_shipped_scheme_can_be_compared(name):
    text = rulebooks.shipped(name)
    with spoken("zh"):
        assert differences.differences(text, text) == []
        whole = differences.differences(SHEET, text)
    assert {each["change"] for each in whole} >= {"added", "removed"}
    assert all(each["text"] for each in whole)
