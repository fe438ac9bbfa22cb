"""Small homes over three years: 500 points, a line for every part, vetoes that leave the score."""

from tests.evaluation.sheets.scene import Scene, Sheet

PARTS = ("part-1", "part-2", "part-3", "part-4", "part-5")


def _marked(scene: Scene, unit: str, marks: dict[str, str], self_score: str) -> None:
    """What the review group gave each part (a level or a value), a self score, and one survey."""
    for part, mark in marks.items():
        about = {"level": mark, "amount": "0"} if mark.isalpha() else {"level": "", "amount": mark}
        scene.tells(
            "2011-12-01", "marks", unit, day="2011-11-20", person="r1", item=part, role="review", **about
        )
    scene.tells("2011-10-10", "self-scores", unit, day="2011-10-08", item="total", amount=self_score)
    scene.tells("2011-10-20", "survey-answered", unit, day="2011-10-18", occasion=f"s{unit}",
                topic="small-home", void=False, amount="20")  # fmt: skip


def _homes(scene: Scene) -> None:
    for unit in "ABCDE":
        scene.unit(unit, kind="administrative" if unit == "B" else "teaching")
    middle = dict(zip(PARTS, ("high", "middle", "90", "90", "90"), strict=True))
    _marked(scene, "A", middle, "400")
    _marked(scene, "B", dict(zip(PARTS, ("high", "90", "90", "90", "90"), strict=True)), "480")
    scene.tells(
        "2011-12-01", "marks", "B", day="2011-11-20", person="r2", item="part-1", level="", amount="70"
    )
    scene.tells(
        "2011-12-01", "marks", "B", day="2011-11-20", person="r2", item="part-2", level="", amount="100"
    )
    _marked(scene, "C", dict.fromkeys(PARTS, "92"), "450")
    _marked(scene, "D", dict(zip(PARTS, ("high", "middle", "69", "100", "100"), strict=True)), "410")
    _marked(scene, "E", dict.fromkeys(PARTS, "92"), "399")
    for unit in "BC":
        scene.tells("2010-05-10", "incidents", unit, day="2010-05-04", kind="teaching-accident")


def test_parts_of_a_hundred_with_a_line_of_seventy_each(sheet: Sheet) -> None:
    scene = Scene(sheet)
    _homes(scene)
    scene.tells("2011-10-10", "self-scores", "B", day="2011-10-08", item="part-1", amount="100")
    report = scene.tells(
        "2011-12-05", "filings", "B", day="2011-11-30", filed="2011-12-05", occasion="r", kind="summary"
    )
    accident = scene.tells("2009-03-09", "incidents", "E", day="2009-03-08", kind="civil-dispute")

    scene.tells("2012-01-10", "incidents", "A", day="2011-06-01", kind="civil-dispute")  # told late
    scene.corrects("2012-01-12", report, filed="2011-11-29")  # it had come in time
    scene.corrects("2012-01-12", accident, unit="D", day="2008-12-20")  # D's, and before this cycle
    scene.tells(
        "2012-01-15", "marks", "D", day="2011-12-20", person="r2", item="part-3", level="", amount="71"
    )
    gone = scene.tells(
        "2011-12-02", "marks", "C", day="2011-12-01", person="r2", item="part-5", level="", amount="60"
    )
    scene.voids("2012-01-20", gone)

    found = scene.scores("2009-2011", as_of="2011-12-31", known_on="2011-12-31")
    # A high 100 + middle 80 + 90 + 90 + 90 = 450, exactly the line; no part self-scored in full
    # B max(high 100, value 70) + (90 + 100) / 2 = 95 + 90 + 90 + 90 = 465
    #   part 1 self-scored in full and the report late: barred
    #   (a teaching accident is no veto for an administrative unit)
    # C 92 x 4 + (92 + 60) / 2 = 76 -> 444: below 450, so qualified anyway
    # D 100 + 80 + 69 + 100 + 100 = 449; part 3 below 70: barred
    # E 92 x 5 = 460; self score 399: may not apply
    assert found.totals == {"A": "450", "B": "465", "C": "444", "D": "449", "E": "460"}
    assert found.grades == {"A": "advanced", "B": "", "C": "qualified", "D": "", "E": ""}
    assert found.bars["B"] == ["unexplained"]
    assert found.bars["D"] == ["part-3-low"]
    assert found.bars["E"] == ["self-score", "cases"]

    found = scene.scores("2009-2011", as_of="2011-12-31", known_on="2012-02-28")
    # A the dispute of June is known: advanced is lost, qualified stays; the score stays
    # B the report was in time (1 report for 1 full item): advanced
    # C 92 x 5 = 460 with the void mark gone; its teaching accident is a veto for advanced
    # D part 3 (69 + 71) / 2 = 70 exactly; total exactly 450; a dispute of 2008 is outside the cycle: advanced
    assert found.totals == {"A": "450", "B": "465", "C": "460", "D": "450", "E": "460"}
    assert found.grades == {"A": "qualified", "B": "advanced", "C": "qualified", "D": "advanced", "E": ""}
    assert found.bars["A"] == ["cases"]
    assert found.bars["C"] == ["teaching-accident"]
    assert found.places == {"B": 1, "C": 2, "E": 2, "A": 4, "D": 4}
