"""Best publicists: a text at its best medium, shared among authors, by the term of its registration."""

from tests.evaluation.sheets.scene import Scene


def printed(
    scene, unit, work, outlet, *, filed="2019-10-10", known="2020-02-15", day="2019-10-08", authors="1"
):
    return scene.tells(known, "adoptions", unit, day=day, filed=filed, subject=work, outlet=outlet,
                       occasion=f"{work}-{outlet}", authors=authors)  # fmt: skip


def story(sheet):
    scene = Scene(sheet)
    for unit in ("P1", "P2", "P3", "P4", "P5"):
        scene.unit(unit, kind="arts")
    for unit in ("Q1", "Q2", "Q3", "Q4"):
        scene.unit(unit, kind="science")
    printed(scene, "P1", "w1", "campus-site")
    printed(scene, "P1", "w1", "city-online")
    for unit in ("P1", "P5"):  # two authors
        printed(scene, unit, "w2", "paper", authors="2")
    printed(scene, "P2", "w3", "city-online")
    printed(scene, "P2", "w4", "paper")
    printed(scene, "P3", "w5", "city-online")
    printed(scene, "P3", "w6", "county-online")
    wrong = printed(scene, "P4", "w7", "campus-site", day="2019-08-20", filed="2019-09-10")
    moved = printed(scene, "Q1", "w8", "paper")
    for work in ("w9", "w10"):
        printed(scene, "P3", work, "paper", filed="2020-02-10", known="2020-03-01")  # registered in the term
    scene.corrects("2020-03-05", moved, unit="Q2")
    scene.voids("2020-03-06", wrong)
    return scene


def test_a_third_must_come_from_campus_and_print_and_half_a_place_is_one(sheet):
    found = story(sheet).scores("2019-2020-1", as_of="2020-02-14", known_on="2020-02-20")
    # P1: w1 at its best medium 8, not 2 + 8; w2 of two authors 4 / 2 = 2 -> 10; campus and print 2 + 2 of 10
    # P2: 8 + 4 = 12; print 4 of 12, exactly a third.  P3: 8 + 6 = 14; nothing of campus or print: barred
    # P4: printed in the term before, registered in this one: 2.  P5: its half of w2: 2.  Q1: 4
    # places: arts 5 x 1/10 = 0.5 -> 1; science 4 x 1/10 = 0.4 -> 0
    assert found.totals == {"P1": "10", "P2": "12", "P3": "14", "P4": "2", "P5": "2",
                            "Q1": "4", "Q2": "0", "Q3": "0", "Q4": "0"}  # fmt: skip
    assert found.bars["P3"] == ["composition"]
    assert found.bars["P2"] == []
    assert found.places["P3"] == 1
    assert found.places["P5"] == 4
    assert found.places["Q1"] == 1
    assert found.awards["best-publicist"] == ["P2"]


def test_two_late_papers_lift_the_bar_and_a_moved_and_a_voided_text_change_the_rest(sheet):
    found = story(sheet).scores("2019-2020-1", as_of="2020-02-14", known_on="2020-03-31")
    # P3: 14 + 4 + 4 = 22, print 8 of 22 = 36 %.  P4: 0.  Q1's text was Q2's
    assert found.totals == {"P1": "10", "P2": "12", "P3": "22", "P4": "0", "P5": "2",
                            "Q1": "0", "Q2": "4", "Q3": "0", "Q4": "0"}  # fmt: skip
    assert found.bars["P3"] == []
    assert found.awards["best-publicist"] == ["P3"]
