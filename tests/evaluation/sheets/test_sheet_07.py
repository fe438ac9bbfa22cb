"""Information work: texts handed in by month, texts adopted by medium and length, a year from December."""

from tests.evaluation.sheets.scene import Fact, Scene, Sheet


def _piece(scene: Scene, unit: str, day: str, filed: str, known: str = "") -> Fact:
    return scene.tells(
        known or filed, "pieces", unit, day=day, filed=filed, subject=f"{unit}-{day}", kind="news"
    )


def _adopted(
    scene: Scene, unit: str, work: str, outlet: str, on: str, format: str = "short", person: str = "1"
) -> Fact:
    return scene.tells(on, "adoptions", unit, day=on, subject=work, outlet=outlet, format=format, kind="news",
                       person=f"{unit}{person}")  # fmt: skip


def _texts_of_a(scene: Scene) -> None:
    _piece(scene, "A", "2017-12-05", "2017-12-12")  # on the seventh day
    _piece(scene, "A", "2017-12-10", "2017-12-11")
    for day in ("2018-03-01", "2018-03-09", "2018-03-16"):
        _piece(scene, "A", day, day)
    for day in ("2018-07-15", "2018-07-20"):
        _piece(scene, "A", day, "2018-09-14")  # vacation: a fortnight after term starts
    _adopted(scene, "A", "w1", "school-news", "2018-03-20")
    _adopted(scene, "A", "w1", "china-staff", "2018-10-01", format="long")


def test_months_of_two_texts_and_the_highest_medium_of_each(sheet: Sheet) -> None:
    scene = Scene(sheet)
    for unit in "ABCD":
        scene.unit(unit, kind="branch")
    _texts_of_a(scene)
    bulletin = _adopted(scene, "A", "w2", "staff-bulletin", "2018-04-10")
    _piece(scene, "B", "2018-01-08", "2018-01-10")
    late = _piece(scene, "B", "2018-01-10", "2018-01-18")  # on the eighth day
    _adopted(scene, "B", "w3", "school-roundup", "2018-02-01")
    _adopted(scene, "B", "w4", "china-staff", "2018-09-05", format="medium", person="2")
    _piece(scene, "C", "2017-11-29", "2017-11-30")  # the year before
    _piece(scene, "C", "2017-12-01", "2017-12-01")
    _adopted(scene, "C", "w5", "china-staff", "2018-06-01")

    found = scene.scores("2018", as_of="2018-06-30", known_on="2018-06-30")
    # A December 5 + March 5 (three texts are one month) + w1 5 + w2 10 = 25
    # B January has one text in time: 0; w3 5 = 5          C December has one text: 0; w5 15 = 15
    assert found.totals == {"A": "25", "B": "5", "C": "15", "D": "0"}
    assert found.awards["advanced"] == ["A", "C", "B"]  # D has no points

    scene.voids("2018-07-01", bulletin)
    scene.corrects("2018-07-02", late, day="2018-01-12")  # it was about the twelfth, so it came in time
    _piece(scene, "C", "2017-12-20", "2017-12-22", known="2018-12-20")  # told late
    found = scene.scores("2018", as_of="2018-11-30", known_on="2019-01-15")
    # A 5 + 5 + July 5 = 15; w1 is worth its highest medium: long 30; w2 is void        -> 45
    # B January 5; w3 5 + w4 medium 20                                                  -> 30
    # C December 5; w5 short 15                                                         -> 20
    assert found.totals == {"A": "45", "B": "30", "C": "20", "D": "0"}
    assert found.points("A", "submitted") == "15"
    assert found.places == {"A": 1, "B": 2, "C": 3, "D": 4}
    assert found.awards["advanced"] == ["A", "B", "C"]
    assert found.awards["informant"] == ["A/A1", "B/B2", "C/C1", "B/B1"]  # 30, 20, 15, 5
    assert set(found.rewards["informant"].values()) == {"300"}


def test_the_counts_are_told_to_all_each_semester(sheet: Sheet) -> None:
    # In the year from December to November the autumn term ends on 20 February and the spring term on
    # 31 August; the term that began on 1 September is told at the year's end.
    assert Scene(sheet).interim("2018") == ["2018-02-20", "2018-08-31", "2018-11-30"]
