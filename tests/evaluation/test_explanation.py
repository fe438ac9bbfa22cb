"""Why a known fact does not count, what bars a grade, and how exact numbers are written."""

from datetime import date
from fractions import Fraction as F

import pytest

from services.evaluation.domain.explanation import plain
from services.evaluation.domain.facts import exact
from services.evaluation.domain.grading import find, score
from services.evaluation.domain.windows import MonthDay, trailing, yearly
from services.evaluation.projections.scores import UnknownUnit, explain, scores
from tests.evaluation.telling import FIVE_HOMES, Campus, activity_fact, called, heard, visit_fact

YEAR, END = yearly(2025), date(2025, 12, 31)
MAY, JUNE, JULY = date(2025, 5, 1), date(2025, 6, 1), date(2025, 7, 1)


def explained(campus, unit="branch-a", as_of=END, known_on=None):
    with heard(campus).connect() as db:
        return explain(db, FIVE_HOMES, unit, YEAR, as_of, known_on)


def hospital(answer):
    return find(answer.result.root, "warmth.hospital")


def reasons(answer):
    return {each.fact.fact: each.why for each in hospital(answer).proof.of.passed}


def void(campus, visit, **changes):
    return campus.tell("welfare.visit-voided", old=visit_fact(visit, **changes), reason="重复")


def test_a_point_leads_down_to_the_event_that_told_its_fact():
    answer = explained(Campus().found().visit())
    fact = hospital(answer).proof.of.counted[0].fact
    told = answer.told[fact.source, fact.position]
    assert (told.id, told.type, told.actor) == ("welfare-1", "welfare.visit-logged.v1", "member-9")


def test_a_withdrawn_fact_is_named_with_the_event_that_withdrew_it():
    answer = explained(void(Campus().found().visit(), "visit-1"))
    assert reasons(answer) == {"visit/visit-1": "withdrawn"}
    taken = hospital(answer).proof.of.passed[0].fact.taken
    assert answer.told["welfare", taken].type == "welfare.visit-voided.v1"


def test_a_correction_moves_unit_day_and_person_at_once_and_a_void_takes_them_back():
    campus = Campus().found().found("branch-b").visit()
    moved = {"branch": "branch-b", "on": JUNE, "member": "member-2"}
    campus.tell(
        "welfare.visit-corrected", old=visit_fact("visit-1"), new=visit_fact("visit-1", **moved), reason="x"
    )
    assert reasons(explained(campus)) == {"visit/visit-1": "withdrawn"}
    here = hospital(explained(campus, "branch-b")).proof.of.counted
    assert [(each.fact.day, each.fact.person) for each in here] == [(JUNE, "member-2")]
    void(campus, "visit-1", **moved)
    assert hospital(explained(campus, "branch-b")).points == hospital(explained(campus)).points == 0


def test_a_fact_after_the_day_asked_is_known_and_waits():
    assert reasons(explained(Campus().found().visit(on=JULY), as_of=JUNE)) == {"visit/visit-1": "after-day"}


def test_a_fact_of_last_year_told_this_year_is_outside():
    assert reasons(explained(Campus().found().visit(on=date(2024, 12, 30)))) == {"visit/visit-1": "outside"}


def test_a_fact_beyond_the_cap_is_named():
    campus = Campus().found()
    for number in range(1, 8):
        campus.visit(f"visit-{number}")
    assert reasons(explained(campus)) == {"visit/visit-7": "beyond-cap"}


def test_both_clocks_are_answered():
    campus = Campus().found().visit(recorded=MAY, on=date(2025, 4, 1))
    campus.today = JULY
    void(campus, "visit-1", on=date(2025, 4, 1))
    as_known = [hospital(explained(campus, as_of=JUNE, known_on=day)).points for day in (JUNE, JULY)]
    assert as_known == [F(1, 2), 0]


