"""Staff congresses of departments: sections of 20, listed deductions, bonus ranges, a look at two years."""

from tests.evaluation.sheets.scene import Fact, Scene, Sheet


def _unit(scene: Scene, unit: str, present: int = 0, called: int = 0, rules: bool = True) -> list[Fact]:
    """A unit that met in 2013 and in May 2014 (`present` of `called` came); the second meeting's facts."""
    scene.unit(unit, kind="department")
    if rules:
        scene.tells("2013-01-10", "evidence", unit, day="2012-12-20", kind="congress-rules")
    scene.tells("2013-11-12", "activities", unit, day="2013-11-10", kind="democracy_meeting")
    meeting = scene.tells("2014-05-12", "activities", unit, day="2014-05-10", kind="democracy_meeting")
    came = [
        scene.tells("2014-05-12", "attendance", unit, day="2014-05-10", occasion=f"m{unit}",
                    person=f"{unit}{n}", kind="democracy_meeting",
                    state="present" if n < present else "absent")
        for n in range(called)
    ]  # fmt: skip
    return [meeting, *came]


def _finding(scene: Scene, unit: str, topic: str, known: str = "2014-06-10", day: str = "2014-06-09") -> Fact:
    return scene.tells(known, "evidence", unit, day=day, kind="finding", topic=topic)


def _mark(scene: Scene, unit: str, item: str, amount: str) -> None:
    scene.tells("2014-06-20", "marks", unit, day="2014-06-20", person="r1", item=item, amount=amount)


def test_deductions_stop_at_nothing_and_a_bonus_at_its_section(sheet: Sheet) -> None:
    scene = Scene(sheet)
    _unit(scene, "A", present=9, called=10)
    _unit(scene, "B", present=2, called=3)
    second = _unit(scene, "C", present=1, called=2)
    _unit(scene, "D", rules=False)
    _mark(scene, "A", "standard.proposals", "5")
    _mark(scene, "A", "powers.appraisal-bonus", "4")
    good = scene.tells("2014-06-02", "evidence", "A", day="2014-06-01", kind="suggestions-good")
    unclear = _finding(scene, "B", "duties-unclear")
    for topic in ("no-standing-orders", "leader-not-reporting", "passing-not-exercised",
                  "done-without-passing", "opinions-not-heard", "opinions-not-heard"):  # fmt: skip
        _finding(scene, "B", topic)
    _mark(scene, "B", "standard.records-missing", "2")
    _mark(scene, "B", "standard.proposals", "4")

    found = scene.scores("2014", as_of="2014-06-30", known_on="2014-06-30")
    # A rules 3 + yearly 3 + procedure 7 + sessions 4 + turnout 3 = 20;
    #   records 5 + report 7 + resolutions 8 + 5 = 25 -> 20; powers 5 + 3 + 5 + 5 + 5 + 4 = 27 -> 20  -> 60
    # B 3 + 3 + (7 - 2 x 2) + 4 + 3 (2 of 3 came: exactly two thirds) = 16; (5 - 2) + (7 - 3) + 8 + 4 = 19;
    #   powers 5 + 0 + (5 - 3 - 4 stops at 0) + 5 + (5 - 3, found twice) = 12  -> 47
    # C 3 + 3 + 7 + 4 + 0 (1 of 2 came) = 17; 20; 20  -> 57
    # D 0 (no rules) + 3 + 7 + 4 + 0 (no attendance record) = 14; 20; 20  -> 54
    assert found.totals == {"A": "60", "B": "47", "C": "57", "D": "54"}
    assert [found.points("B", each) for each in ("regular", "standard", "powers")] == ["16", "19", "12"]
    assert found.places == {"A": 1, "C": 2, "D": 3, "B": 4}

    scene.voids("2014-08-01", good)
    scene.corrects("2014-09-01", unclear, unit="A")  # it was A's procedure
    for each in second:
        scene.voids("2014-09-01", each)  # C did not meet in 2014
    _finding(scene, "B", "resolutions-not-done", known="2015-01-20", day="2014-12-10")  # told late
    found = scene.scores("2014", as_of="2014-12-31", known_on="2015-01-31")
    # A 20 - 2 = 18; 20; powers 5 + 0 + 5 + 5 + 5 + 4 = 24, still 20  -> 58
    # B 18; (5 - 2) + (7 - 3) + (8 - 3) + 4 = 16; 12  -> 46
    # C rules 3 + yearly 0 + procedure 7 + the item of two years 0 = 10; 20; 20  -> 50
    # D as before  -> 54
    assert found.totals == {"A": "58", "B": "46", "C": "50", "D": "54"}
    assert found.points("C", "regular.held") == "0"
    assert found.places == {"A": 1, "D": 2, "C": 3, "B": 4}
