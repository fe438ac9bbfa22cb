"""A scheme is checked: every kind of mistake names its line, its item and what to do, in both languages."""

import ast
import re
from pathlib import Path

import pytest

from infra.spoken import spoken
from services.evaluation import checking, rulebooks
from tests.support.messages import entries, first
from tests.support.source import ROOT

DOMAIN = ROOT / "services" / "evaluation" / "domain"
SHEETS = sorted(
    path.stem for path in rulebooks.SHIPPED.glob("*.yaml") if not path.stem.startswith("catalogue")
)

SHEET = (Path(__file__).parent / "small-scheme.yaml").read_text("utf-8")


def check(old="", new="", language="en"):
    """The check of the scheme with one thing changed."""
    assert old in SHEET
    with spoken(language):
        return checking.checked(SHEET.replace(old, new, 1))


def line_of(text):
    return next(at for at, line in enumerate(SHEET.splitlines(), start=1) if text in line)


def test_a_sound_scheme_has_neither_mistakes_nor_doubts():
    found = check()
    assert (found["sound"], found["publishable"], found["faults"], found["warnings"]) == (True, True, [], [])


# old text, new text, the item, what to do in English, in Chinese
MISTAKES = [
    ("rule: bands", "rule: band", "work.members", "did you mean bands", "bands"),
    ("points: 10\n", "points: ten\n", "work.members", "is not a number; write", "不是数字"),
    ("due: 03-31", "due: 13-31", "work.plan", "write a day of the year as 03-31", "年内日期请写成"),
    ("          due: 03-31\n", "", "work.plan", "a deadline needs `due`", "due"),
    ("opens: 01-01", "open: 01-01", "work.plan", "did you mean opens", "opens"),
    ("measure: activities", "measure: activites", "work.plan", "did you mean activities", "activities"),
    ("where: {kind: plan}", "where: {knd: plan}", "work.plan", "did you mean kind", "kind"),
    ("id: work.summary", "id: work.plan", "work.plan", "its own id", "id"),
    ("          when_none: zero\n", "", "work.members", "say with `when_none`", "when_none"),
    (', clause: 一}', "}", "work.plan", "`clause` is missing", "缺少 `clause`"),
    ("bars: all", "bars: [best]", "gate.accident", "use one of: all, fair, good, place", "best"),
    (", bars: all", "", "gate.accident", "say what is barred", "取消什么"),
    ("at: 25}", "at: 15}", "grades.0", "write the best grade first", "从高到低"),
    ("ties: shared", "ties: coin", "settings.ties", "use one of", "coin"),
    ("kinds: [office]", "kinds: [offices]", "work.members", "did you mean office", "office"),
    ("{at: 95%, points: 10}", "{points: 10}", "work.members", "a band has one limit", "每档只有一个界限"),
    ("in_force_from: 2025-01-01", "in_force_from: soon", "in_force_from", "2025-01-01", "2025-01-01"),
    ('to: "0.01"', "to: 0", "rounding.to", "round to a step above zero", "0.01"),
    ("mode: half-up", "mode: half", "rounding.mode", "use one of: down, half-down", "half-up"),
    ("catalogue: catalogue-2026", "catalogue: catalogue-2020", "catalogue", "2026", "2026"),
    ("of: {stock: members}", "of: {}", "work.members", "say what is counted", "计数对象"),
    ("over: {register: staff}", "over: {register: staf}", "work.members", "did you mean staff", "staff"),
    ("at_least: 1, bars", "bars", "gate.accident", "give one limit", "界限"),
    ("decay: none, ", "", "settings.decay", "`decay` is missing", "缺少 `decay`"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "item", "english", "chinese"), MISTAKES)
def test_a_mistake_is_named_by_line_and_item_with_what_to_do(old, new, item, english, chinese):
    found = check(old, new)
    assert not found["sound"]
    assert any(english in each["message"] and item == each["item"] for each in found["faults"])
    assert all(each["line"] > 0 for each in found["faults"])
    in_chinese = check(old, new, "zh")
    assert [each["line"] for each in in_chinese["faults"]] == [each["line"] for each in found["faults"]]
    assert chinese in "".join(each["message"] for each in in_chinese["faults"])


