"""Tekes county, offices and institutions: what is missing is taken off, down to nothing."""

from tests.evaluation.sheets.scene import Scene

QUARTERS = ("2015-02-01", "2015-05-01", "2015-08-01", "2015-11-01")


def office(
    scene, unit, *, kind="office", studies=QUARTERS, report=("report", "solved", "record"), meeting=True
):
    scene.unit(unit, kind=kind)
    studied = [scene.tells("2015-12-31", "evidence", unit, day=day, kind="study-record") for day in studies]
    told = [scene.tells("2015-12-31", "evidence", unit, day="2015-06-01", kind="party-report", topic=topic)
            for topic in report]  # fmt: skip
    if meeting:
        scene.tells("2015-12-31", "results", unit, day="2015-07-01", occasion=f"leaders-{unit}",
                    kind="leadership-meeting")  # fmt: skip
    return studied, told


def story(sheet):
    scene = Scene(sheet)
    studied, _ = office(scene, "A")
    _, told = office(scene, "B", studies=(), report=("report", "record"), meeting=False)
    office(scene, "C", studies=QUARTERS[:2])
    office(scene, "D", kind="enterprise")
    scene.tells("2016-02-01", "evidence", "C", day="2015-09-30", kind="study-record")
    scene.corrects("2016-02-10", studied[3], day="2016-01-04")
    scene.voids("2016-02-20", told[1])
    return scene


def test_what_is_missing_takes_no_more_than_the_line_has_and_an_enterprise_has_another_sheet(sheet):
    found = story(sheet).scores("2015", as_of="2015-12-31", known_on="2016-01-10")
    # A: 3 + 3 + 2 = 8, exactly the section.  B: 3 - 4 = -1, floored at 0; 3 - 1 = 2; 0 -> 2
    # C: two of four quarters: 3 - 2 = 1; 3; 2 -> 6.  D: an enterprise: 0
    assert found.totals == {"A": "8", "B": "2", "C": "6", "D": "0"}
    assert found.places == {"A": 1, "C": 2, "B": 3, "D": 4}
    assert found.points("B", "source.study") == "0"


def test_a_study_of_the_next_year_a_late_one_and_a_voided_record(sheet):
    found = story(sheet).scores("2015", as_of="2015-12-31", known_on="2016-03-31")
    # A: three quarters: 3 - 1 = 2 -> 7.  B: report only: 3 - 2 = 1.  C: three quarters: 2 -> 7
    assert found.totals == {"A": "7", "B": "1", "C": "7", "D": "0"}
    assert found.places == {"A": 1, "C": 1, "B": 3, "D": 4}
