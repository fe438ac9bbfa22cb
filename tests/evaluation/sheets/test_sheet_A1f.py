"""College student unions: a counted part and a report before judges, 70 to 30."""

from tests.evaluation.sheets.scene import Scene


def college(scene, unit, activities, *judges, known="2022-08-30"):
    for judge, value in enumerate(judges):
        about = {"day": "2022-06-20", "person": f"judge-{judge}", "item": "report", "role": "judge"}
        scene.tells(known, "marks", unit, amount=value, **about)
    held = {"day": "2022-05-01", "kind": "culture"}
    return [
        scene.tells("2022-08-30", "activities", unit, subject=f"{unit}-{n}", **held)
        for n in range(activities)
    ]


def story(sheet):
    scene = Scene(sheet)
    for unit in "ABCD":
        scene.unit(unit, kind="college")
    moved = college(scene, "A", 4, "90", "80")[0]
    wrong = college(scene, "B", 6, "60")[:2]
    college(scene, "C", 0, "100")
    college(scene, "D", 5)
    college(scene, "D", 0, "50", known="2022-10-01")  # late
    scene.corrects("2022-10-10", moved, day="2022-09-01")
    for fact in wrong:
        scene.voids("2022-10-20", fact)
    return scene


def test_the_counted_part_weighs_70_and_the_report_30(sheet):
    found = story(sheet).scores("2021-2022", as_of="2022-08-31", known_on="2022-09-10")
    # A: 0.7 x 80 + 0.3 x 85 = 81.5.  B: 0.7 x 100 (120 is capped) + 0.3 x 60 = 88
    # C: 0 + 0.3 x 100.  D: 0.7 x 100, exactly the cap, no report
    assert found.totals == {"A": "81.5", "B": "88", "C": "30", "D": "70"}
    assert found.places == {"B": 1, "A": 2, "D": 3, "C": 4}


def test_an_activity_of_the_next_year_two_voided_ones_and_a_late_report(sheet):
    found = story(sheet).scores("2021-2022", as_of="2022-08-31", known_on="2022-10-31")
    # A: 0.7 x 60 + 25.5 = 67.5.  B: 0.7 x 80 + 18 = 74.  D: 70 + 0.3 x 50 = 85
    assert found.totals == {"A": "67.5", "B": "74", "C": "30", "D": "85"}
    assert found.places == {"D": 1, "B": 2, "A": 3, "C": 4}
