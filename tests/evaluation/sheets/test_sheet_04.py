"""A province's sheet for small homes: sections 1 to 3, with lines for departments and for groups."""

from tests.evaluation.sheets.scene import Scene, Sheet

MARKS = {"organisation.rules": "3", "organisation.activists": "3", "organisation.support": "2",
         "staff.innovation": "4", "staff.training": "4", "staff.protection": "3"}  # fmt: skip
ALL_TOPICS = ("work", "funds", "distribution", "welfare", "personnel", "rewards")


def _home(scene: Scene, unit: str, kind: str, members: int = 2, staff: int | None = 2) -> None:
    """A home that does everything but hold congresses, open its affairs and ask its members."""
    scene.unit(unit, kind=kind, **{"staff": staff} if staff else {})
    for n in range(members):
        scene.tells("2010-01-01", "joined", unit, day="2010-01-01", person=f"{unit}{n}")
    for name, known in (("plan", "2014-02-01"), ("arrangement", "2014-03-01"), ("summary", "2014-12-01")):
        scene.tells(known, "filings", unit, day=known, filed=known, occasion=name, kind=name)
    role = "committee" if kind == "department" else "leader"
    scene.tells("2014-02-01", "evidence", unit, day="2012-06-01", kind="election", role=role)
    for kind_ in ("representatives", "resolutions", "report-heard"):
        scene.tells("2014-04-01", "evidence", unit, day="2014-03-20", kind=kind_)
    for item, points in MARKS.items():
        lower = unit == "B" and item == "staff.innovation"
        scene.tells("2014-05-01", "marks", unit, day="2014-05-01", person="r1", item=item,
                    amount="2" if lower else points)  # fmt: skip
    scene.tells("2014-12-15", "awards", unit, day="2014-12-10", kind="title", name="advanced-department")


def _survey(scene: Scene, unit: str, satisfied: int, others: int, void: bool = False) -> None:
    for option, count in (("satisfied", satisfied), ("dissatisfied", others)):
        scene.tells("2014-10-10", "answers", unit, day="2014-10-08", occasion=f"s{unit}", topic="democracy",
                    option=option, void=void, amount=count)  # fmt: skip


def _homes(scene: Scene) -> None:
    _home(scene, "A", "department")
    _home(scene, "B", "group")
    _home(scene, "C", "department", members=1)
    _home(scene, "D", "department", staff=None)
    for unit in "ABC":
        scene.sets("2014-01-05", "figure", unit, "2014-01-01", "1", key="dues-in-time")
    for unit in "ACD":
        for topic in (
            *ALL_TOPICS,
            "funds",
            "canteen",
        ):  # twice the same topic, and one that is none of the six
            scene.tells("2014-04-01", "evidence", unit, day="2014-03-20", kind="disclosure", topic=topic)
    for topic in ("work", "funds", "welfare"):
        scene.tells("2014-04-01", "evidence", "B", day="2014-03-20", kind="disclosure", topic=topic)
    for unit, satisfied, others, void in (("A", 18, 2, False), ("B", 20, 0, False), ("C", 89, 11, False),
                                          ("D", 5, 0, True)):  # fmt: skip
        _survey(scene, unit, satisfied, others, void)


def test_departments_and_groups_are_reviewed_line_by_line(sheet: Sheet) -> None:
    scene = Scene(sheet)
    _homes(scene)
    scene.tells(
        "2014-05-20", "marks", "A", day="2014-05-20", person="r2", item="organisation.rules", amount="2"
    )
    scene.tells(
        "2014-05-21", "marks", "A", day="2014-05-21", person="r3", item="organisation.rules", amount="9"
    )
    scene.tells("2014-06-01", "self-scores", "A", day="2014-06-01", item="total", amount="46")
    heard = [
        scene.tells("2014-04-01", "evidence", each, day="2014-03-20", kind="appraisal") for each in "ABCD"
    ]
    scene.voids("2014-09-01", heard[0])
    met = [
        scene.tells("2014-03-12", "activities", each, day="2014-03-10", kind="democracy_meeting")
        for each in "ACD"
    ]
    scene.corrects("2014-09-01", met[1], day="2013-12-20")  # C's congress was held the year before
    scene.tells(
        "2015-01-10", "evidence", "B", day="2014-11-30", kind="disclosure", topic="rewards"
    )  # told late

    found = scene.scores("2014", as_of="2014-06-30", known_on="2014-06-30")
    # Everything is 17 + 15 + 14 = 46; not yet: summary 1, satisfaction 3, advanced department 3 -> 39
    # A rules (3 + 2) / 2 = 2.5, the mark of 9 out of 3 does not count       -> 38.5
    # B 3 of 6 topics: 4 x 3/6 = 2, so -2; innovation 2 of 4: -2              -> 35
    # C 1 of 2 members: -1.5                                                  -> 37.5
    # D no staff figure, no figure of dues: -1.5 - 1.5                        -> 36
    assert found.totals == {"A": "38.5", "B": "35", "C": "37.5", "D": "36"}
    assert found.places == {"A": 1, "C": 2, "D": 3, "B": 4}

    found = scene.scores("2014", as_of="2014-12-31", known_on="2015-01-20")
    # A 46 - 0.5 (rules) - 1 (appraisal void); 18 of 20 are exactly 90 %; the self score is idle -> 44.5
    # B 46 - 2 (innovation); 4 of 6 topics now known: 4 x 4/6 = 2.67, so -1.33                     -> 42.67
    # C 46 - 1.5 (members) - 3 (89 of 100) - 4 (no congress this year)                             -> 37.5
    # D 46 - 3 (no denominators) - 3 (its survey is void)                                          -> 40
    assert found.totals == {"A": "44.5", "B": "42.67", "C": "37.5", "D": "40"}
    assert [found.points(unit, "democracy") for unit in "ABCD"] == ["14", "13.67", "8", "12"]
    assert [found.points(unit, "staff") for unit in "ABCD"] == ["14", "12", "14", "14"]
    assert found.places == {"A": 1, "B": 2, "D": 3, "C": 4}
    assert found.grades == {"A": "", "B": "", "C": "", "D": ""}  # the sheet has no grade line
