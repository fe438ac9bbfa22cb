"""A college's quantified assessment: 18 published points of section 1, an open bonus, the school year."""

from tests.evaluation.sheets.scene import Scene, Sheet

EVIDENCE = ["department-meeting", "plan-carried-out", "roster", "care-record"]


def _does_its_work(scene: Scene, unit: str) -> None:
    """Everything of section 1 but the general meeting, enrolment and what was called for."""
    scene.tells(
        "2018-10-01", "evidence", unit, day="2015-09-20", kind="chair-election"
    )  # holds for five years
    for kind in EVIDENCE:
        scene.tells("2018-10-01", "evidence", unit, day="2018-09-28", kind=kind, role="chair")
    for item in ("organisation.duties-mark", "organisation.files"):
        half = unit == "D" and item == "organisation.files"
        scene.tells(
            "2018-10-01",
            "marks",
            unit,
            day="2018-09-30",
            person="r1",
            item=item,
            amount="0.5" if half else "1",
        )
    scene.tells(
        "2018-10-01", "filings", unit, day="2018-10-01", filed="2018-10-01", occasion="plan", kind="plan"
    )
    scene.tells(
        "2019-06-30", "filings", unit, day="2019-06-30", filed="2019-06-30", occasion="sum", kind="summary"
    )


def _branches(scene: Scene) -> None:
    for unit in "ABCD":
        scene.unit(unit, kind="branch", **{"staff": 2} if unit != "C" else {})  # C: no denominator
        _does_its_work(scene, unit)
        scene.tells("2018-08-01", "joined", unit, day="2018-08-01", person=f"{unit}-1")
        if unit != "B":
            scene.tells("2018-08-01", "joined", unit, day="2018-08-01", person=f"{unit}-2")
            scene.tells("2018-10-21", "evidence", unit, day="2018-10-20", kind="general-meeting-minutes")
    scene.tells(
        "2018-08-25", "evidence", "B", day="2018-08-20", kind="general-meeting-minutes"
    )  # last school year


def _the_chair_of_d_stays_away(scene: Scene) -> None:
    for day, state in (
        (9, "absent"),
        (10, "absent"),
        (11, "absent"),
        (12, "absent"),
        (13, "late"),
        (14, "present"),
    ):
        at = f"2018-11-{day:02}"
        scene.tells(at, "results", "D", day=at, occasion=at, kind="meeting", role="chair", state=state)


def _filings(scene: Scene) -> None:
    for unit in "AD":
        scene.tells("2018-09-15", "calls", unit, day="2018-10-10", occasion="c1", kind="material")
        scene.tells("2019-02-15", "calls", unit, day="2019-03-10", occasion="c2", kind="statistics")
    scene.tells(
        "2018-10-10", "filings", "A", day="2018-10-10", filed="2018-10-10", occasion="c1", kind="material"
    )
    scene.tells(
        "2019-03-09", "filings", "A", day="2019-03-10", filed="2019-03-09", occasion="c2", kind="statistics"
    )
    scene.tells(
        "2018-10-13", "filings", "D", day="2018-10-10", filed="2018-10-13", occasion="c1", kind="material"
    )


def _bonus(scene: Scene) -> None:
    title = scene.tells("2018-11-02", "awards", "A", day="2018-11-01", kind="title", name="t", level="school")
    scene.tells("2018-11-12", "adoptions", "A", day="2018-11-10", subject="w1", kind="news")
    text = scene.tells("2018-12-12", "adoptions", "A", day="2018-12-10", subject="w2", kind="news")
    scene.corrects("2019-03-01", text, unit="B")  # it was B's text
    scene.voids("2019-05-01", title)
    for n in range(9):
        scene.tells(
            "2019-05-10", "awards", "A", day="2019-05-09", kind="prize", name=f"p{n}", level="province"
        )


def test_section_one_and_an_open_bonus_over_a_school_year(sheet: Sheet) -> None:
    scene = Scene(sheet)
    _branches(scene)
    _the_chair_of_d_stays_away(scene)
    _filings(scene)
    _bonus(scene)
    scene.tells("2019-09-05", "evidence", "B", day="2018-11-20", kind="general-meeting-minutes")  # told late

    found = scene.scores("2018-2019", as_of="2018-12-31", known_on="2018-12-31")
    # Section 1 without the summary: elected 1 + department 1 + duties 1 + attendance 2 + enrolment 1
    #   + meeting 1 + plan and work 2 x 2/3 = 1.33 + roster 1 + files 1 + care 1 + filings 6 = 17.33
    # A 2 of 2 members: 17.33; bonus: school title 2 + texts 1 + 1 = 4            -> 21.33
    # B 1 of 2: -1; its meeting of 20 August belongs to the year before: -1        -> 15.33
    # C no staff figure: -1                                                        -> 16.33
    # D absent 4 + late 1: 2 - 5 x 0.5 stops at 0: -2; c1 late: -1; files 0.5      -> 13.83
    assert found.totals == {"A": "21.33", "B": "15.33", "C": "16.33", "D": "13.83"}
    assert found.places == {"A": 1, "C": 2, "B": 3, "D": 4}

    found = scene.scores("2018-2019", as_of="2019-08-31", known_on="2019-09-10")
    # With the summary section 1 is 18. A: title void, w2 is B's: 9 x 10 + 1 = 91   -> 109
    # B 18 - 1 (enrolment), the meeting of November now known; w2 +1               -> 18
    # C 18 - 1                                                                     -> 17
    # D 18 - 2 (attendance) - 0.5 (files) - 1 (c1 late) - 2 (c2 missing)           -> 12.5
    assert found.totals == {"A": "109", "B": "18", "C": "17", "D": "12.5"}
    assert found.points("A", "organisation") == "18"
    assert found.points("D", "organisation.filings") == "3"
    assert found.places == {"A": 1, "B": 2, "C": 3, "D": 4}
