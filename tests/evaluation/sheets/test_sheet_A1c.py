"""Youth league reform: a state is met or not, a degree is a share of its item."""

from tests.evaluation.sheets.scene import Scene


def marked(scene, unit, item, level, known="2020-12-20", day="2020-12-10"):
    return scene.tells(known, "marks", unit, day=day, person="panel", item=item, level=level, amount="0")


def story(sheet):
    scene = Scene(sheet)
    for unit in "ABCD":
        scene.unit(unit, kind="college")
    marked(scene, "A", "state", "yes")
    marked(scene, "A", "degree", "d", day="2020-06-01")
    marked(scene, "A", "degree", "a")
    moved = marked(scene, "B", "state", "yes")
    marked(scene, "B", "degree", "c")
    marked(scene, "C", "state", "no")
    wrong = marked(scene, "C", "degree", "b")
    marked(scene, "D", "degree", "b", known="2021-02-01")  # late
    scene.corrects("2021-02-10", moved, unit="D")
    scene.voids("2021-02-20", wrong)
    return scene


def test_a_degree_gives_100_60_40_or_0_percent_and_the_last_mark_decides(sheet):
    found = story(sheet).scores("2020", as_of="2020-12-31", known_on="2021-01-10")
    # A: 10 + 100 % of 20 (the d of June is past).  B: 10 + 40 % of 20.  C: 0 + 60 % of 20.  D: never marked
    assert found.totals == {"A": "30", "B": "18", "C": "12", "D": "0"}
    assert found.places == {"A": 1, "B": 2, "C": 3, "D": 4}


def test_marks_told_late_for_another_college_or_taken_back(sheet):
    found = story(sheet).scores("2020", as_of="2020-12-31", known_on="2021-03-31")
    # B: only its 8.  C: no degree left, and a state that is not met.  D: 10 + 12
    assert found.totals == {"A": "30", "B": "8", "C": "0", "D": "22"}
    assert found.places == {"A": 1, "D": 2, "B": 3, "C": 4}
