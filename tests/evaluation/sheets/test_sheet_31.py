"""Fujian education, model homes: split points, core line and acceptance by hand."""

from tests.evaluation.sheets.scene import Scene

POWERS = ("advise", "pass", "decide", "appraise")


def accepted(scene, unit, *, meeting="2012-03-01", reform="2", boards="2", congresses=("staff-congress",),
             reports=("self-check", "home-summary", "home-report")):  # fmt: skip
    """Everything of the sheet, told at the end of the year; what is named is what differs."""

    def proved(kind, **tags):
        return scene.tells("2012-12-31", "evidence", unit, day="2012-06-01", kind=kind, **tags)

    for kind in ("leading-body", "home-plan", "home-budget", *reports, *congresses):
        proved(kind)
    for topic in POWERS:
        proved("congress-power", topic=topic)
    for topic in ("rules", "watch", "files"):
        proved("openness", topic=topic)
    proved("congress-item", topic="openness")
    for item, value in (("joint.reform", reform), ("democracy.boards", boards)):
        scene.tells("2012-12-31", "marks", unit, day="2012-12-20", person="panel", item=item, amount=value)
    idea = scene.tells(
        "2012-12-31", "pieces", unit, day="2012-05-01", subject=f"idea-{unit}", kind="suggestion"
    )
    held = meeting and scene.tells("2012-12-31", "results", unit, day=meeting, occasion=f"joint-{unit}",
                                   kind="joint-meeting")  # fmt: skip
    return idea, held


def story(sheet):
    scene = Scene(sheet)
    scene.unit("A", kind="school")
    scene.unit("B", kind="university")
    scene.unit("C", kind="school")
    scene.unit("D", kind="university")
    accepted(scene, "A", reform="0.5", boards="0.5")  # exactly on the line
    accepted(
        scene, "B", congresses=("staff-congress", "branch-congress"), reports=("self-check", "home-summary")
    )
    for topic in POWERS:  # told once more: beyond the 8 points
        scene.tells("2012-12-31", "evidence", "B", day="2012-11-01", kind="congress-power", topic=topic)
    _, meeting = accepted(scene, "C", meeting="2013-01-05")  # barred: the meeting came after the year
    idea, _ = accepted(scene, "D")
    scene.tells("2012-12-31", "self-scores", "D", day="2012-12-28", item="total", amount="30")
    scene.tells("2013-01-20", "evidence", "B", day="2012-12-20", kind="home-report")  # late
    scene.corrects("2013-02-10", meeting, day="2012-12-30")
    scene.voids("2013-02-15", idea)
    return scene


def test_a_missing_core_meeting_bars_acceptance_and_halves_of_a_line_count_alone(sheet):
    found = story(sheet).scores("2012", as_of="2012-12-31", known_on="2013-01-10")
    # full: joint 2 + (2+2) + 2 + 2 + 2 = 12, democracy 2 + 8 + 2 + 2 + 2 + 2 = 18
    # A: marks 0.5 instead of 2, twice: 30 - 3 = 27, exactly the line
    # B: two of three reports 2/3 x 2 = 1.33; the powers told twice stay at 8: 30 - 0.67 = 29.33
    # C: no meeting in the year: 2 of the 4 split points: 30 - 2 = 28, and barred
    # D: a university without branch congress: 30 - 2 = 28; its self score of 30 weighs nothing
    assert found.totals == {"A": "27", "B": "29.33", "C": "28", "D": "28"}
    assert found.places == {"B": 1, "C": 2, "D": 2, "A": 4}
    assert found.points("C", "joint.coordination") == "2"
    assert found.points("B", "democracy.powers") == "8"
    assert found.points("D", "democracy.congress") == "0"
    assert found.awards["model-home"] == ["B", "D", "A"]


def test_a_late_report_a_corrected_day_and_a_voided_idea_change_who_is_accepted(sheet):
    found = story(sheet).scores("2012", as_of="2012-12-31", known_on="2013-03-31")
    # B: the third report: 2 -> 30.  C: the meeting was on 30 December: 2 more -> 30, no longer barred
    # D: no idea handed in: 28 - 2 = 26, below 27
    assert found.totals == {"A": "27", "B": "30", "C": "30", "D": "26"}
    assert found.places == {"B": 1, "C": 1, "A": 3, "D": 4}
    assert found.awards["model-home"] == ["B", "C", "A"]
