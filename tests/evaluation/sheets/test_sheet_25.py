"""Sheet 25: points in advance, deductions, conditions that take a whole line, bonuses by level and grade."""

from tests.evaluation.sheets.scene import Scene


def done(scene, measure, unit, day, known=None, **tags):
    """One fact of a unit, known on its day unless told otherwise."""
    return scene.tells(known or day, measure, unit, **{"day": day, **tags})


def filed(scene, unit, kind, due, on):
    done(scene, "filings", unit, due, known=on, filed=on, occasion=f"call-{kind}", kind=kind)


def full(scene, unit, *, staff=2, sports=2, news=2, files="5", plan="2010-03-31", report="2010-12-20"):
    """All 35 points of a unit, each line just reached, but for what is named."""
    scene.unit(unit, kind="school", **({"staff": staff} if staff else {}))
    for person in ("p1", "p2"):
        done(scene, "joined", unit, "2009-09-01", person=f"{unit}-{person}")
    for kind in ("party-union-study", "joint-meeting", *["sports"] * sports):
        done(scene, "activities", unit, "2010-05-10", kind=kind)
    done(scene, "marks", unit, "2010-12-10", item="basics.files", role="committee", amount=files)
    for kind in ("venue", "notice-board", "notice-board"):
        done(scene, "evidence", unit, "2010-06-01", kind=kind, amount="1")
    for kind, due, on in (("plan", "2010-03-31", plan), ("summary", "2010-12-31", "2010-12-31"),
                          ("annual-report", "2010-12-20", report)):  # fmt: skip
        filed(scene, unit, kind, due, on)
    for number in range(news):
        done(scene, "pieces", unit, "2010-04-01", subject=f"{unit}-news-{number}", kind="news")
    done(scene, "pieces", unit, "2010-04-01", subject=f"{unit}-study", kind="study")


def honours_of_a(scene):
    """A model home of county and city, two prizes for one song, one paper in two. Gives the song's best."""
    for level in ("county", "city"):
        done(scene, "awards", "A", "2010-09-01", kind="title", name="model-home", level=level)
    done(scene, "awards", "A", "2010-10-01", kind="prize", subject="dance", level="county", grade="third")
    done(scene, "awards", "A", "2010-10-01", kind="prize", subject="song", level="county", grade="first")
    for level in ("city", "province"):
        done(scene, "adoptions", "A", "2010-11-01", subject="A-news-0", kind="news", level=level)
    return done(scene, "awards", "A", "2010-10-01", kind="prize", subject="song", level="city", grade="first")


def test_deductions_stop_at_the_line_and_bonuses_stand_on_top(sheet):
    scene = Scene(sheet)
    full(scene, "A")
    song = honours_of_a(scene)
    done(scene, "self-scores", "A", "2010-12-01", item="total", amount="30")
    full(scene, "B", news=1, files="3", plan="2010-04-01")
    away = [done(scene, "results", "B", "2010-05-04", kind="area-activity", state="absent") for _ in range(5)]
    done(scene, "results", "B", "2010-06-04", kind="training", state="absent", person="chair")
    done(scene, "incidents", "B", "2010-06-05", kind="tasks-unclear")
    full(scene, "C", sports=1)
    done(scene, "incidents", "C", "2010-07-01", kind="election-overdue")
    second = done(scene, "activities", "C", "2009-12-30", kind="culture")
    full(scene, "D", staff=None, report="2010-12-21")
    done(scene, "pieces", "B", "2010-12-28", known="2011-01-05", subject="B-news-late", kind="news")
    scene.corrects("2011-01-06", away[0], unit="C")
    scene.corrects("2011-01-10", second, day="2010-01-02")
    scene.voids("2011-01-12", song)

    found = scene.scores("2010", as_of="2010-06-30", known_on="2010-06-30")
    # On the way: no mark for the files, no summary, no yearly report, no honours yet.
    # A (6 + 0 + 3 + 4) + (4 + 2 + 0 + 2 + 2 + 3) = 26
    # B (4 + 0 + 1 + 0) + (3 + 2 + 0 + 1 + 2 + 3) = 16
    # C (6 + 0 + 3 + 4) + 13 = 26: the year is not over, its activities may become regular
    # D 13 + (4 + 0 + 0 + 2 + 2 + 3) = 24
    assert found.totals == {"A": "26", "B": "16", "C": "26", "D": "24"}

    found = scene.scores("2010", as_of="2010-12-31", known_on="2010-12-31")
    # A 20 + 15, all just reached. Bonus 9.5: model home, the city's 3 (not 1 + 3); 0.5 for the dance and
    #   the city's 3 for the song (not 2 + 3); the province's 3 for the paper. The self score changes nothing.
    # B 35 - 2 (tasks unclear) - 2 (files 3) - 2 (plan a day late) - 4 (five times away, the line is 4)
    #   - 1 (training) - 1 (one piece of news too few) = 23
    # C 35 - 6 (election overdue) - 5 (one activity is not regular) = 24
    # D 35 - 2 (no head count to enrol) - 2 (yearly report a day late) = 31
    assert found.totals == {"A": "44.5", "B": "23", "C": "24", "D": "31"}
    assert found.points("A", "bonus") == "9.5"
    assert found.points("B", "basics.tasks") == "0"
    assert found.places == {"A": 1, "D": 2, "C": 3, "B": 4}

    found = scene.scores("2010", as_of="2010-12-31", known_on="2011-01-31")
    # A: without the city's prize the song has the county's 2: 35 + 3 + 2.5 + 3 = 43.5
    # B: the second piece of news, + 1; away four times takes the same 4
    # C: away once - 1; the second activity was of this year, + 5
    assert found.totals == {"A": "43.5", "B": "24", "C": "28", "D": "31"}
    assert found.places == {"A": 1, "D": 2, "C": 3, "B": 4}
