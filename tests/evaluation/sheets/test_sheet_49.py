"""Tianjin walk: 20,000 steps a person and day, three phases that start afresh, participants of unions."""

from tests.evaluation.sheets.scene import Scene


def walked(scene, unit, person, day, steps, known="2020-01-03"):
    phase = "phase-1" if day < "2019-09-01" else "phase-2" if day < "2019-11-01" else "phase-3"
    about = {"kind": "walk", "occasion": f"walk-{day}", "subject": phase, "event": phase}
    return scene.tells(known, "quantities", unit, day=day, person=person, amount=steps, **about)


def story(sheet):
    scene = Scene(sheet)
    for unit in "ABCD":
        scene.unit(unit, kind="union")
    walked(scene, "A", "a1", "2019-07-08", "25000")
    walked(scene, "A", "a1", "2019-07-09", "18000")
    walked(scene, "A", "a2", "2019-07-08", "20000")  # exactly the cap
    walked(scene, "A", "a2", "2019-07-09", "19000")
    for _ in range(2):  # two records of one day
        walked(scene, "B", "b1", "2019-07-08", "12000")
    walked(scene, "B", "b1", "2019-07-10", "15000")
    walked(scene, "C", "c1", "2019-07-08", "30000")
    moved = walked(scene, "B", "b1", "2019-09-01", "20000")
    walked(scene, "C", "c1", "2019-09-02", "16000")
    walked(scene, "A", "a1", "2019-09-01", "5000")
    walked(scene, "D", "d1", "2019-10-31", "9000")
    walked(scene, "A", "a2", "2019-11-01", "3000")
    walked(scene, "D", "d1", "2019-12-01", "20000")
    wrong = walked(scene, "D", "d1", "2019-12-02", "20000")
    walked(scene, "A", "a2", "2019-10-15", "15000", known="2020-02-01")  # late
    scene.corrects("2020-02-10", moved, day="2019-08-31", subject="phase-1", event="phase-1")
    scene.voids("2020-02-20", wrong)
    return scene


def test_a_day_counts_up_to_20000_and_each_phase_starts_afresh(sheet):
    found = story(sheet).scores("walk-2019", as_of="2019-12-31", known_on="2020-01-10")
    # phase 1: a1 20000 + 18000 = 38000, a2 20000 + 19000 = 39000, b1 20000 + 15000 = 35000, c1 20000
    # phase 2: b1 20000, c1 16000, d1 9000, a1 5000.  phase 3: d1 40000, a2 3000
    # all: b1 55000, d1 49000, a1 43000, a2 42000, c1 36000
    # A: 2 + 1 + 1 participants; B: 1 + 1; C: 1 + 1; D: 0 + 1 + 1; ten yuan each
    assert found.totals == {"A": "4", "B": "2", "C": "2", "D": "2"}
    assert found.places == {"A": 1, "B": 2, "C": 2, "D": 2}
    assert found.awards["phase-1-walkers"] == ["A/a2", "A/a1"]
    assert found.awards["phase-2-walkers"] == ["B/b1", "C/c1"]
    assert found.awards["phase-3-walkers"] == ["D/d1", "A/a2"]
    assert found.awards["walkers"] == ["B/b1", "D/d1", "A/a1"]
    assert sorted(found.awards["union-walkers"]) == ["A/a2", "C/c1"]  # b1, d1 have their prize
    assert found.allowances["material"] == {"A": "40", "B": "20", "C": "20", "D": "20"}


def test_a_late_day_a_day_moved_to_another_phase_and_a_voided_day_change_the_ranks(sheet):
    found = story(sheet).scores("walk-2019", as_of="2019-12-31", known_on="2020-03-31")
    # phase 1: b1 35000 + 20000 = 55000.  phase 2: c1 16000, a2 15000, d1 9000, a1 5000.  phase 3: d1 20000
    # all: a2 42000 + 15000 = 57000, b1 55000, a1 43000, c1 36000, d1 29000
    # A: 2 + 2 + 1; B: 1 + 0
    assert found.totals == {"A": "5", "B": "1", "C": "2", "D": "2"}
    assert found.places == {"A": 1, "C": 2, "D": 2, "B": 4}
    assert found.points("A", "phase-2") == "2"
    assert found.points("B", "phase-2") == "0"
    assert found.awards["phase-1-walkers"] == ["B/b1", "A/a2"]
    assert found.awards["phase-2-walkers"] == ["C/c1", "A/a2"]
    assert found.awards["walkers"] == ["A/a2", "B/b1", "A/a1"]
    assert sorted(found.awards["union-walkers"]) == ["C/c1", "D/d1"]
    assert found.allowances["material"] == {"A": "50", "B": "10", "C": "20", "D": "20"}
