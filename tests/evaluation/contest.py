"""A sheet of two marked lines, what stands around it, and branches that compete by it."""

import pytest

from infra.spoken import spoken
from services.evaluation import checking, rulebooks
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


def doubted(of):
    """What the check says that a union should look at, by place."""
    with spoken("en"):
        return [(each["item"], each["message"]) for each in checking.checked(of.text)["warnings"]]


GRADES = "grades:\n  - {CITE, line: [{grade: good, TITLE, at: 1}]}\n"
