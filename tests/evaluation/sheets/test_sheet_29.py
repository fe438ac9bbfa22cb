"""Sheet 29: 80 points by the year's work, 20 by presentation and votes; two offices, one is sent on."""

from tests.evaluation.sheets.scene import Scene

UNITS = {  # unit: (attendance by kind as present of called; files; news; presentation; votes of 60; review)
    "A": ({"sports": (4, 4), "reading": (3, 4), "star-lights": (1, 2)}, "5", 5, ["4", "5"], "30", ["4", "5"]),
    "B": ({"sports": (2, 4), "reading": (4, 4), "star-lights": (2, 2)}, "4", 7, ["3", "3"], "18", ["3", "3"]),
    "C": ({"sports": (3, 4), "reading": (2, 4), "star-lights": (1, 2)}, "3", 2, ["5", "5"], "12", ["5", "5"]),
    "D": ({}, "", 0, ["2", "2"], "0", []),
}
CHECKS = {"A": ["90", "60"], "B": ["100"], "C": ["70"], "D": []}


def done(scene, measure, unit, day="2009-05-10", known=None, **tags):
    """One fact of a unit, known on its day unless told otherwise."""
    return scene.tells(known or day, measure, unit, **{"day": day, **tags})


def came(scene, unit, kind, present, called, occasion="first", known=None):
    for person in range(called):
        state = "present" if person < present else "absent"
        about = {"person": f"{unit}{person}", "occasion": f"{kind}-{occasion}", "kind": kind, "state": state}
        done(scene, "attendance", unit, known=known, **about)


def marked(scene, unit, item, marks):
    """Marks of a judge each, or of the party branch and the union."""
    roles = ("judge", "judge") if item == "recommendation.presentation" else ("party", "committee")
    for number, (role, value) in enumerate(zip(roles, marks, strict=False)):
        about = {"person": f"{role}-{number}", "role": role, "amount": value}
        done(scene, "marks", unit, "2009-12-20", item=item, **about)


def office(scene, unit):
    """One office with all that is told of it. Gives its news and its hygiene checks."""
    attended, files, news, presented, votes, review = UNITS[unit]
    scene.unit(unit, kind="office")
    for kind, (present, called) in attended.items():
        came(scene, unit, kind, present, called)
    if files:
        done(scene, "marks", unit, "2009-12-20", item="points.files", role="committee", amount=files)
    marked(scene, unit, "recommendation.presentation", presented)
    marked(scene, unit, "recommendation.review", review)
    for measure, number in (("votes", votes), ("ballots-valid", "60")):
        done(scene, measure, unit, "2009-12-21", occasion="b", topic="civilised-office", amount=number)
    written = [done(scene, "pieces", unit, subject=f"{unit}-{number}", kind="news") for number in range(news)]
    checks = enumerate(CHECKS[unit])
    return written, [
        done(scene, "quantities", unit, occasion=f"check-{number}", kind="inspection", amount=value)
        for number, value in checks
    ]


def test_two_offices_are_chosen_and_the_first_is_sent_on(sheet):
    scene = Scene(sheet)
    told = {unit: office(scene, unit) for unit in UNITS}
    came(scene, "C", "reading", 4, 4, occasion="second", known="2010-01-08")
    scene.corrects("2010-01-10", told["A"][0][0], unit="C")  # the news was C's
    scene.voids("2010-01-12", told["A"][1][0])  # the check with 90 never was

    found = scene.scores("2009", as_of="2009-12-31", known_on="2009-12-31")
    # A hygiene (90+60)/2 -> 15, 20 x 4/4, 20 x 3/4 = 15, 10 x 1/2 = 5, files 5, news 5: 65
    #   presentation 4.5, votes 10 x 30/60 = 5, review 4.5: 14. 79
    # B 20 + 10 + 20 + 10 + 4 + 5 (seven pieces give no more) = 69; 3 + 3 + 3 = 9. 78
    # C 14 + 15 + 10 + 5 + 3 + 2 = 49; 5 + 2 + 5 = 12. 61
    # D no check, no activity: 0; 2 + 0 + 0 = 2
    assert found.totals == {"A": "79", "B": "78", "C": "61", "D": "2"}
    assert found.points("B", "points.news") == "5"
    assert found.places == {"A": 1, "B": 2, "C": 3, "D": 4}
    assert found.awards == {"civilised-office": ["A", "B"], "district-contest": ["A"]}

    found = scene.scores("2009", as_of="2009-12-31", known_on="2010-01-31")
    # A hygiene 60 -> 12, - 3; news 4, - 1: 75. C reading 6 of 8: 15, + 5; news 3, + 1: 67
    assert found.totals == {"A": "75", "B": "78", "C": "67", "D": "2"}
    assert found.places == {"B": 1, "A": 2, "C": 3, "D": 4}
    assert found.awards == {"civilised-office": ["B", "A"], "district-contest": ["B"]}


def test_points_are_published_each_half_year(sheet):
    scene = Scene(sheet)
    for unit in UNITS:
        office(scene, unit)
    assert scene.interim("2009") == ["2009-06-30", "2009-12-31"]
    found = scene.scores("2009", as_of="2009-06-30", known_on="2009-06-30")
    # No files marked and no votes yet: A 15 + 20 + 15 + 5 + 5 = 60; B 20 + 10 + 20 + 10 + 5 = 65;
    # C 14 + 15 + 10 + 5 + 2 = 46
    assert found.totals == {"A": "60", "B": "65", "C": "46", "D": "0"}
