"""Sheet 27: rates with thresholds, once a semester, a survey's points; lines that exceed their heading."""

from services.evaluation import checking
from tests.evaluation.sheets.scene import Scene

EVIDENCE = ("congress-rules", "mediation-committee", "hardship-files")
MARKS = {"reliance.openness": "8", "reliance.procedure": "3", "rights.retired": "4", "rights.women": "5",
         "teachers.model": "6"}  # fmt: skip
ACTIVITIES = ("congress", "suggestion-drive", "ethics-lecture", "ethics-contest", "ethics-pledge")


def done(scene, measure, unit, day, known=None, **tags):
    """One fact of a unit, known on its day unless told otherwise."""
    return scene.tells(known or day, measure, unit, **{"day": day, **tags})


def all_but_the_rates(scene, unit, *, second="2018-03-15", help=8, void="false", contest=True):
    """What every unit here has; the second appraisal, the help, the survey and the contest as named."""
    scene.unit(unit, kind="school")
    for kind in EVIDENCE:
        done(scene, "evidence", unit, "2017-10-10", kind=kind, amount="1")
    for number in range(help):
        done(scene, "evidence", unit, "2017-11-10", kind="practical-help", subject=f"{number}", amount="1")
    for item, value in MARKS.items():
        done(scene, "marks", unit, "2018-06-10", person="review", item=item, role="committee", amount=value)
    for kind in ACTIVITIES + ("competition",) * contest:
        done(scene, "activities", unit, "2017-12-01", kind=kind)
    done(scene, "activities", unit, "2017-10-20", kind="appraisal")
    again = done(scene, "activities", unit, second, kind="appraisal")
    for day in ("2018-01-20", "2018-06-20"):
        done(scene, "visits", unit, day, person="p", occasion="hardship")
    done(scene, "results", unit, "2018-01-10", kind="party-meeting", role="chair", state="present")
    surveyed(scene, unit, void)
    return again


def surveyed(scene, unit, void):
    """A hundred answered, 90 of them at least basically satisfied."""
    survey = {"occasion": "survey", "topic": "openness", "void": void}
    for option, count in (("satisfied", "70"), ("basically", "20"), ("dissatisfied", "10")):
        done(scene, "answers", unit, "2018-05-05", option=option, amount=count, **survey)
    done(scene, "survey-answered", unit, "2018-05-05", amount="100", **survey)


def rates(scene, unit, solved, adopted):
    """Five proposals and five suggestions, of which some were solved and adopted. Gives the adoptions."""
    for number in range(5):
        done(scene, "filed-proposals", unit, "2017-12-05", subject=f"{unit}-{number}")
        done(scene, "pieces", unit, "2017-12-06", subject=f"{unit}-{number}", kind="suggestion")
    for number in range(solved):
        done(scene, "replies", unit, "2018-04-05", subject=f"{unit}-{number}", result="solved")
    return [done(scene, "adoptions", unit, "2018-04-06", subject=f"{unit}-{number}", kind="suggestion")
            for number in range(adopted)]  # fmt: skip


def ethics_and_families(scene, unit):
    for number in range(3):
        done(scene, "awards", unit, "2018-05-01", name="ethics", subject=f"award-{number}")
    scene.sets("2018-06-01", "figure", unit, "2018-06-01", "90", key="family-planning")


def test_rates_semesters_and_the_heading_s_cap(sheet):
    scene = Scene(sheet)
    all_but_the_rates(scene, "A")
    adopted = rates(scene, "A", solved=4, adopted=3)
    ethics_and_families(scene, "A")
    again = all_but_the_rates(scene, "B", second="2017-11-20", help=10)
    rates(scene, "B", solved=3, adopted=2)
    ethics_and_families(scene, "B")
    for number, kind in enumerate(("dispute-opened", "dispute-opened", "dispute-closed")):
        done(scene, "evidence", "B", "2018-03-01", kind=kind, subject=f"dispute-{number % 2}", amount="1")
    all_but_the_rates(scene, "C", void="true", contest=False)
    rates(scene, "C", solved=5, adopted=5)
    scene.unit("D", kind="school")
    done(scene, "replies", "B", "2018-07-10", known="2018-09-05", subject="B-3", result="solved")
    scene.corrects("2018-09-06", again, day="2018-03-20")
    scene.voids("2018-09-07", adopted[0])

    found = scene.scores("2017-2018", as_of="2018-01-31", known_on="2018-01-31")
    # After one semester: A 2 rules + 2 congress + 2 drive + 2 chair, then 2 + 2 + 8 + 2, then 3 + 8 = 33;
    # nothing solved, adopted, marked or asked yet, one appraisal and one visit of two. B the same;
    # C without the contest; D as ever.
    assert found.totals == {"A": "33", "B": "33", "C": "25", "D": "6"}
    assert found.places == {"A": 1, "B": 1, "C": 3, "D": 4}

    found = scene.scores("2017-2018", as_of="2018-08-31", known_on="2018-08-31")
    # A: 4 of 5 is just 80 %, 3 of 5 just 60 %; satisfied 90 of 100: 2.7 of 3; families 90 of 100: 2.7 of 3;
    #   no dispute: 2. 27.7 + 28.7 + 15 (6 + 6 + 8 = 20 under a heading of 15) = 71.4
    # B: 27.7 - 2 (3 of 5) - 2 (2 of 5) - 2 (both appraisals in one semester) = 21.7;
    #   28.7 - 1 (one of two disputes closed), ten times help is 8 = 27.7; 15: 64.4
    # C: 27.7 - 2.7 (the survey is void) = 25; 28.7 - 2.7 (no rating of families) = 26; 3 + 6 + 0 = 9: 60
    # D: nothing to solve, adopt or mediate: 2 + 2 + 2
    assert found.totals == {"A": "71.4", "B": "64.4", "C": "60", "D": "6"}
    sections = {section: found.points("A", section) for section in ("reliance", "rights", "teachers")}
    assert sections == {"reliance": "27.7", "rights": "28.7", "teachers": "15"}
    assert found.places == {"A": 1, "B": 2, "C": 3, "D": 4}

    found = scene.scores("2017-2018", as_of="2018-08-31", known_on="2018-09-30")
    # A: 2 of 5 adopted, - 2. B: 4 of 5 solved, + 2; the appraisal was in the second semester, + 2.
    assert found.totals == {"A": "69.4", "B": "68.4", "C": "60", "D": "6"}
    assert found.places == {"A": 1, "B": 2, "C": 3, "D": 4}


def test_sums_that_do_not_match_are_warned_of_and_accepted(sheet):
    scheme, warnings = checking.read(sheet.text)
    assert scheme.id == "sheet-27"
    # the lines of the third section, 3 + 3 + 6 + 8, under its heading of 15
    assert [(each.item, each.facts) for each in warnings] == [("teachers", {"sum": "20", "cap": "15"})]
