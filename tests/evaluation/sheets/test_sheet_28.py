"""Sheet 28: a hundred points in advance, deducted for each person or event; contests by place."""

from tests.evaluation.sheets.scene import Scene


def done(scene, measure, unit, day="2018-05-10", known=None, **tags):
    """One fact of a unit, known on its day unless told otherwise."""
    return scene.tells(known or day, measure, unit, **{"day": day, **tags})


def called(scene, unit, kind, occasion, **states):
    """Who was called to an activity, by state: present=2, absent=1."""
    for state, number in states.items():
        for person in range(number):
            about = {"occasion": occasion, "kind": kind, "state": state}
            done(scene, "attendance", unit, person=f"{unit}-{state}-{person}", **about)


def asked(scene, unit, call, due, filed="", known=""):
    """A call for materials, and what was handed in for it."""
    done(scene, "calls", unit, due, known="2018-01-05", occasion=call, kind="material")
    if filed:
        done(scene, "filings", unit, due, known or filed, filed=filed, occasion=call, kind="material")


def group_a(scene):
    """Just half at one exercise, a quarter at another; second in the contest. Gives its late coming."""
    called(scene, "A", "exercises", "e1", present=2, absent=2)
    called(scene, "A", "exercises", "e2", present=1, absent=3)
    called(scene, "A", "balls", "b1", present=3, late=1, absent=1)
    done(scene, "activities", "A", kind="group-activity", planned="true")
    done(scene, "evidence", "A", kind="activity-record", amount="1")
    asked(scene, "A", "c1", "2018-06-01", "2018-06-01")
    asked(scene, "A", "c2", "2018-12-10", "2018-12-10")
    done(scene, "places", "A", occasion="contest-1", kind="contest", amount="2")
    return done(scene, "results", "A", occasion="m1", kind="leaders-meeting", state="late")


def group_b(scene):
    """More lost than the lines hold."""
    for number in range(12):
        done(scene, "results", "B", occasion="t1", kind="task", state="absent", person=f"b{number}")
    for _ in range(11):
        done(scene, "incidents", "B", kind="smoking")
    for number in range(6):
        done(scene, "results", "B", occasion=f"m{number}", kind="leaders-meeting", state="absent")
    done(scene, "activities", "B", kind="group-activity", planned="false")
    for value in ("2.5", "1"):
        done(scene, "marks", "B", person="review", item="study.deducted", role="committee", amount=value)
    asked(scene, "B", "c1", "2018-06-01", "2018-06-01")
    asked(scene, "B", "c2", "2018-12-10", "2018-12-12")
    asked(scene, "B", "c3", "2018-12-20", "2018-12-29", known="2019-01-08")
    for occasion, place in (("contest-1", "5"), ("contest-2", "8")):
        done(scene, "places", "B", occasion=occasion, kind="contest", amount=place)


def test_a_hundred_points_and_what_is_taken_from_them(sheet):
    scene = Scene(sheet)
    for unit in "ABCD":
        scene.unit(unit, kind="group")
    late = group_a(scene)
    group_b(scene)
    breach = done(scene, "incidents", "C", kind="violation")
    called(scene, "C", "exercises", "e1", absent=3)
    called(scene, "C", "art", "a1", present=1, excused=1, absent=1)
    scene.corrects("2019-01-10", breach, unit="D")
    scene.voids("2019-01-12", late)

    found = scene.scores("2018", as_of="2018-06-30", known_on="2018-06-30")
    # As at the end of the year below, but of B's filings only the first is due: 5 and not 3.5
    assert found.totals == {"A": "97.4", "B": "62", "C": "74.9", "D": "85"}

    found = scene.scores("2018", as_of="2018-12-31", known_on="2018-12-31")
    # A 10 + 10 + 9.9 (a quarter is below half, a half is not) + 5 + (4.5 + 5 + 5) + (8 + 30) + 10 = 97.4
    # B (10 - 3.5) + 0 (12 away) + 0 (11 smokers) + 5 + (0 + 0 + 5 - 0.5 late - 1 missing) + 40
    #   + (6 + 5)/2 for places 5 and 8 = 60.5
    # C 10 + 10 + 9.9 (nobody came) + 0 (a violation) + (5 + 0 + 5) + (30 + 1 of 2: 5) + 0 = 74.9
    # D 10 + 10 + 10 + 5 + (5 + 0 + 5) + 40 + 0 = 85: nothing was held, little is lost
    assert found.totals == {"A": "97.4", "B": "60.5", "C": "74.9", "D": "85"}
    assert found.points("B", "organisation.filings") == "3.5"
    assert found.points("B", "contest") == "5.5"
    assert found.places == {"A": 1, "D": 2, "C": 3, "B": 4}

    found = scene.scores("2018", as_of="2018-12-31", known_on="2019-01-31")
    # A was in time, + 0.5. B's third filing was late, not missing, + 0.5. The violation was D's:
    # C + 5, D - 5.
    assert found.totals == {"A": "97.9", "B": "61", "C": "79.9", "D": "80"}
    assert found.places == {"A": 1, "D": 2, "C": 3, "B": 4}
