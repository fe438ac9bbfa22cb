"""Satisfaction survey: valid from 60 % of members, void when a seal was broken, forms by 2 July."""

from tests.evaluation.sheets.scene import Scene

OPTIONS = {"chair-known": "known", "chair": "satisfied", "management": "satisfied"}


def surveyed(
    scene, unit, topic, answered, yes, *, day="2018-06-29", filed="2018-07-02", known="2018-07-03", run=1
):
    survey = {
        "day": day,
        "filed": filed,
        "occasion": f"{unit}-{topic}-{run}",
        "topic": topic,
        "void": "false",
    }
    return [
        scene.tells(known, "survey-answered", unit, amount=answered, **survey),
        scene.tells(known, "answers", unit, option=OPTIONS[topic], amount=yes, **survey),
    ]


def union(scene, unit, members):
    scene.unit(unit, kind="grassroots")
    for person in range(members):
        scene.tells("2018-01-01", "joined", unit, day="2018-01-01", person=f"{unit}{person}")


def story(sheet):
    scene = Scene(sheet)
    for unit, members in {"A": 20, "B": 20, "C": 10, "D": 0}.items():
        union(scene, unit, members)
    surveyed(scene, "A", "chair-known", "12", "9")
    surveyed(scene, "A", "chair", "12", "6")
    after = surveyed(scene, "A", "management", "12", "12", day="2018-07-03", filed="2018-07-03")
    surveyed(scene, "B", "chair-known", "11", "11")
    surveyed(scene, "B", "chair", "12", "12", filed="2018-07-04")  # the forms came after the day
    wrong = surveyed(scene, "B", "management", "12", "12")
    opened = [fact for topic in OPTIONS for fact in surveyed(scene, "C", topic, "10", "10", day="2018-06-25")]
    for topic, yes in (("chair-known", "10"), ("chair", "8"), ("management", "9")):
        surveyed(
            scene, "C", topic, "10", yes, day="2018-07-01", known="2018-07-20", run=2
        )  # repeated, told late
    surveyed(scene, "D", "chair", "12", "12")
    for fact in opened:
        scene.corrects("2018-07-20", fact, void="true")
    for fact in after:
        scene.corrects("2018-07-21", fact, day="2018-07-02", filed="2018-07-02")
    for fact in wrong:
        scene.voids("2018-07-22", fact)
    return scene


def test_a_survey_counts_from_60_percent_of_the_members_on(sheet):
    found = story(sheet).scores("survey-2018", as_of="2018-07-31", known_on="2018-07-05")
    # A: 12 of 20 is exactly 60 %: 9/12 = 75, 6/12 = 50, the third came on 3 July: 0 -> 125 / 3 = 41.67
    # B: 11 of 20 is 55 %: 0; forms after 2 July: 0; 12/12: 100 -> 33.33
    # C: 100, 100, 100 -> 100.  D: no members to count against: 0
    assert found.totals == {"A": "41.67", "B": "33.33", "C": "100", "D": "0"}
    assert found.places == {"C": 1, "A": 2, "B": 3, "D": 4}
    assert found.points("B", "chair.known") == "0"


def test_an_opened_seal_voids_the_survey_and_the_repeated_one_counts(sheet):
    found = story(sheet).scores("survey-2018", as_of="2018-07-31", known_on="2018-07-31")
    # A: the third came on 2 July: 75, 50, 100 -> 75.  B: nothing valid left: 0
    # C: repeated 10/10, 8/10, 9/10 -> (100 + 80 + 90) / 3 = 90
    assert found.totals == {"A": "75", "B": "0", "C": "90", "D": "0"}
    assert found.places == {"C": 1, "A": 2, "B": 3, "D": 3}
