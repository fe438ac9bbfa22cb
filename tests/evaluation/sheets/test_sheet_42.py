"""Qualified homes of offices and institutions: one meeting a quarter, shares, the self score beside."""

from tests.evaluation.sheets.scene import Scene

ALL = ("election", "officers", "certificate", "legal-status", "officer-named")
COMMITTEES = ("women", "mediation", "protection", "legal")
QUARTERS = ("2012-02-10", "2012-05-10", "2012-08-10", "2012-11-10")


def home(
    scene, unit, proofs, *, kind="office", committees=COMMITTEES, work="", trust="", members=0, staff=None
):
    scene.unit(unit, kind=kind, **({"staff": staff} if staff else {}))
    found = {
        each: scene.tells("2012-12-31", "evidence", unit, day="2012-04-01", kind=each) for each in proofs
    }
    for topic in committees:
        scene.tells("2012-12-31", "evidence", unit, day="2012-04-01", kind="committee", topic=topic)
    for item, value in (("committees.work", work), ("trust", trust)):
        if value:
            scene.tells("2012-12-31", "marks", unit, day="2012-12-20", person="panel",
                        item=f"organisation.{item}", amount=value)  # fmt: skip
    for person in range(members):
        scene.tells("2011-01-01", "joined", unit, day="2011-01-01", person=f"{unit}{person}")
    return found


def met(scene, unit, day, filed=""):
    return scene.tells("2012-12-31", "activities", unit, day=day, filed=filed or day, kind="meeting")


def small_homes(scene, unit, count, active):
    for number in range(count):
        scene.unit(f"{unit}-{number}", kind="group", parent=unit)
        if number < active:
            scene.tells(
                "2012-12-31", "activities", f"{unit}-{number}", day="2012-06-01", kind="brand_project"
            )


def story(sheet):
    scene = Scene(sheet)
    home(scene, "A", ALL, work="1", trust="1.5", members=19, staff=20)
    home(scene, "B", ("election", "officers", "legal-status", "officer-named"), committees=COMMITTEES[:3],
         work="0.5", members=18, staff=20)  # fmt: skip
    home(scene, "C", ("election", "officers", "certificate", "officer-named"), kind="institution", work="1",
         trust="2", members=20, staff=20)  # fmt: skip
    told = home(scene, "D", ("election", "legal-status"), committees=())
    small_homes(scene, "A", 10, active=9)
    small_homes(scene, "B", 2, active=1)
    for day in QUARTERS:
        met(scene, "A", day)
    for day in ("2012-01-05", "2012-02-05", "2012-03-05", "2012-04-05"):
        met(scene, "B", day)
    met(scene, "B", "2012-07-01", filed="2012-08-01")  # minutes after 31 days
    moved = met(scene, "B", "2012-11-01")  # in truth a meeting of C
    for day in QUARTERS[:3]:
        met(scene, "C", day)
    scene.tells("2012-12-31", "self-scores", "A", day="2012-12-01", item="total", amount="26")
    scene.tells("2013-02-01", "evidence", "D", day="2012-12-01", kind="officer-named")
    scene.corrects("2013-02-10", moved, unit="C")
    scene.voids("2013-02-20", told["legal-status"])
    return scene


def test_meetings_of_one_quarter_fill_no_other_and_the_self_score_weighs_nothing(sheet):
    found = story(sheet).scores("2012", as_of="2012-12-31", known_on="2013-01-15")
    # A: 3 + 3 + 3 + (1 + 1) + 1.5 + 4 + 3 (19/20 = 95 %) + 2 (9/10 = 90 %) + 1 + 3 = 25.5,
    #    not the 26 it gave itself
    # B: 3 + 3 + 0 + 0.5 (three of four committees) + 0 + 3 (quarters 1, 2, 4; the third came late) + 0 (90 %)
    #    + 0 (1/2) + 1 + 3 = 13.5
    # C: 3 + 3 + 3 + 2 + 2 + 3 + 3 (100 %) + no sub-units, left out + 0 + 3 = 22
    # D: 3 + 1; no head count told: the share of members gives 0 -> 4
    assert found.totals == {"A": "25.5", "B": "13.5", "C": "22", "D": "4"}
    assert found.places == {"A": 1, "C": 2, "B": 3, "D": 4}
    assert found.points("B", "organisation.meetings") == "3"
    assert found.points("D", "organisation.enrolment") == "0"


def test_a_meeting_told_for_the_wrong_union_a_late_officer_and_a_voided_certificate(sheet):
    found = story(sheet).scores("2012", as_of="2012-12-31", known_on="2013-03-31")
    # B: quarters 1 and 2 only: 12.5.  C: all four: 23.  D: 3 + 3, no certificate: 6
    assert found.totals == {"A": "25.5", "B": "12.5", "C": "23", "D": "6"}
    assert found.places == {"A": 1, "C": 2, "B": 3, "D": 4}
    assert found.points("B", "organisation.meetings") == "2"
