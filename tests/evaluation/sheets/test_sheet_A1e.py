"""Yearly review: 70 percent the committee, 30 percent the peers without highest and lowest mark."""

from tests.evaluation.sheets.scene import Scene


def committee(scene, unit, value):
    return scene.tells("2020-12-28", "marks", unit, day="2020-12-20", person="committee", item="committee",
                       role="committee", amount=value)  # fmt: skip


def peers(scene, unit, *values, known="2020-12-28"):
    return [scene.tells(known, "marks", unit, day="2020-12-21", person=f"{unit}-peer-{number}", item="total",
                        role="peer", amount=value) for number, value in enumerate(values)]  # fmt: skip


def story(sheet):
    scene = Scene(sheet)
    for unit in "ABCD":
        scene.unit(unit, kind="class")
    for unit, value in {"A": "80", "B": "90", "C": "70"}.items():
        committee(scene, unit, value)
    wrong = committee(scene, "D", "60")
    peers(scene, "A", "100", "90", "80", "20")
    moved = peers(scene, "B", "50", "70", "80", "90")[3]
    peers(scene, "D", "60", "60", "60")
    peers(scene, "C", "90", "80", "100", known="2021-02-01")  # told late
    scene.corrects("2021-02-10", moved, unit="A", person="A-peer-5")
    scene.voids("2021-02-20", wrong)
    return scene


def test_the_highest_and_lowest_peer_mark_are_dropped(sheet):
    found = story(sheet).scores("2020", as_of="2020-12-31", known_on="2021-01-10")
    # A: 0.7 x 80 + 0.3 x (90 + 80) / 2 = 56 + 25.5.  B: 0.7 x 90 + 0.3 x (70 + 80) / 2 = 63 + 22.5
    # C: no peer marked: the committee's 70 alone.  D: 0.7 x 60 + 0.3 x 60
    assert found.totals == {"A": "81.5", "B": "85.5", "C": "70", "D": "60"}
    assert found.places == {"B": 1, "A": 2, "C": 3, "D": 4}


def test_a_peer_mark_told_for_another_class_late_ones_and_a_voided_committee_mark(sheet):
    found = story(sheet).scores("2020", as_of="2020-12-31", known_on="2021-03-31")
    # A: 100 90 90 80 20 -> (90 + 90 + 80) / 3: 56 + 26 = 82.  B: 50 70 80 -> 70: 63 + 21 = 84
    # C: 90: 49 + 27 = 76.  D: no committee's mark: 0 + 18
    assert found.totals == {"A": "82", "B": "84", "C": "76", "D": "18"}
    assert found.places == {"B": 1, "A": 2, "C": 3, "D": 4}
