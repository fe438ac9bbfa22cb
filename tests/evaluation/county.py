"""A sheet whose items bring one point for each of what they count, and a county with branches."""

from tests.evaluation.sheets.scene import Scene, Sheet

SHEET = """
scheme: toy
title: {zh: 试, en: Toy}
catalogue: catalogue-2026
in_force_from: 2024-01-01
period: {every: year}
kinds: {county: {zh: 县, en: County}, branch: {zh: 分会, en: Branch}}
settings: {survey_weight: none, carry_over: none, decay: none, categories: none, counted_on: period-end,
  ballot: none, ties: shared}
root:
  id: total
  title: {zh: 总分, en: Total}
  of:
"""
LINE = """\
    - id: item-%s
      title: {zh: 项, en: Item}
      cite: {sheet: 试, year: "2024", clause: "1"}
      points: open
      rule: count
      per: 1
      of: %s
"""
JUNE = "2024-06-01"


def sheet(*quantities):
    """A sheet whose items bring one point for each of what they count."""
    return SHEET + "".join(LINE % (number, text) for number, text in enumerate(quantities, start=1))


def counted(scene, unit="A"):
    return scene.scores("2024").totals[unit]


def scene_of(*quantities):
    scene = Scene(Sheet(sheet(*quantities)))
    scene.unit("A", kind="county")
    return scene


def county(*quantities):
    """A county with two branches below it."""
    scene = scene_of(*quantities)
    for name in ("B", "C"):
        scene.unit(name, kind="branch", parent="A")
    return scene


def joined(scene, unit, *persons, day="2020-01-01", **tags):
    for person in persons:
        scene.tells(day, "joined", unit, day=day, person=person, **tags)
