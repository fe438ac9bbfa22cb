"""Best student branches: marks of the months, papers late by the day or missing, the first three."""

from tests.evaluation.sheets.scene import Scene


def marked(scene, unit, month, value, day=10):
    return scene.tells("2020-01-05", "marks", unit, day=f"{month}-{day:02}", person="office", item="month",
                       amount=value)  # fmt: skip


def called(scene, unit, paper, due, importance="ordinary", filed="", known="2020-01-05"):
    about = {"day": due, "occasion": paper, "kind": "material", "importance": importance}
    scene.tells("2019-09-10", "calls", unit, **about)
    return filed and scene.tells(known, "filings", unit, filed=filed, **about)


def story(sheet):
    scene = Scene(sheet)
    for unit in "ABCD":
        scene.unit(unit, kind="branch")
    marked(scene, "A", "2019-09", "7")
    marked(scene, "A", "2019-09", "9", day=28)
    marked(scene, "A", "2019-10", "10")
    wrong = marked(scene, "A", "2019-11", "8")
    marked(scene, "B", "2019-09", "8")
    moved = marked(scene, "B", "2019-10", "9")
    for month in ("2019-09", "2019-10", "2019-11"):
        marked(scene, "C", month, "9")
    for month in ("2019-09", "2019-10", "2019-11", "2019-12"):
        marked(scene, "D", month, "10")
    called(scene, "A", "c1", "2019-10-10", filed="2019-10-10")
    called(scene, "B", "c1", "2019-10-10", filed="2019-10-13")
    called(scene, "C", "c2", "2019-11-01", importance="important", filed="2019-11-03")
    for paper in ("c1", "c3", "c4"):
        called(scene, "D", paper, "2019-10-10")
    called(scene, "D", "c5", "2019-12-15", filed="2019-12-20", known="2020-09-10")  # heard of late
    scene.corrects("2020-09-20", moved, day="2020-09-02")
    scene.voids("2020-09-25", wrong)
    return scene


def test_each_day_late_costs_and_four_missing_papers_bar_the_award(sheet):
    found = story(sheet).scores("2019-2020", as_of="2020-08-31", known_on="2020-09-01")
    # A: September's last mark 9, + 10 + 8 = 27; on the due day 0
    # B: 8 + 9 = 17, three days of an ordinary paper: - 3 x 1 = 14
    # C: 9 + 9 + 9 = 27, two days of an important paper: - 2 x 5 = 17
    # D: 40 - 4 missing x 5 = 20, and barred
    assert found.totals == {"A": "27", "B": "14", "C": "17", "D": "20"}
    assert found.places == {"A": 1, "D": 2, "C": 3, "B": 4}
    assert found.points("A", "months") == "27"
    assert found.points("C", "late.important") == "-10"
    assert found.bars["D"] == ["missing-papers"]
    assert found.awards["best-branch"] == ["A", "C", "B"]


def test_a_paper_that_came_after_all_lifts_the_bar(sheet):
    found = story(sheet).scores("2019-2020", as_of="2020-08-31", known_on="2020-10-01")
    # A: without November 19.  B: October's mark is of the next school year: 8 - 3 = 5
    # D: three missing - 15, one five days late - 5: 40 - 20 = 20, no longer barred
    assert found.totals == {"A": "19", "B": "5", "C": "17", "D": "20"}
    assert found.places == {"D": 1, "A": 2, "C": 3, "B": 4}
    assert found.bars["D"] == []
    assert found.awards["best-branch"] == ["D", "A", "C"]


def test_the_months_of_a_school_year_count_as_far_as_they_have_come(sheet):
    found = story(sheet).scores("2019-2020", as_of="2019-10-31", known_on="2020-02-01")
    # A: 9 + 10.  B: 8 + 9 - 3.  C: 9 + 9.  D: 10 + 10 - 3 missing x 5; the fourth is not due yet
    assert found.totals == {"A": "19", "B": "14", "C": "18", "D": "5"}
    assert found.bars["D"] == []
