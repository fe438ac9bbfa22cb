"""Sheet 23: 30 % of the branches, qualified in two years running; by peers, ballot and self score."""

from tests.evaluation.sheets.scene import Scene

REVIEW = "2006-12-15"
UNITS = {  # unit: (a peer's mark, votes of 10, innovation in 2005, in 2006, self score)
    "A": ("90", "6", "80", "90", "90"),
    "B": ("60", "9", "", "60", "99"),
    "C": ("95", "10", "", "95", "96.5"),
    "D": ("90", "8", "", "90", "82"),
    "E": ("59", "", "", "", ""),
}


def mark(scene, unit, item, role, rater, value, day=REVIEW):
    return scene.tells(day, "marks", unit, day, person=rater, item=item, role=role, amount=value)


def qualified_before(scene, unit, known):
    scene.tells(known, "awards", unit, "2005-12-30", kind="rating", name="qualified-home")


def branches(scene):
    """Five branches: B exactly at 60, C absent from the review, D new, E without ballot and self score."""
    given = {}
    for unit, (peer, votes, before, now, own) in UNITS.items():
        scene.unit(unit, kind="branch")
        mark(scene, unit, "peers", "peer", "p1", peer)
        if votes:
            for measure, number in (("votes", votes), ("ballots-valid", "10")):
                scene.tells(REVIEW, measure, unit, REVIEW, topic="advanced-home", amount=number)
        if before:
            given[unit] = mark(scene, unit, "innovation", "committee", "group", before, day="2005-12-15")
        if now:
            mark(scene, unit, "innovation", "committee", "group", now)
        if own:
            scene.tells("2006-01-03", "self-scores", unit, "2006-01-01", item="total", amount=own)
        if unit != "D":
            qualified_before(scene, unit, "2006-01-05")
    scene.tells(REVIEW, "results", "C", REVIEW, occasion="review-2006", kind="review", state="no-show")
    return given


def test_the_best_of_those_qualified_twice_are_advanced(sheet):
    scene = Scene(sheet)
    given = branches(scene)
    second = mark(scene, "A", "peers", "peer", "p2", "80")
    qualified_before(scene, "D", "2007-01-20")  # D's title of 2005 is learnt late
    scene.corrects("2007-01-22", second, unit="B")  # the second mark was meant for B
    scene.voids("2007-01-25", given["A"])  # A's mark of 2005

    found = scene.scores("2006", as_of="2006-12-31", known_on="2006-12-31")
    # 0.8 x (50 % peers + 30 % ballot + 20 % innovation) + 0.2 x self:
    # A 0.8 x (42.5 + 18 + 0.2 x (80+90)/2 = 17) + 18 = 62 + 18 = 80: the marks of two years
    # B 0.8 x (30 + 27 + 12) + 19.8 = 55.2 + 19.8 = 75
    # C 0.8 x (47.5 + 30 + 19) + 19.3 = 96.5
    # D 0.8 x (45 + 24 + 18) + 16.4 = 69.6 + 16.4 = 86
    # E 29.5 (peers 59, nothing else; no self score: the review stands alone)
    assert found.totals == {"A": "80", "B": "75", "C": "96.5", "D": "86", "E": "29.5"}
    assert found.places == {"C": 1, "D": 2, "A": 3, "B": 4, "E": 5}
    assert found.bars["C"] == ["gate.no-show"]
    # C was not there; E has 59 from its peers and no self score; B has just 60
    assert found.awards["qualified"] == ["D", "A", "B"]
    assert found.awards["advanced"] == ["A"]  # 30 % of 5 = 1.5 -> 1; D was not qualified in 2005

    found = scene.scores("2006", as_of="2006-12-31", known_on="2007-01-31")
    # A 0.8 x (45 + 18 + 18) + 18 = 82.8; B peers (60+80)/2: 0.8 x (35 + 27 + 12) + 19.8 = 79
    assert found.totals == {"A": "82.8", "B": "79", "C": "96.5", "D": "86", "E": "29.5"}
    assert found.places == {"C": 1, "D": 2, "A": 3, "B": 4, "E": 5}
    assert found.awards["qualified"] == ["D", "A", "B"]
    assert found.awards["advanced"] == ["D"]
