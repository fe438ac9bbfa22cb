"""A fun sports meeting: points by place, small fields, no-shows, and equals told apart by better places."""

from tests.evaluation.sheets.scene import Fact, Scene, Sheet

DAY = "2017-11-05"
PLACES = {
    "ball": {"A": 1, "B": 2, "C": 3, "D": 4},
    "rope": {"B": 1, "A": 2, "C": 3},
    "kick": {"C": 1, "D": 2},
    "walk": {"D": 1},
}


def _team(scene: Scene, unit: str, event: str, place: int, role: str = "entered", known: str = DAY) -> Fact:
    return scene.tells(known, "places", unit, day=DAY, occasion="games", subject=event, kind="games",
                       team=True, role=role, state="present", place=place, amount=place)  # fmt: skip


def _missing(scene: Scene, unit: str, event: str) -> Fact:
    return scene.tells(DAY, "results", unit, day=DAY, occasion="games", subject=event, kind="games",
                       team=True, role="entered", state="no-show")  # fmt: skip


def test_places_give_points_and_a_no_show_costs_two(sheet: Sheet) -> None:
    scene = Scene(sheet)
    for unit in "ABCD":
        scene.unit(unit, kind="dongying" if unit == "D" else "qingdao")
    told = {(event, unit): _team(scene, unit, event, place)
            for event, field in PLACES.items() for unit, place in field.items()}  # fmt: skip
    _team(scene, "A", "net", 1)
    _team(scene, "C", "net", 2, role="late-entry")
    _team(scene, "B", "net", 3)
    _team(scene, "D", "net", 4)
    stayed_away = _missing(scene, "A", "sack")
    for event in ("sack", "bean"):
        _missing(scene, "C", event)

    found = scene.scores("games-2017", as_of=DAY, known_on=DAY)
    # ball: 4 teams, 3 placed: A 9, B 7, C 6, D 0     rope: 3 teams: B 9, A 7, C 0     kick: 2 teams: C 9, D 0
    # walk: a single team: cancelled, 0               net: C entered late and is out: A 9, B 7, D 0
    # A 9 + 7 + 9 - 2 = 23        B 7 + 9 + 7 = 23        C 6 + 0 + 9 - 2 x 2 = 11        D 0
    assert found.totals == {"A": "23", "B": "23", "C": "11", "D": "0"}
    # A and B are equal: A was first twice (ball, net), B once (rope)
    assert found.places == {"A": 1, "B": 2, "C": 3, "D": 4}
    assert found.awards["team"] == ["A", "B", "C"]  # D is of the other campus

    scene.voids("2017-11-20", stayed_away)
    scene.corrects("2017-11-25", told["kick", "C"], unit="B")  # the winners were B's team
    for unit, place in (("D", 1), ("C", 2)):
        _team(scene, unit, "puzzle", place, known="2017-12-08")  # told late
    found = scene.scores("games-2017", as_of="2017-11-30", known_on="2017-12-10")
    # A 25        B 23 + 9 = 32        C 11 - 9 = 2, puzzle: second of two 0        D puzzle 9
    assert found.totals == {"A": "25", "B": "32", "C": "2", "D": "9"}
    assert found.points("C", "no-show") == "-4"
    assert found.places == {"B": 1, "A": 2, "D": 3, "C": 4}
    assert found.awards["team"] == ["B", "A", "C"]
