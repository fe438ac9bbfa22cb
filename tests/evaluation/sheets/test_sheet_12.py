"""Points for union activities: level x grade x person or team, without ceiling."""

from tests.evaluation.sheets.scene import Fact, Scene, Sheet


def _took_part(
    scene: Scene,
    unit: str,
    kind: str,
    level: str,
    grade: str = "",
    team: bool = False,
    state: str = "present",
    known: str = "2016-05-21",
    day: str = "2016-05-20",
) -> Fact:
    return scene.tells(known, "results", unit, day=day, occasion=f"{kind}-{day}", person="" if team else "p1",
                       kind=kind, level=level, team=team, state=state, grade=grade)  # fmt: skip


def test_the_table_gives_points_for_persons_and_teams(sheet: Sheet) -> None:
    scene = Scene(sheet)
    for unit in "ABCD":
        scene.unit(unit, kind="group")
    for grade in ("", "third", "second"):
        _took_part(scene, "A", "chess", "branch", grade)
    first = _took_part(scene, "A", "chess", "branch", "first")
    for grade in ("", "first"):
        _took_part(scene, "A", "relay", "branch", grade, team=True)
        _took_part(scene, "B", "chess", "school", grade)
    for grade in ("third", "first"):
        _took_part(scene, "B", "relay", "school", grade, team=True)
    for grade in ("", "", "first"):
        _took_part(scene, "C", "sports-meet", "school", grade)
    third = _took_part(scene, "C", "sports-meet", "school", "third")
    _took_part(scene, "D", "chess", "branch", state="absent")
    _took_part(scene, "D", "relay", "school", team=True, state="disqualified")

    found = scene.scores("2016", as_of="2016-06-30", known_on="2016-06-30")
    # A persons 3 + 4 + 5 + 6 = 18; teams (3 + 6) x 1.2 = 10.8                              -> 28.8
    # B persons 3.6 + 7.2 = 10.8; teams 6.0 + 8.5 = 14.5 (the table, not 1.2 x 7.2 = 8.64)  -> 25.3
    # C key activities 5 + 5 + 6.4 + third 6.4                                              -> 22.8
    # D absent, disqualified                                                                -> 0
    assert found.totals == {"A": "28.8", "B": "25.3", "C": "22.8", "D": "0"}
    assert found.points("A", "branch.team") == "10.8"
    assert found.places == {"A": 1, "B": 2, "C": 3, "D": 4}

    scene.voids("2016-09-01", third)
    scene.corrects("2016-09-01", first, unit="D")  # the winner is D's member
    _took_part(
        scene, "B", "relay", "branch", "second", team=True, known="2017-01-05", day="2016-12-20"
    )  # told late
    found = scene.scores("2016", as_of="2016-12-31", known_on="2017-01-10")
    # A 28.8 - 6        B 25.3 + 5 x 1.2        C 22.8 - 6.4        D 6
    assert found.totals == {"A": "22.8", "B": "31.3", "C": "16.4", "D": "6"}
    assert found.places == {"B": 1, "A": 2, "C": 3, "D": 4}
