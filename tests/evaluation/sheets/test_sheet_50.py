"""Union information: points by outlet and format, the office as the only way, four yuan a point."""

from tests.evaluation.sheets.scene import Scene


def printed(
    scene, unit, work, outlet, form, *, via="", filed="2015-12-20", known="2016-01-05", order="1", person="p"
):
    if via:
        scene.tells("2015-06-01", "pieces", unit, day="2015-05-30", subject=work, kind="news", channel=via)
    about = {
        "occasion": f"{work}-{outlet}",
        "subject": work,
        "outlet": outlet,
        "format": form,
        "order": order,
    }
    author = person and f"{unit}-{person}"
    return scene.tells(
        known, "adoptions", unit, day=min("2015-06-10", filed), filed=filed, person=author, **about
    )


def story(sheet):
    scene = Scene(sheet)
    for unit in "ABCD":
        scene.unit(unit, kind="grassroots")
    printed(scene, "A", "a1", "city-union-news", "full", filed="2015-01-01")  # the first day
    printed(scene, "A", "a1", "national-union", "full", filed="2015-12-31")  # the last day to register
    printed(scene, "A", "a2", "province-union", "full")
    wrong = printed(scene, "A", "a3", "province-union", "brief")
    printed(scene, "A", "a4", "central-office", "brief", via="union-office")
    printed(scene, "B", "b1", "city-committee", "brief", via="own-way")
    printed(scene, "B", "b2", "upper-union-news", "brief", filed="2016-01-02")
    printed(scene, "B", "b3", "upper-committee", "full", via="union-office", person="")
    printed(scene, "B", "c1", "upper-union-news", "full", order="2")
    printed(scene, "C", "c1", "upper-union-news", "full")
    printed(scene, "C", "c2", "city-union-news", "brief")
    printed(scene, "D", "d1", "province-committee", "full", via="union-office")
    printed(scene, "D", "d2", "province-committee", "brief", via="union-office")
    moved = printed(scene, "D", "b4", "city-union-news", "full")
    printed(scene, "C", "c3", "national-union", "brief", known="2016-02-01")  # registered in time, heard late
    scene.corrects("2016-02-10", moved, unit="B", person="B-p")
    scene.voids("2016-02-20", wrong)
    return scene


def test_points_have_no_ceiling_and_what_went_past_the_office_or_the_day_counts_nothing(sheet):
    found = story(sheet).scores("2015", as_of="2015-12-31", known_on="2016-01-10")
    # A: 10 + 40 + 25 + 10 + 25 = 110, the one text in two outlets counts in both
    # B: city office by its own way 0; registered on 2 January 0; anonymous 20, no fee; second author 0 -> 20
    # C: 15 + 5 = 20.  D: 30 + 15 + 10 = 55
    assert found.totals == {"A": "110", "B": "20", "C": "20", "D": "55"}
    assert found.places == {"A": 1, "D": 2, "B": 3, "C": 3}
    assert found.allowances["fee"] == {"A": "440", "B": "0", "C": "80", "D": "220"}


def test_a_text_of_another_union_a_late_word_and_a_voided_adoption(sheet):
    found = story(sheet).scores("2015", as_of="2015-12-31", known_on="2016-03-31")
    # A: 110 - 10.  B: 20 + 10 (named: fee 40).  C: 20 + 15.  D: 55 - 10
    assert found.totals == {"A": "100", "B": "30", "C": "35", "D": "45"}
    assert found.places == {"A": 1, "D": 2, "C": 3, "B": 4}
    assert found.allowances["fee"] == {"A": "400", "B": "40", "C": "140", "D": "180"}
