"""Youth league goals: computed places with a step, absences, capped outreach, large colleges."""

from tests.evaluation.sheets.scene import Scene


def college(scene, unit, *, staff, trainings, pieces, absences=0, outreach=(), breaches=0):
    scene.unit(unit, kind="college", staff=staff)
    for number in range(trainings):
        scene.tells(
            "2021-12-31", "activities", unit, day="2021-05-01", subject=f"{unit}-{number}", kind="training"
        )
    for number in range(pieces):
        scene.tells("2021-12-31", "pieces", unit, day="2021-05-01", subject=f"{unit}-{number}", kind="news")
    for number in range(absences):
        scene.tells("2021-12-31", "results", unit, day="2021-04-01", occasion=f"m{number}", kind="meeting",
                    state="absent")  # fmt: skip
    for number, level in enumerate(outreach):
        scene.tells(
            "2021-12-31", "adoptions", unit, day="2021-06-01", subject=f"{unit}-out-{number}", level=level
        )
    return [
        scene.tells("2021-12-31", "incidents", unit, day="2021-07-01", kind="breach") for _ in range(breaches)
    ]


def story(sheet):
    scene = Scene(sheet)
    ended = college(scene, "A", staff=2001, trainings=5, pieces=2, outreach=["province"] * 3, breaches=2)[0]
    moved = college(
        scene, "B", staff=2000, trainings=4, pieces=2, absences=1, outreach=["province"], breaches=1
    )[0]
    college(scene, "C", staff=1000, trainings=3, pieces=2, absences=3, breaches=1)
    college(scene, "D", staff=900, trainings=1, pieces=1, outreach=["nation", "province", "city"])
    for number in range(4):
        scene.tells(
            "2022-02-01", "activities", "D", day="2021-12-20", subject=f"late-{number}", kind="training"
        )
    scene.corrects("2022-02-10", moved, unit="C")
    scene.voids("2022-02-20", ended)
    return scene


def test_the_first_three_places_have_all_points_and_large_colleges_lose_less(sheet):
    found = story(sheet).scores("2021", as_of="2021-12-31", known_on="2022-01-10")
    # training 5, 4, 3, 1: places 1 2 3 -> 4, place 4 -> 4 - 0.2 = 3.8
    # publicity 2, 2, 2, 1: three share place 1 -> 2, place 4 -> 2 - 0.1 = 1.9
    # A: 4 + 2 + 2 + 2 (three texts, capped) - 2 x 0.8 (2001 persons) = 8.4
    # B: 4 + 2 + (2 - 1) + 1 - 1 x 0.9 (2000 is not above 2000) = 7.1
    # C: 4 + 2 + max(0, 2 - 3) + 0 - 1 (1000 is not above 1000) = 5
    # D: 3.8 + 1.9 + 2 + 2 (the city's text counts nothing) = 9.7
    assert found.totals == {"A": "8.4", "B": "7.1", "C": "5", "D": "9.7"}
    assert found.places == {"D": 1, "A": 2, "B": 3, "C": 4}
    assert found.points("A", "violations") == "-1.6"
    assert found.points("B", "violations") == "-0.9"
    assert found.points("C", "absence") == "0"
    assert found.points("A", "outreach") == "2"


def test_late_trainings_take_another_college_its_place_and_a_violation_moves(sheet):
    found = story(sheet).scores("2021", as_of="2021-12-31", known_on="2022-03-31")
    # training 5, 4, 3, 5: A and D share place 1, B has 3, C 4 -> 3.8
    # A: 4 + 2 + 2 + 2 - 1 x 0.8 = 9.2.  B: 4 + 2 + 1 + 1 = 8.  C: 3.8 + 2 + 0 + 0 - 2 = 3.8
    # D: 4 + 1.9 + 2 + 2 = 9.9
    assert found.totals == {"A": "9.2", "B": "8", "C": "3.8", "D": "9.9"}
    assert found.places == {"D": 1, "A": 2, "B": 3, "C": 4}
