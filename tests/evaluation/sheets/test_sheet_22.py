"""Sheet 22: places for nominations by last year's title and size; active members chosen inside a branch."""

from tests.evaluation.sheets.scene import Scene

SIZES = {"A": 300, "B": 299, "C": 50, "D": 0}
EIGHT_OF_A = [f"A/a{place}" for place in range(1, 9)]


def mark(scene, unit, item, role, rater, value):
    about = {"person": rater, "item": item, "role": role, "amount": value}
    return scene.tells("2019-12-20", "marks", unit, "2019-12-18", **about)


def nominated(scene, unit, name, votes):
    about = {"person": name, "occasion": f"meeting-{unit}", "kind": "nomination", "amount": votes}
    scene.tells("2019-12-20", "quantities", unit, "2019-12-15", **about)


def title(scene, unit, value, known="2019-01-10", day="2018-12-28"):
    scene.sets(known, "title", unit, day, value, key="branch-of-the-year")


def branches(scene):
    """Four branches: A with exactly 300 members, B one short of it, D without any. Gives the last to join."""
    last = {}
    for unit, members in SIZES.items():
        scene.unit(unit, kind="branch")
        for number in range(members):
            last[unit] = scene.tells("2018-01-02", "joined", unit, "2018-01-01", person=f"{unit}{number}")
        filed = "2019-12-26" if unit == "D" else "2019-12-25"
        scene.tells(filed, "filings", unit, "2019-12-25", filed=filed, kind="summary")
    return last


def test_places_hang_on_last_year_and_size_and_members_are_chosen_within_them(sheet):
    scene = Scene(sheet)
    last = branches(scene)
    title(scene, "A", "excellent")
    title(scene, "B", "advanced")
    title(scene, "A", "advanced", known="2019-12-30", day="2019-12-30")  # this year's title decides next year
    title(scene, "D", "excellent", known="2020-01-10")  # last year's, learnt late
    for unit, value in (("A", "90"), ("B", "88"), ("C", "70")):
        mark(scene, unit, "union-score", "department", "union", value)
    mark(scene, "A", "on-site", "committee", "k1", "80")
    void = mark(scene, "A", "on-site", "peer", "k2", "90")
    mark(scene, "B", "on-site", "peer", "k1", "86")
    mark(scene, "D", "on-site", "peer", "k1", "60")
    scene.tells("2019-12-01", "self-scores", "A", "2019-12-01", item="total", amount="99")
    for place in range(1, 10):
        nominated(scene, "A", f"a{place}", str(10 - place))
    for name, votes in {"b1": "30", "b2": "20", "c1": "12", "c2": "10", "d1": "5"}.items():
        nominated(scene, name[0].upper(), name, votes)
    scene.corrects("2020-01-12", last["C"], unit="B")  # one member of C was always B's
    scene.voids("2020-01-15", void)

    found = scene.scores("2019", as_of="2019-12-31", known_on="2019-12-31")
    # halves: A 45 + (80+90)/2/2 = 87.5, the self score counts nothing; B 44 + 43 = 87;
    # C 70: nobody marked on the spot, the union's score stands alone; D 0 + 30 = 30
    assert found.totals == {"A": "87.5", "B": "87", "C": "70", "D": "30"}
    assert found.places == {"A": 1, "B": 2, "C": 3, "D": 4}
    # groups: A 3 (excellent) + 1 (300 members), B 2 (advanced) + 0 (299), C 1, D 1
    assert found.allowances["group-places"] == {"A": "4", "B": "2", "C": "1", "D": "1"}
    # active members: A 2 % of 300 = 6, + 2; B 5.98 -> 5; C 1; D 0
    assert found.allowances["activist-places"] == {"A": "8", "B": "5", "C": "1", "D": "0"}
    # A's nine have eight places, B's two have five, C's two have one, D none
    assert found.awards["active-member"] == [*EIGHT_OF_A, "B/b1", "B/b2", "C/c1"]

    found = scene.scores("2019", as_of="2019-12-31", known_on="2020-01-31")
    # A without the peer's 90: 45 + 40 = 85, behind B
    assert found.totals == {"A": "85", "B": "87", "C": "70", "D": "30"}
    assert found.places == {"B": 1, "A": 2, "C": 3, "D": 4}
    # B has 300 members now: 2 + 1, and 6; C 49: 2 % is 0.98 -> 0; D was excellent: 3, and 0 + 2
    assert found.allowances["group-places"] == {"A": "4", "B": "3", "C": "1", "D": "3"}
    assert found.allowances["activist-places"] == {"A": "8", "B": "6", "C": "0", "D": "2"}
    # C has no place left; D has two, but its summary came a day after 25 December
    assert found.awards["active-member"] == [*EIGHT_OF_A, "B/b1", "B/b2"]
