"""Model small homes of the post: a part that bars, marks, a capped bonus, spot checks."""

from tests.evaluation.sheets.scene import Scene

HAVES = ("rooms", "equipment", "rules", "people", "funds")
GOODS = ("service", "democracy", "upkeep", "skills", "results")


def small_home(scene, unit, *, haves=5, good="8", bonus=(), qualified="2020-05-01"):
    scene.unit(unit, kind="small-home")
    for topic in HAVES[:haves]:
        scene.tells("2021-12-20", "evidence", unit, day="2021-06-01", kind="five-haves", topic=topic)
    marks = {f"goods.{each}": good for each in GOODS} | dict(bonus)
    for item, value in marks.items():
        scene.tells("2021-12-20", "marks", unit, day="2021-12-10", person="panel", item=item, amount=value)
    scene.tells("2021-09-01", "awards", unit, day="2021-08-30", kind="rating", name="city-check")
    return scene.tells(qualified, "awards", unit, day=qualified, kind="title", name="qualified-small-home")


def story(sheet):
    scene = Scene(sheet)
    small_home(scene, "A", bonus={"bonus.skills": "2"}, qualified="2018-01-01")
    small_home(scene, "B", good="10", bonus={"bonus.skills": "2.5", "bonus.innovation": "2"})
    small_home(scene, "C", haves=4, good="9")
    title = small_home(scene, "D", qualified="2017-12-30")
    fault = {"day": "2021-10-01", "kind": "spot-check", "grade": "fault"}
    faults = [
        scene.tells("2021-11-01", "evidence", "B", subject=f"room-{room}", **fault) for room in range(5)
    ]
    scene.tells("2022-02-01", "evidence", "C", day="2021-12-01", kind="five-haves", topic=HAVES[4])
    scene.corrects("2022-02-10", title, day="2018-01-02")
    for fault in faults[:2]:
        scene.voids("2022-02-20", fault)
    return scene


def test_who_misses_a_have_or_a_title_since_2018_is_not_admitted(sheet):
    found = story(sheet).scores("2021", as_of="2021-12-31", known_on="2022-01-10")
    # A: 50 + 5 x 8 + 2 = 92; qualified on the first day of 2018
    # B: 50 + 50 + min(3, 2.5 + 2) - min(4, 5 faults) = 99
    # C: four of five haves: 0 + 45 = 45, barred.  D: 50 + 40 = 90, but qualified before 2018
    assert found.totals == {"A": "92", "B": "99", "C": "45", "D": "90"}
    assert found.places == {"B": 1, "A": 2, "D": 3, "C": 4}
    assert found.points("B", "bonus") == "3"
    assert found.points("B", "spot-check") == "-4"
    assert found.bars["C"] == ["haves-needed"]
    assert found.awards["model-small-home"] == ["B", "A"]
    assert found.rewards["model-small-home"] == {"A": "5000", "B": "5000"}


def test_the_fifth_have_and_a_corrected_title_admit_and_voided_faults_give_points_back(sheet):
    found = story(sheet).scores("2021", as_of="2021-12-31", known_on="2022-03-31")
    # B: three faults left: 103 - 3 = 100.  C: 50 + 45 = 95
    assert found.totals == {"A": "92", "B": "100", "C": "95", "D": "90"}
    assert found.places == {"B": 1, "C": 2, "A": 3, "D": 4}
    assert found.awards["model-small-home"] == ["B", "C", "A", "D"]
