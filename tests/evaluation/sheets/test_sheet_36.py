"""Key work of enterprise unions out of 97: growth, bands, needed lines and vetoes by hand."""

from tests.evaluation.sheets.scene import Scene

FULL = {"culture.learning": "4", "culture.theme": "2", "culture.model": "1", "excellence.pioneer": "2",
        "excellence.skills": "1"}  # fmt: skip


def company(scene, unit, *, staff, insured):
    """An enterprise of a hundred members; `insured` are the insured of last year and this."""
    scene.unit(unit, kind="enterprise", staff=staff)
    for person in range(100):
        scene.tells("2010-01-01", "joined", unit, day="2010-01-01", person=f"{unit}{person}")
    for day, persons in zip(("2010-12-31", "2011-12-31"), insured, strict=True):
        if persons:
            scene.sets(day, "figure", unit, day, persons, key="insured")


def surveyed(scene, unit, satisfied):
    """Twenty workers answered."""
    survey = {"topic": "union-work", "void": "false", "day": "2011-12-10", "occasion": f"survey-{unit}"}
    scene.tells("2011-12-15", "answers", unit, option="satisfied", amount=satisfied, **survey)
    scene.tells("2011-12-15", "survey-answered", unit, amount="20", **survey)


def works(scene, unit, *, marks, news, party, proofs, training=True):
    """What an enterprise did in the year; two sport activities, the second is given back."""
    for item, value in marks.items():
        scene.tells("2011-12-20", "marks", unit, day="2011-12-20", person="panel", item=item, amount=value)
    for occasion in ("festival", "hardship"):
        scene.tells("2011-02-01", "visits", unit, day="2011-02-01", occasion=occasion)
    for kind in proofs:
        scene.tells("2011-06-01", "evidence", unit, day="2011-06-01", kind=kind)
    for day in ("2011-05-01", "2011-12-31"):
        sport = scene.tells("2011-12-31", "activities", unit, day=day, kind="sports")
    if training:
        scene.tells("2011-12-31", "activities", unit, day="2011-09-01", kind="training")
    for number in range(news):
        scene.tells("2011-12-31", "pieces", unit, day="2011-10-01", subject=f"{unit}-{number}", kind="news")
    scene.tells(
        "2011-12-20", "awards", unit, day="2011-12-20", kind="rating", name="party-rating", grade=party
    )
    return sport


def story(sheet):
    scene = Scene(sheet)
    first, reading = "help-first-line", "reading-room"
    company(scene, "A", staff=200, insured=("50", "55"))
    company(scene, "B", staff=199, insured=("50", "65"))
    company(scene, "C", staff=250, insured=("50", "60"))
    company(scene, "D", staff=50, insured=("", "20"))
    for unit, satisfied in {"A": "18", "B": "11", "C": "12"}.items():
        surveyed(scene, unit, satisfied)
    moved = works(scene, "A", marks=FULL, news=2, party="satisfied", proofs=(first, reading, "hardship-fund"))
    works(scene, "B", marks={}, news=1, party="basic", proofs=(first, reading))
    works(scene, "C", marks=FULL, news=2, party="satisfied", proofs=(first, reading))
    works(scene, "D", marks={}, news=0, party="dissatisfied", proofs=(first, reading), training=False)
    accident = scene.tells("2011-11-01", "incidents", "C", day="2011-10-30", kind="fatal-accident")
    scene.tells("2012-02-01", "pieces", "B", day="2011-12-20", subject="B-late", kind="news")
    scene.corrects("2012-02-10", moved, day="2012-01-02")
    scene.sets("2012-02-15", "figure", "A", "2011-12-31", "52", key="insured")
    scene.voids("2012-03-01", accident)
    return scene


def test_a_prize_needs_the_growth_line_and_no_bar_and_the_help_section_stops_at_12(sheet):
    found = story(sheet).scores("2011", as_of="2011-12-31", known_on="2012-01-10")
    # A: help 1 + 2 + 3 + 6 (growth 55/50 - 1 = 10 %, exactly) = 12; culture 4 + 2 + 1 + 2 + 1 = 10;
    #    excellence 2 + 3 + 1 + 2 = 8; news 2; survey 18/20 = 90 %, exactly: 4; party 4: 40
    # B: growth 30 %: 6 + 2 x 2; 199 staff need no fund: 1 + 2 + 3 + 10 = 16, capped at 12; culture 2 + 1 = 3;
    #    excellence 3 + 2 = 5; news 2 - 1 = 1; survey 55 %: 0; party 2: 23
    # C: growth 20 %: 6 + 2; no fund at 250 staff: 1 + 2 + 0 + 8 = 11; culture 10;
    #    excellence 2 + 0 + 1 + 2 = 5; news 2; survey 60 %: 2; party 4: 34
    # D: no figure of the year before: growth 0; help 1 + 2 + 3 = 6; culture 3; excellence 3; rest 0: 12
    assert found.totals == {"A": "40", "B": "23", "C": "34", "D": "12"}
    assert found.places == {"A": 1, "C": 2, "B": 3, "D": 4}
    assert found.points("B", "help") == "12"
    assert found.points("B", "help.insurance-more") == "4"
    assert found.points("D", "help.insurance") == "0"
    assert found.bars == {"A": [], "B": ["dissatisfied"], "C": ["death"],
                          "D": ["insurance-needed", "party-dissatisfied"]}  # fmt: skip
    assert found.awards["prize"] == ["A"]


def test_a_lower_figure_takes_the_prize_and_a_voided_accident_gives_it(sheet):
    found = story(sheet).scores("2011", as_of="2011-12-31", known_on="2012-03-31")
    # A: growth 52/50 - 1 = 4 %, two steps of 5 % begun below 10 %: 6 - 2 = 4; one sport activity
    #    is no longer two: 40 - 2 - 1 = 37
    # B: the second piece came: 24.  C: no accident: 34 + 3 = 37, above 36.8
    assert found.totals == {"A": "37", "B": "24", "C": "37", "D": "12"}
    assert found.places == {"A": 1, "C": 1, "B": 3, "D": 4}
    assert found.bars["A"] == ["insurance-needed"]
    assert found.bars["C"] == []
    assert found.awards["prize"] == ["C"]
