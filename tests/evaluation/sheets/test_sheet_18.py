"""One star branch a year out of ten points: self check, publication, objections, final mark; or none."""

from tests.evaluation.sheets.scene import Fact, Scene, Sheet

SELF = {"A": "8.4", "B": "9", "C": "9.5", "D": "9.2"}


def _self_check(
    scene: Scene, unit: str, filed: str = "2023-12-10", published: bool = True
) -> tuple[Fact, Fact]:
    """The self score with its reasons, handed in by 10 December; the score and the filing."""
    scene.unit(unit, kind="branch")
    kinds = ("self-check-reasons", "self-check-published") if published else ("self-check-reasons",)
    for kind in kinds:
        scene.tells("2023-12-12", "evidence", unit, day="2023-12-11", kind=kind)
    score = scene.tells("2023-12-12", "self-scores", unit, day="2023-12-09", item="total", amount=SELF[unit])
    return score, scene.tells(
        "2023-12-12", "filings", unit, day="2023-12-10", filed=filed, occasion="c", kind="self-check"
    )


def test_the_star_needs_eight_and_a_half_and_may_be_missing(sheet: Sheet) -> None:
    scene = Scene(sheet)
    _self_check(scene, "A")
    _self_check(scene, "B")
    _, late = _self_check(scene, "C", filed="2023-12-12")
    mistaken, _ = _self_check(scene, "D", published=False)
    scene.tells("2023-12-20", "evidence", "B", day="2023-12-19", subject="o1", kind="objection")

    found = scene.scores("2023", as_of="2023-12-31", known_on="2023-12-31")
    # No final mark yet, so the self scores stand. A 8.4 is below 8.5; B's objection is open; C was two days
    # late; D did not publish: nobody is the star.
    assert found.totals == {"A": "8.4", "B": "9", "C": "9.5", "D": "9.2"}
    assert found.bars == {"A": [], "B": ["objections"], "C": ["in-time"], "D": ["published"]}
    assert found.awards["star"] == []

    scene.tells("2024-01-05", "evidence", "B", day="2023-12-30", subject="o1", kind="objection-answered")
    scene.corrects("2024-01-06", late, filed="2023-12-09")  # it had come in time
    scene.voids("2024-01-12", mistaken)
    for unit, mark in (("A", "8.5"), ("B", "8.5"), ("C", "8")):  # told late
        scene.tells("2024-01-10", "marks", unit, day="2023-12-28", person="committee", item="total",
                    role="committee", amount=mark)  # fmt: skip
    found = scene.scores("2023", as_of="2023-12-31", known_on="2024-01-20")
    # The final marks stand: A 8.5 exactly, B 8.5, C 8. D's self score is void and no final mark was given: 0.
    # A had no objection, B one: A is first and the only star.
    assert found.totals == {"A": "8.5", "B": "8.5", "C": "8", "D": "0"}
    assert found.places == {"A": 1, "B": 2, "C": 3, "D": 4}
    assert found.awards["star"] == ["A"]
