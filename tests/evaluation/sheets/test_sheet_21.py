"""Sheet 21: the union's own score and marks on the spot, 60 to 40; the best eight of those that applied."""

from tests.evaluation.sheets.scene import Scene

FIRST_DAY, REVIEW, TOLD = "2022-09-01", "2023-06-20", "2023-06-25"
MARKED = {  # unit: (the union's own score, a judge's mark, a peer's mark)
    "A": ("90", "80", "90"), "B": ("95", "95", "95"), "C": ("85", "89", "81"), "D": ("84", "84", "84"),
    "E": ("83", "83", "83"), "F": ("82", "78", "86"), "G": ("81", "81", "81"), "H": ("80", "80", "80"),
    "I": ("79", "80", ""), "N": ("99", "99", "99"), "Z": ("90", "", ""),
}  # fmt: skip


def marked(scene, unit, rater, role, value, day=REVIEW, known=TOLD, item="on-site"):
    return scene.tells(known, "marks", unit, day, person=rater, item=item, role=role, amount=value)


def told(scene):
    """Eleven branches; N did not apply, Z applied and did not report. Gives the marks by unit and role."""
    given = {}
    for unit, (own, judge, peer) in MARKED.items():
        scene.unit(unit, kind="branch")
        if unit != "N":
            scene.tells("2023-03-01", "filings", unit, "2023-03-15", kind="application")
        marked(scene, unit, "union", "committee", own, day=FIRST_DAY, known=FIRST_DAY, item="comprehensive")
        for role, value in (("judge", judge), ("peer", peer)):
            given[unit, role] = marked(scene, unit, role, role, value) if value else None
    marked(scene, "A", "joker", "peer", "120")  # above 100: not a mark
    return given


def test_the_best_eight_of_those_that_applied(sheet):
    scene = Scene(sheet)
    given = told(scene)
    marked(scene, "I", "peer", "peer", "90", known="2023-09-05")
    scene.corrects("2023-09-10", given["C", "judge"], day="2022-08-31")  # it was last year's review
    scene.voids("2023-09-12", given["F", "peer"])

    found = scene.scores("2022-2023", as_of="2023-08-31", known_on="2023-08-31")
    # 60 % of the first and 40 % of the mean of the others:
    # A 54 + 0.4 x (80+90)/2 = 88, the 120 is no mark; C 51 + 0.4 x 85 = 85; F 49.2 + 0.4 x 82 = 82;
    # I 47.4 + 32 = 79.4;
    # N 99, but did not apply; Z 54 + 0: nobody marked what was not reported.
    assert found.totals == {
        "A": "88", "B": "95", "C": "85", "D": "84", "E": "83", "F": "82", "G": "81", "H": "80", "I": "79.4",
        "N": "99", "Z": "54",
    }  # fmt: skip
    assert found.points("A", "on-site") == "85"
    assert found.awards["advanced-collective"] == ["B", "A", "C", "D", "E", "F", "G", "H"]  # H is the eighth

    found = scene.scores("2022-2023", as_of="2023-08-31", known_on="2023-09-30")
    # I: a peer's 90 came late: 47.4 + 0.4 x 85 = 81.4, before G
    # C: without the judge's 89 of another year: 51 + 0.4 x 81 = 83.4
    # F: the peer's 86 was void: 49.2 + 0.4 x 78 = 80.4, the eighth; H with 80 is out.
    assert {unit: found.totals[unit] for unit in "CFI"} == {"C": "83.4", "F": "80.4", "I": "81.4"}
    assert found.awards["advanced-collective"] == ["B", "A", "D", "C", "E", "I", "G", "F"]
    assert [found.places[unit] for unit in "NBADCEIGFHZ"] == [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]