DOUBTS = [
    ("cap: 20", "cap: 25", "work", "the parts come to 20 points", "各项合计 20 分"),
    ("cap: 20", "cap: 15", "work", "of which only 15 can count", "最多只计 15 分"),
    ("weight: 40%", "weight: 30%", "marks", "the weights come to 90%", "权重合计 90%"),
    ("{at: 90%, points: 6}", "{at: 97%, points: 6}", "work.members", "never reached", "永远轮不到"),
    ("{at: 90%, points: 6}", "{below: 90%, points: 6}", "work.members", "between 0.9 and 0.95", "没有档次"),
    (
        "{at: 90%, points: 6}]",
        "{at: 90%, points: 6}, {at: 80%, points: 7}]",
        "work.members",
        "up and down",
        "忽高忽低",
    ),
    (
        "kinds: [office], points: 8}",
        "kinds: [office], points: 8}\n            - {kinds: [office], points: 9}",
        "work.members",
        "office has a variant already",
        "已有分类规定",
    ),
    ("ties: shared", "ties: open", "settings.ties", "decide it before", "发布前须定下来"),
    ("from: 07-10", "from: 02-10", "calendar.vacations", "overlaps an earlier one", "假期重叠"),
    ("kinds: [teaching, office]", "kinds: [teaching]", "grades", "nobody grades office", "没有等级线"),
    ("at: 25}", "at: 35}", "grades.0", "the sheet has only 30", "全表最多 30 分"),
    ("bars: all", "bars: []", "gate.accident", "this gate bars nothing", "没有后果"),
    ("cap: 20", "cap: 20\n      floor: 30", "work", "lies above the cap", "高于上限"),
]


@pytest.mark.parametrize(("old", "new", "item", "english", "chinese"), DOUBTS)
def test_what_a_real_sheet_may_say_is_a_warning_at_its_place(old, new, item, english, chinese):
    found = check(old, new)
    assert found["sound"]
    (doubt,) = [each for each in found["warnings"] if english in each["message"]]
    assert doubt["item"] == item
    (said,) = [each for each in check(old, new, "zh")["warnings"] if chinese in each["message"]]
    assert said["line"] == doubt["line"]


def test_lines_for_different_kinds_are_added_up_for_each_kind():
    text = SHEET.replace("cap: 20", "cap: 15")
    for number, kind in enumerate(("teaching", "office")):
        line = f"          points: 5\n          rule: deadline\n          opens: {('01', '11')[number]}"
        meant = f"          applies: {{kinds: [{kind}], otherwise: leave-out}}\n"
        text = text.replace(line, meant + line)
    with spoken("en"):
        assert checking.checked(text)["warnings"] == []
        (doubt,) = checking.checked(text.replace("leave-out}", "full}"))["warnings"]
    assert "of which only 15 can count" in doubt["message"]


def test_two_terms_that_overlap_are_doubted():
    text = SHEET.replace("kind: summary", "kind: plan").replace("opens: 11-01", "opens: 03-01")
    with spoken("en"):
        (doubt,) = checking.checked(text)["warnings"]
    assert (doubt["line"], doubt["item"]) == (line_of("id: work.summary"), "work.summary")
    assert "overlaps that of work.plan" in doubt["message"]


def test_a_scheme_with_an_open_setting_is_sound_but_not_publishable():
    found = check("ties: shared", "ties: open")
    assert (found["sound"], found["publishable"], found["open"]) == (True, False, ["ties"])


def test_what_stands_in_the_way_of_publication_is_a_mistake_or_an_open_setting():
    with spoken("en"):
        assert checking.in_the_way(SHEET) == []
        assert checking.in_the_way(SHEET.replace("cap: 20", "cap: 25")) == []  # a doubt is no obstacle
        (undecided,) = checking.in_the_way(SHEET.replace("ties: shared", "ties: open"))
        assert undecided["item"] == "settings.ties"
        assert checking.in_the_way(SHEET.replace("rule: bands", "rule: band"))


@pytest.mark.parametrize("name", SHEETS)
def test_every_shipped_scheme_passes_the_check(name):
    with spoken("en"):
        found = checking.checked(rulebooks.shipped(name))
    assert (found["faults"], found["scheme"]) == ([], name)


# --- nothing that a reader can say is left in English


def noted_in(path: Path):
    """The texts of mistakes and doubts that a module of the domain can note."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        text = node.args[-1 if name in ("made", "_made") else 0]
        if name in ("wrong", "warn", "made", "_made") and isinstance(text, ast.Constant):
            yield text.value


def test_every_mistake_and_doubt_is_translated():
    wanted = {text for path in DOMAIN.rglob("*.py") for text in noted_in(path)}
    assert len(wanted) > 40
    assert wanted - {first(each.id) for each in entries("evaluation") if first(each.string)} == set()


def test_what_a_check_says_to_people_is_in_their_language():
    english, chinese = ("\n".join(report(language)) for language in ("en", "zh"))
    assert "mistake: line 25, work.plan: five is not a number" in english
    assert english.endswith("The scheme does not pass the check.")
    assert not re.search(r"[a-z]{3,} [a-z]{3,}", chinese)


def report(language):
    with spoken(language):
        return checking.report(checking.checked(SHEET.replace("points: 5", "points: five", 1)))


def test_an_item_without_citation_is_a_mistake():
    found = check('          cite: {sheet: 办法, year: "2025", clause: 一}\n')
    assert [each["item"] for each in found["faults"]] == ["work.plan"]
    assert "needs a citation" in found["faults"][0]["message"]
