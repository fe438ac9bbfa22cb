"""One winter run: the mean of two ratios ranks the branches, a fraud takes the prize and not the result."""

from tests.evaluation.sheets.scene import Fact, Scene, Sheet

DAY = "2014-12-24"
# runner: minutes (none: did not finish), place, role, age group
RUNS: dict[str, tuple[str, str, str, str]] = {
    "A1": ("20", "3", "entered", "young"), "A2": ("25", "", "entered", "young"),
    "A3": ("26", "", "entered", "senior"),
    "B1": ("18", "1", "entered", "young"), "B2": ("19", "2", "entered", "young"),
    "B3": ("27", "", "entered", "senior"), "B4": ("28", "", "entered", "senior"),
    "C1": ("21", "4", "entered", "young"), "C2": ("22", "5", "entered", "young"),
    "C3": ("29", "", "entered", "senior"), "C4": ("", "", "entered", "senior"),
    "E1": ("23", "6", "entered", "young"), "E2": ("24", "7", "late", "young"),
    "E3": ("30", "", "entered", "senior"),
    "F1": ("31", "", "entered", "young"), "F2": ("32", "", "entered", "senior"),
    "F3": ("", "", "entered", "senior"),
}  # fmt: skip


def _run(scene: Scene, runner: str, event: str, run: tuple[str, str, str, str]) -> list[Fact]:
    """One runner's result, with the time and the place where there are any."""
    minutes, place, role, group = run
    about = {"person": runner, "occasion": "run", "subject": event, "kind": "race", "state": "present",
             "role": role, "group": group}  # fmt: skip
    told = [scene.tells(DAY, "results", runner[0], day=DAY, **about)]
    if minutes:
        told.append(scene.tells(DAY, "quantities", runner[0], day=DAY, amount=minutes, **about))
    if place:
        told.append(scene.tells(DAY, "places", runner[0], day=DAY, amount=place, place=place, **about))
    return told


def _branches(scene: Scene) -> dict[str, list[Fact]]:
    """Five members each on 1 December but D with none; A's sixth joins too late to be counted."""
    for unit in "ABCDEF":
        scene.unit(unit, kind="branch")
        for n in range(0 if unit == "D" else 5):
            scene.tells("2010-01-01", "joined", unit, day="2010-01-01", person=f"{unit}{n + 1}")
    scene.tells("2014-12-10", "joined", "A", day="2014-12-10", person="A6")
    return {runner: _run(scene, runner, "5000", run) for runner, run in RUNS.items()}


def test_two_ratios_their_prizes_and_a_fraud(sheet: Sheet) -> None:
    scene = Scene(sheet)
    told = _branches(scene)
    _run(scene, "B1", "relay", ("40", "4", "entered", "young"))  # a second distance of the same person

    found = scene.scores("run-2014", as_of=DAY, known_on=DAY)
    # A 3 of 5 finish 60, 1 of 3 placed 33.3333                         -> 46.67
    # B 4 of 5 finish 80 (B1 once), 2 of 4 placed 50                    -> 65
    # C 3 of 5 finish 60, 2 of 4 placed 50                              -> 55
    # D no members, no entrants                                         -> 0
    # E 3 of 5 finish 60, 1 of 3 placed (E2 was not entered in advance) -> 46.67
    # F 2 of 5 finish 40, none of 3 placed                              -> 20
    assert found.totals == {"A": "46.67", "B": "65", "C": "55", "D": "0", "E": "46.67", "F": "20"}
    assert found.places == {"B": 1, "C": 2, "A": 3, "E": 3, "F": 5, "D": 6}
    assert [found.awards[each] for each in ("first", "second", "third")] == [["B"], ["C"], ["A", "E"]]
    assert found.awards["organisation"] == ["F"]  # 3 entrants of 5 members: exactly 60 %
    # young: 8 with a result, 1.6 -> 2: B1 18, B2 19; senior: 6, 1.2 -> 1: A3 26
    assert sorted(found.awards["runner"]) == ["A/A3", "B/B1", "B/B2"]

    for fact in told["A3"]:
        scene.voids("2014-12-26", fact)
    for fact in told["B4"]:
        scene.corrects("2014-12-26", fact, unit="E")  # he runs for E
    for fact in told["C1"]:
        scene.corrects("2015-01-05", fact, state="disqualified")
    scene.tells("2015-01-05", "incidents", "C", day=DAY, kind="fraud")  # told late
    found = scene.scores("run-2014", as_of="2014-12-31", known_on="2015-01-10")
    # A 2 of 5 = 40, 1 of 2 = 50 -> 45          B 3 of 5 = 60, 2 of 3 = 66.6667 -> 63.33
    # C 2 of 5 = 40, 1 of 3 = 33.3333 -> 36.67  E 4 of 5 = 80, 1 of 4 = 25 -> 52.5       F, D as before
    assert found.totals == {"A": "45", "B": "63.33", "C": "36.67", "D": "0", "E": "52.5", "F": "20"}
    assert [found.awards[each] for each in ("first", "second", "third")] == [["B"], ["E"], ["A"]]
    assert found.bars["C"] == ["fraud"]
    assert found.awards["organisation"] == ["F"]  # C had 3 of 5 too, and is barred
    # young: 7, 1.4 -> 1: B1; senior: B3 27, B4 28 (now E's), C3, E3, F2: 5, 1 -> 1: B3
    assert sorted(found.awards["runner"]) == ["B/B1", "B/B3"]
