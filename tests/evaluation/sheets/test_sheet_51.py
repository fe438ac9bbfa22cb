"""Hongxinglong publicity: quotas by kind of unit, one mailbox, a text once, a bulletin each quarter."""

from tests.evaluation.sheets.scene import Scene


def printed(scene, unit, outlet, works, day="2016-02-20", channel="mailbox", known="2017-01-05"):
    for work in works:
        scene.tells("2016-01-02", "pieces", unit, day="2016-01-02", subject=f"{unit}-{work}", channel=channel)
    return [scene.tells(known, "adoptions", unit, day=day, subject=f"{unit}-{work}", outlet=outlet,
                        occasion=f"{outlet}-{unit}-{work}-{number}")
            for number, work in enumerate(works)]  # fmt: skip


def story(sheet):
    scene = Scene(sheet)
    for unit, kind in {"A": "farm", "B": "farm", "C": "direct", "D": "direct"}.items():
        scene.unit(unit, kind=kind)
    printed(scene, "A", "beidahuang-site", ["a"])
    printed(scene, "A", "hongxinglong-site", "abcde")
    printed(scene, "A", "union-site", range(20))
    printed(scene, "A", "union-bulletin", ["a"], day="2016-03-31", known="2016-03-31")
    moved = printed(scene, "A", "union-bulletin", ["b"], day="2016-06-20")[0]
    printed(scene, "B", "beidahuang-site", "ab")
    printed(scene, "B", "hongxinglong-site", "abcda")  # the text a sent twice
    printed(scene, "B", "union-site", range(18))
    printed(scene, "C", "hongxinglong-site", "a")
    printed(scene, "C", "union-site", "abcd")
    printed(scene, "C", "union-bulletin", "ab", day="2016-03-01", known="2016-03-02")
    wrong = printed(scene, "C", "union-bulletin", "c", day="2016-08-01")[0]
    printed(scene, "D", "beidahuang-site", "a")
    printed(scene, "D", "hongxinglong-site", "b", channel="chat")
    printed(scene, "B", "union-site", ["late"], day="2016-12-30", known="2017-02-01")
    scene.corrects("2017-02-10", moved, day="2017-01-05")
    scene.voids("2017-02-20", wrong)
    return scene


def test_the_bulletin_of_the_first_quarter_tells_what_each_union_has_so_far(sheet):
    scene = story(sheet)
    assert scene.interim("2016") == ["2016-03-31", "2016-06-30", "2016-09-30", "2016-12-31"]
    found = scene.scores("2016", as_of="2016-03-31", known_on="2016-03-31")
    assert {unit: found.points(unit, "bulletin") for unit in "ABCD"} == {
        "A": "1",
        "B": "0",
        "C": "2",
        "D": "0",
    }


def test_quotas_differ_by_kind_and_a_text_sent_twice_or_elsewhere_does_not_count(sheet):
    found = story(sheet).scores("2016", as_of="2016-12-31", known_on="2017-01-10")
    # A: 5 + 5 + 20, each exactly its quota, bulletin 1 + 1 -> 32
    # B: 5 (two of one are no more); four texts of five: 4; 18 of 20: 18 -> 27
    # C: 0; 5; four of five: 20 - 4 = 16; bulletin 2 + 1 -> 24.  D: 5; by chat: 0; none: 20 - 5 x 4 = 0 -> 5
    assert found.totals == {"A": "32", "B": "27", "C": "24", "D": "5"}
    assert found.places == {"A": 1, "B": 2, "C": 3, "D": 4}
    assert found.points("B", "quota.hongxinglong") == "4"
    assert found.points("C", "bulletin") == "3"


def test_a_late_text_an_item_of_the_next_year_and_a_voided_one(sheet):
    found = story(sheet).scores("2016", as_of="2016-12-31", known_on="2017-03-31")
    # A: bulletin 1 -> 31.  B: 19 of 20 -> 28.  C: bulletin 2 -> 23
    assert found.totals == {"A": "31", "B": "28", "C": "23", "D": "5"}
    assert found.places == {"A": 1, "B": 2, "C": 3, "D": 4}
