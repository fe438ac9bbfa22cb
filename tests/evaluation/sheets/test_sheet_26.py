"""Sheet 26: a list of yes and no, five must-visits over their occasions, a line told by the bureau."""

from tests.evaluation.sheets.scene import Scene

EVIDENCE = [
    ("committee", "union"), ("committee", "women"), ("chair-procedure", ""), ("election-in-time", ""),
    ("plate", ""), ("venue", ""), ("special-committee", ""), ("congress-power", "reports"),
    ("congress-power", "appraisal"), ("openness-rules", ""), ("hardship-files", ""),
]  # fmt: skip
MARKS = {
    "self-building.rules": "4", "democracy.procedure": "3", "democracy.board": "2", "democracy.records": "6",
    "duties.warmth.interviews": "4",
}  # fmt: skip


def done(scene, measure, unit, day, known=None, **tags):
    """One fact of a unit, known on its day unless told otherwise."""
    return scene.tells(known or day, measure, unit, **{"day": day, **tags})


def proved(scene, unit, kind, topic="", day="2017-04-01", known=None):
    return done(scene, "evidence", unit, day, known, kind=kind, topic=topic, amount="1")


def visited(scene, unit, occasion, times):
    return [done(scene, "visits", unit, "2017-05-01", occasion=occasion) for _ in range(times)]


def full(scene, unit, *, rules="4", summary="2017-12-20", bureau="1", cares=2):
    """All 85 points but the audit committee's 4, the secret vote's 2 and the visits' 5 + 6."""
    scene.unit(unit, kind="school", staff=1)
    done(scene, "joined", unit, "2016-09-01", person=f"{unit}-p")
    for kind, topic in EVIDENCE:
        proved(scene, unit, kind, topic)
    for item, value in {**MARKS, "self-building.rules": rules}.items():
        done(scene, "marks", unit, "2017-12-10", person="review", item=item, role="committee", amount=value)
    for kind in ("committee-meeting", "congress", "sports", "culture"):
        done(scene, "activities", unit, "2017-03-01", kind=kind)
    for kind, due, on in (("plan", "2017-03-01", "2017-03-01"), ("summary", "2017-12-20", summary)):
        done(scene, "filings", unit, due, on, filed=on, kind=kind)
    for number in range(cares):
        proved(scene, unit, "care-occasion", f"illness-{number}")
    scene.sets("2017-12-01", "figure", unit, "2017-12-01", bureau, key="congress-reports")


def test_what_is_on_the_list_and_what_is_not(sheet):
    scene = Scene(sheet)
    full(scene, "A")
    proved(scene, "A", "committee", "audit")
    proved(scene, "A", "congress-power", "secret-vote")
    visited(scene, "A", "hospital", 2)
    warm = visited(scene, "A", "hardship", 6)
    done(scene, "self-scores", "A", "2017-12-01", item="total", amount="80")
    full(scene, "B")
    must = visited(scene, "B", "hospital", 3)
    visited(scene, "B", "festival", 9)
    full(scene, "C", rules="2.5", summary="2017-12-21", bureau="0", cares=4)
    proved(scene, "C", "committee", "audit")
    proved(scene, "C", "congress-power", "secret-vote")
    visited(scene, "C", "accident", 3)
    visited(scene, "C", "birthday", 6)
    scene.unit("D", kind="school")
    done(scene, "joined", "D", "2017-09-01", person="D-p")
    proved(scene, "B", "committee", "audit", day="2017-11-01", known="2018-01-08")
    scene.sets("2018-01-15", "staff", "D", "2017-10-01", "1")
    scene.corrects("2018-01-10", must[0], unit="C")
    scene.voids("2018-01-12", warm[0])

    found = scene.scores("2017", as_of="2017-06-30", known_on="2017-06-30")
    # On the way: no marks (4; 3 + 2 + 6; 4), no summary, nothing from the bureau yet.
    # A (30 - 4 - 4) + (30 - 3 - 2 - 6 - 3) + (25 - 4) = 22 + 16 + 21; B - 4 - 2; C - 1.25; D joined later
    assert found.totals == {"A": "59", "B": "53", "C": "57.75", "D": "5"}

    found = scene.scores("2017", as_of="2017-12-31", known_on="2017-12-31")
    # A 30 + 30 + 25, every line just reached; the self score of 80 changes nothing
    # B 85 - 4 (two of three committees) - 2 (no secret vote) = 79; 3 visits on 2 occasions are full,
    #   9 visits give 6
    # C 85 - 1.5 (rules 2.5) - 4 (summary a day late) - 3 (no report at the bureau) - 1.25 (3 of 4) = 75.25
    # D 5: no occasion, so no must-visit was missed; one member, but no head count
    assert found.totals == {"A": "85", "B": "79", "C": "75.25", "D": "5"}
    assert found.points("C", "duties.must-visits") == "3.75"
    assert found.points("B", "duties.warmth.visits") == "6"
    assert found.places == {"A": 1, "B": 2, "C": 3, "D": 4}

    found = scene.scores("2017", as_of="2017-12-31", known_on="2018-01-31")
    # A: five visits of warmth, - 1. B: the third committee, + 4; 2 visits on 2 occasions are still full.
    # C: 4 of 4, + 1.25. D: one member of one, + 4.
    assert found.totals == {"A": "84", "B": "83", "C": "76.5", "D": "9"}
    assert found.places == {"A": 1, "B": 2, "C": 3, "D": 4}
