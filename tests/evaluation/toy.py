"""Sheets of a few lines, for claims about one setting."""

from services.evaluation.domain.facts import exact
from tests.evaluation.sheets.scene import Sheet

HEAD = """
scheme: toy
title: {zh: 试, en: Toy}
catalogue: catalogue-2026
in_force_from: 2017-01-01
kinds: {branch: {zh: 分会, en: Branch}, group: {zh: 小组, en: Group}}
settings: {survey_weight: none, carry_over: none, decay: none, categories: none, counted_on: %s,
  ballot: none, ties: shared}
rounding: {to: "0.01", mode: half-up}
root:
  id: total
  title: {zh: 总分, en: Total}
  of:
"""
LINE = "    - {id: %s, title: {zh: 项, en: Item}, cite: {sheet: 试, year: '2017', clause: '1'}, %s}\n"
GATE = "{id: gate, title: {zh: 门, en: Gate}, cite: {sheet: 试, year: '2017', clause: '1'}, bars: all, %s}"
GIVEN = "points: 1, rule: given"


def sheet(*items, counted_on="period-end", tail=""):
    """A sheet of items `a`, `b`, ... in this order."""
    lines = "".join(LINE % (name, item) for name, item in zip("abcdefgh", items, strict=False))
    return Sheet(HEAD % counted_on + lines + tail)


def gated(gate, *items, **more):
    return sheet(*(items or (GIVEN,)), tail=f"gates: [{GATE % gate}]\n", **more)


def joined(scene, unit, day, *persons):
    for person in persons:
        scene.tells(day, "joined", unit, day=day, person=person)


def points(scene, period="2018", unit="x", **when):
    """The points of every item, as exact text."""
    found = scene.scores(period, **when).results[unit]
    return [exact(each.points) for each in found.root.parts]
