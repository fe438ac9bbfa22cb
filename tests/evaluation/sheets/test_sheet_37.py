"""Meilong town: ratios over the enterprises below a federation, by the tree of the day."""

from tests.evaluation.sheets.scene import Scene


def told(scene, measure, units, day="2012-06-30", **tags):
    return [scene.tells("2012-12-31", measure, unit, day=day, **tags) for unit in units]


def below(letter, count):
    return [f"{letter}{number}" for number in range(1, count + 1)]


def federation(scene, unit, count, *, target="", joined=0):
    scene.unit(unit, kind="federation")
    for each in below(unit, count):
        scene.unit(each, kind="enterprise", parent=unit, staff=10)
    if target:
        scene.sets("2012-01-01", "target", unit, "2012-01-01", target, key="joined")
    for person in range(joined):
        told(scene, "joined", [f"{unit}1"], day="2012-03-01", person=f"{unit}-{person}")


def proves(scene, unit, *, legal=0, audit=0, women=0, contracts=0, system=0, homes=0):
    """The first so many enterprises of a federation have each of these."""
    kinds = {"legal-status": legal, "collective-contract": contracts, "congress-system": system}
    for kind, count in kinds.items():
        told(scene, "evidence", below(unit, count), day="2012-09-01", kind=kind)
    for topic, count in (("audit", audit), ("women", women)):
        told(scene, "evidence", below(unit, count), day="2012-09-01", kind="committee", topic=topic)
    told(scene, "awards", below(unit, homes), day="2012-09-01", kind="title", name="staff-home")


def story(sheet):
    scene = Scene(sheet)
    federation(scene, "A", 10, target="5", joined=4)
    federation(scene, "B", 5, target="4", joined=3)
    federation(scene, "C", 0)
    federation(scene, "D", 3, target="2", joined=1)
    scene.unit("D4", kind="enterprise", parent="A", staff=10)  # D4 went from A to D in mid-year
    scene.sets("2012-07-01", "parent", "D4", "2012-07-01", "D")
    told(scene, "joined", ["D4"], day="2012-03-01", person="moved")
    scene.sets("2012-01-01", "staff", "B5", "2012-01-01", "25")
    proves(scene, "A", legal=9, audit=10, women=9, contracts=7, system=8, homes=7)
    proves(scene, "B", legal=4, audit=5, women=5, contracts=3, system=4, homes=3)
    proves(scene, "D", legal=3, audit=4, women=4, contracts=3, homes=2)
    moved = told(scene, "evidence", ["A8"], day="2012-09-01", kind="collective-contract")[0]
    for unit, topics in (("A", ("wage", "women")), ("B", ("wage",)), ("C", ("wage", "women"))):
        for topic in topics:
            told(scene, "evidence", [unit], kind="special-contract", topic=topic)
    told(scene, "activities", ["A", "C", "D"], kind="democracy_meeting")
    for unit in ("B1", "B2"):
        told(scene, "evidence", [unit], kind="finding", topic="base-numbers")
    files = told(scene, "evidence", ["B3"], kind="finding", topic="files")[0]
    scene.tells("2013-02-01", "awards", "D3", day="2012-12-20", kind="title", name="staff-home")
    scene.corrects("2013-02-10", moved, unit="D4")
    scene.voids("2013-02-20", files)
    return scene


def test_shares_run_over_the_enterprises_and_a_large_one_without_registration_takes_the_line(sheet):
    found = story(sheet).scores("2012", as_of="2012-12-31", known_on="2013-01-15")
    # A: joined 4 + 1 of D4 while it was below A = 5 of 5: 10; legal 9/10 = 90 %: 3; audit 100 %: 2;
    #    women 90 %: 0; homes 7/10 = 70 %: 3; contracts 8/10 = 80 %: 4; both special: 4; congress 8/10: 2;
    #    held: 2 -> 30
    # B: 10 - 5 (3 of 4 joined) - 2 x 2 - 2 = -1, floored at 0; legal 4/5 = 80 % would give 2, but B5 has
    #    25 staff and is not registered: 0; audit 2; women 2; homes 60 %: 2; contracts 60 %: 0; wage only:
    #    4 - 2 = 2; congress 80 %: 2; not held: 0 -> 10
    # C: nothing below it: the shares are left out; 10 in advance, special 4, held 2 -> 16
    # D: 1 of 2 joined: 5; legal 3/4 = 75 %: 1; audit 2; women 2; homes 50 %: 1; contracts 75 %: 3;
    #    held 2 -> 16
    assert found.totals == {"A": "30", "B": "10", "C": "16", "D": "16"}
    assert found.places == {"A": 1, "C": 2, "D": 2, "B": 4}
    assert found.points("B", "form.join") == "0"
    assert found.points("B", "form.legal") == "0"
    assert found.points("A", "form.join.task") == "0"
    assert found.points("D", "form.join.task") == "-5"


def test_a_contract_of_another_enterprise_and_a_late_home_move_the_shares(sheet):
    found = story(sheet).scores("2012", as_of="2012-12-31", known_on="2013-03-31")
    # A: contracts 7/10 = 70 %: 2 -> 28.  B: no finding on files: 10 - 5 - 4 = 1 -> 11
    # D: homes 3/4 = 75 %: 3 (+2); contracts 4/4: 4 (+1) -> 19
    assert found.totals == {"A": "28", "B": "11", "C": "16", "D": "19"}
    assert found.places == {"A": 1, "D": 2, "C": 3, "B": 4}