def test_the_day_known_is_the_schools_day():
    """Noon in these logs is 04:00 UTC plus seconds; a telling at 16:30 UTC belongs to the next day."""
    from services.evaluation.projections.ledger import recorded_day
    from tests.evaluation.telling import ZONE

    assert recorded_day("2025-06-30T15:59:59.999999Z", ZONE) == date(2025, 6, 30)
    assert recorded_day("2025-06-30T16:00:00.000000Z", ZONE) == JULY


def test_an_answer_says_up_to_which_positions_it_is_complete():
    answer = explained(Campus().found().visit().visit("visit-2"))
    assert answer.complete == {"congress": 0, "evaluation": 0, "membership": 1, "welfare": 2}


def test_an_unknown_unit_is_no_unit_with_zero_points():
    with pytest.raises(UnknownUnit):
        explained(Campus().found(), "branch-z")


def incident(kind="accident"):
    return {"incident": "incident-1", "branch": "branch-a", "kind": kind, "on": MAY, "basis": "x"}


OFTEN = {
    "meeting": 4,
    "competition": 2,
    "brand_project": 1,
    "sports": 6,
    "health": 2,
    "democracy_meeting": 1,
    "openness": 4,
    "lecture": 4,
    "training": 2,
    "reading": 4,
}
MEMBERS = [f"member-{number}" for number in range(10)]


def excellent():
    """A branch that earns everything: 100 points and no more."""
    campus = Campus().found().join(*MEMBERS)
    head = {"staff": 10, "women": 5, "non_establishment": 0, "retired": 0, "filed_on": MAY}
    campus.tell("membership.head-count-told", branch="branch-a", on=date(2025, 1, 1), **head)
    held = {"home": "learning", "attendance": [called(members=MEMBERS)]}
    for kind, times in OFTEN.items():
        for number in range(times):
            on = date(2025, 3 * number % 12 + 1, 9)
            campus.hold(f"{kind}-{number}", kind=kind, on=on, filed_on=on, **held)
    campus.hold("plan-1", kind="plan").hold("summary-1", kind="summary", on=date(2025, 12, 1))
    visits = ["festival"] * 5 + ["hospital"] * 6 + ["hardship"] * 2
    for number, occasion in enumerate([*visits, "bereavement", "wedding", "birth", "retirement"]):
        campus.visit(f"visit-{number}", occasion=occasion)
    for number in range(3):
        propose(campus, f"proposal-{number}")
    return campus


def propose(campus, key):
    seconders = [{"member": each, "branch": "branch-a"} for each in MEMBERS[:2]]
    proposal = {"proposal": key, "branch": "branch-a", "on": MAY}
    campus.tell("congress.proposal-submitted", proposer="member-1", seconders=seconders, **proposal)
    campus.tell("congress.proposal-filed", proposer="member-1", **proposal)
    campus.tell("congress.proposal-rated", rater="member-1", round=1, rating="satisfied", **proposal)


def test_a_branch_that_does_everything_has_a_hundred_points_and_the_best_grade():
    result = score(FIVE_HOMES, excellent().book(), YEAR, END)
    assert (result.total, result.grade.id, result.bars) == (100, "pacesetter", ())
    assert {each.node.id: each.points for each in find(result.root, "base").parts} == {
        home: 20 for home in ("development", "harmony", "democracy", "warmth", "learning")
    }


def test_an_incident_bars_the_grade_and_never_the_visible_score():
    campus = excellent().tell("evaluation.incident-recorded", **incident())
    result = score(FIVE_HOMES, campus.book(), YEAR, END)
    assert (result.total, result.reached.id, result.grade, result.why_no_grade) == (
        100,
        "pacesetter",
        None,
        "barred",
    )
    assert [bar.gate.id for bar in result.bars] == ["gate.incident"]


def test_a_lifted_incident_bars_nothing():
    campus = excellent().tell("evaluation.incident-recorded", **incident())
    campus.tell("evaluation.incident-lifted", incident="incident-1", old=incident(), reason="x", on=JUNE)
    assert score(FIVE_HOMES, campus.book(), YEAR, END).grade.id == "pacesetter"


