"""Sheet 24: the march in and the staff that took part, 70 to 30; prizes for 2, 3, 4 and 10 branches."""

from tests.evaluation.sheets.scene import Scene

DAY, TOLD = "2017-11-18", "2017-11-20"
FILLERS = [f"U{number:02}" for number in range(1, 17)]


def judged(scene, unit, judge, value):
    return scene.tells(TOLD, "marks", unit, DAY, person=judge, item="march", role="judge", amount=value)


def entered(scene, unit, person, event, team="false", state="present", known=TOLD):
    about = {"person": person, "kind": "sports-day", "event": event, "team": team, "state": state}
    return scene.tells(known, "results", unit, DAY, occasion="sports-day-2017", **about)


def branches(scene):
    """A of 40 staff, B of 10, the college of sports S of 20, N and sixteen more without a head count."""
    for unit, staff in (("A", 40), ("B", 10), ("S", 20)):
        scene.unit(unit, kind="sports-college" if unit == "S" else "college", staff=staff)
    for unit in ("N", *FILLERS):
        scene.unit(unit, kind="college")


def entries_of_a(scene):
    """Of A: a1 in three single and two team events; a2 to a6 race, a7 to a20 tug; a21 stayed away."""
    for event in ("race", "jump", "shot"):
        entered(scene, "A", "a1", event)
    for event in ("tug", "relay"):
        entered(scene, "A", "a1", event, team="true")
    for number in range(2, 7):
        entered(scene, "A", f"a{number}", "race")
    for number in range(7, 21):
        entered(scene, "A", f"a{number}", "tug", team="true")
    entered(scene, "A", "a21", "shot", state="no-show")


def test_prizes_go_by_the_march_in_and_by_who_took_part(sheet):
    scene = Scene(sheet)
    branches(scene)
    entries_of_a(scene)
    of_b = [entered(scene, "B", f"b{number}", f"event-{number}") for number in range(12)]
    for number in range(5):
        entered(scene, "S", f"s{number}", "race")
    judged(scene, "A", "j1", "90")
    second = judged(scene, "A", "j2", "80")
    for unit, value in (("B", "80"), ("S", "70"), ("N", "95")):
        judged(scene, unit, "j1", value)
    marched = {unit: judged(scene, unit, "j1", str(60 - place)) for place, unit in enumerate(FILLERS)}
    entered(scene, "A", "a22", "jump", known="2017-12-05")
    scene.corrects("2017-12-06", of_b[0], unit="S")  # b0 belongs to the college of sports
    scene.voids("2017-12-07", second)
    scene.voids("2017-12-08", marched["U15"])

    found = scene.scores("2017-sports-day", as_of="2017-11-30", known_on="2017-11-30")
    # A 0.7 x (90+80)/2 + 30 x 20/40 = 59.5 + 15; B 56 + 30: 12 of 10 staff are no more than all;
    # S 49 + 30 x 5/20 = 56.5; N 66.5 + 0 without a head count; U01 0.7 x 60 ... U16 0.7 x 45 = 31.5
    assert {unit: found.totals[unit] for unit in ("A", "B", "S", "N", "U01", "U16")} == {
        "A": "74.5", "B": "86", "S": "56.5", "N": "66.5", "U01": "42", "U16": "31.5"}  # fmt: skip
    assert found.awards["first"] == ["B", "A"]
    assert found.awards["second"] == ["N", "S", "U01"]
    assert found.awards["third"] == FILLERS[1:5]
    assert found.awards["organisation"] == FILLERS[5:15]  # 19 prizes for 20 branches: U16 has none
    # admitted: single 2 of a1's 3 + a2 to a6 + a21 = 8; team 2 + 14 = 16;
    # by event: race 4 of 6, jump 1, shot 2, tug 4 of 15, relay 1 = 12; of the college of sports 2 of 5
    admitted = {kind: found.points("A", f"entries.{kind}") for kind in ("single", "team", "by-event")}
    assert admitted == {"single": "8", "team": "16", "by-event": "12"}
    assert found.points("S", "entries.by-event-of-sports-college") == "2"

    found = scene.scores("2017-sports-day", as_of="2017-11-30", known_on="2017-12-31")
    # A 0.7 x 90 + 30 x 21/40 = 63 + 15.75; B 11 of 10 is still all; S 49 + 30 x 6/20 = 58; U15 unmarked 0
    assert {unit: found.totals[unit] for unit in ("A", "B", "S", "U15")} == {
        "A": "78.75", "B": "86", "S": "58", "U15": "0"}  # fmt: skip
    assert found.awards["organisation"] == [*FILLERS[5:14], "U16"]
    assert (found.places["U16"], found.places["U15"]) == (19, 20)