def test_low_satisfaction_bars_only_the_best_grade():
    figure = {
        "figure": "figure-1",
        "branch": "branch-a",
        "measure": "satisfaction",
        "on": MAY,
        "value": "0.59",
        "source_body": "x",
        "filed_on": MAY,
    }
    campus = excellent().tell("evaluation.figure-entered", **figure)
    assert score(FIVE_HOMES, campus.book(), YEAR, END).grade.id == "standard"


def test_a_missing_congress_bars_only_when_the_year_is_over():
    book = Campus().found().book()
    barred = [bool(score(FIVE_HOMES, book, YEAR, day).bars) for day in (date(2025, 12, 30), END)]
    assert barred == [False, True]


def test_a_branch_founded_late_in_the_year_is_scored_but_not_graded():
    result = score(FIVE_HOMES, excellent().found("branch-n", on=date(2025, 8, 1)).book("branch-n"), YEAR, END)
    assert result.why_no_grade == "existed-too-short"


def test_a_successor_inherits_from_the_day_of_the_merger():
    campus = Campus().found().found("branch-b").visit(branch="branch-b")
    campus.tell("membership.branch-merged", branch="branch-b", into="branch-a", on=JUNE)
    with heard(campus).connect() as db:
        before, after = (scores(db, FIVE_HOMES, YEAR, day) for day in (MAY, JUNE))
    assert {each.result.unit: hospital(each).points for each in before} == {
        "branch-a": 0,
        "branch-b": F(1, 2),
    }
    assert {each.result.unit: hospital(each).points for each in after} == {"branch-a": F(1, 2)}
    assert [hospital(explained(campus, as_of=day)).points for day in (MAY, JUNE)] == [0, F(1, 2)]


def test_a_head_count_told_late_is_in_force_from_its_day_once_it_is_known():
    campus = Campus().found().join("member-1")
    head = {"branch": "branch-a", "women": 0, "non_establishment": 0, "retired": 0, "filed_on": MAY}
    campus.tell("membership.head-count-told", recorded=JULY, on=MAY, staff=1, **head)
    points = [
        find(explained(campus, as_of=JUNE, known_on=day).result.root, "harmony.enrolment").points
        for day in (JUNE, JULY)
    ]
    assert points == [0, 4]


def test_a_plain_explanation_writes_exact_numbers_as_text():
    shown = plain(score(FIVE_HOMES, Campus().found().visit().book(), YEAR, END))
    warmth = next(each for each in shown["score"]["parts"][0]["parts"] if each["id"] == "warmth")
    item = next(each for each in warmth["parts"] if each["id"] == "warmth.hospital")
    assert (item["points"], item["lost"], item["most"]) == ("0.5", "2.5", "3")
    assert item["proof"]["of"]["facts"][0]["fact"] == "visit/visit-1"


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (F(10, 3), "10/3"),
        (F(1, 8), "0.125"),
        (F(-5, 2), "-2.5"),
        (F(100), "100"),
        (F(1, 20), "0.05"),
        (F(0), "0"),
    ],
)
def test_exact_numbers(number, text):
    assert exact(number) == text
    assert F(text) == number


def test_windows_end_where_they_say():
    assert (trailing(date(2024, 12, 31)).start, yearly(2025, MonthDay(9, 1)).end) == (
        date(2024, 1, 2),
        date(2026, 8, 31),
    )
    assert MonthDay.parse("02-29").of(2025) == date(2025, 2, 28)


def test_an_activity_corrected_in_its_attendance_counts_as_corrected():
    old = activity_fact("activity-1", attendance=[called(members=["member-1", "member-2"])])
    new = activity_fact(
        "activity-1", attendance=[called(state="absent", members=["member-1"]), called(members=["member-2"])]
    )
    campus = Campus().found().join("member-1", "member-2").tell("membership.activity-held", **old)
    campus.tell("membership.activity-corrected", old=old, new=new, reason="x")
    part = find(score(FIVE_HOMES, campus.book(), YEAR, END).root, "harmony.attendance")
    assert (part.points, part.proof.value) == (2, F(1, 2))
