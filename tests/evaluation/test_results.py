"""Stored results are computed again for what has changed, and only for that."""

import json
from datetime import date

from sqlalchemy import select

from services.evaluation.domain.explanation import plain
from services.evaluation.domain.windows import trailing, yearly
from services.evaluation.projections.ledger import unit
from services.evaluation.projections.results import Running, complete_of, current, refresh, result
from services.evaluation.projections.scores import scores
from tests.evaluation.histories import history
from tests.evaluation.telling import FIVE_HOMES, Campus, heard, memory, worker

JUNE = date(2025, 6, 30)


def running(day=JUNE, edition="edition-1"):
    return [
        Running("2025", edition, FIVE_HOMES, yearly(2025), day),
        Running("trailing", edition, FIVE_HOMES, trailing(day), day),
    ]


def two_branches():
    return Campus().found().found("branch-b").visit().visit("visit-2", branch="branch-b")


def stored(engine, window="2025"):
    with engine.connect() as db:
        return current(db, window)


def test_every_unit_is_computed_once_and_then_rests():
    engine = heard(two_branches())
    assert refresh(engine, running()) == 2
    assert refresh(engine, running()) == 0


def test_a_new_fact_makes_only_its_own_unit_wait():
    campus = two_branches()
    engine = heard(campus)
    refresh(engine, running())
    campus.visit("visit-3", branch="branch-b")
    worker(engine, campus).step()
    with engine.connect() as db:
        assert [row.unit for row in db.execute(select(unit).where(unit.c.stale > 0))] == ["branch-b"]
    assert refresh(engine, running()) == 1


def test_a_new_day_or_another_edition_computes_all_again():
    engine = heard(two_branches())
    refresh(engine, running())
    assert refresh(engine, running(date(2025, 7, 1))) == 2
    assert refresh(engine, running(date(2025, 7, 1), "edition-2")) == 2


def test_a_fact_of_a_merged_unit_makes_its_successor_wait():
    campus = two_branches().tell(
        "membership.branch-merged", branch="branch-b", into="branch-a", on=date(2025, 5, 1)
    )
    engine = heard(campus)
    refresh(engine, running())
    campus.visit("visit-3", branch="branch-b")
    worker(engine, campus).step()
    assert refresh(engine, running()) == 2
    assert [each.unit for each in stored(engine)] == ["branch-a"]


def test_stored_results_are_what_the_lines_say():
    for seed in range(8):
        campus = history(seed, 50)
        engine = heard(campus)
        refresh(engine, running())
        for each in running():
            with engine.connect() as db:
                answers = scores(db, each.scheme, each.window, each.as_of)
            found = {one.unit: one.body for one in stored(engine, each.id)}
            assert found == {one.result.unit: plain(one.result, None) for one in answers}


def test_a_stored_result_says_up_to_which_position_it_is_complete():
    campus = two_branches()
    engine = heard(campus)
    refresh(engine, running())
    assert complete_of(stored(engine)) == {"congress": 0, "evaluation": 0, "membership": 2, "welfare": 2}
    campus.visit("visit-3", branch="branch-b")
    worker(engine, campus).step()
    assert complete_of(stored(engine))["welfare"] == 2
    refresh(engine, running())
    assert complete_of(stored(engine))["welfare"] == 3


def test_questions_of_earlier_days_are_answered_again_only_for_facts_of_their_days():
    """Refreshed after every few facts, whatever days they speak of, all answers are those of the lines."""
    questions = [
        *running(),
        Running("2025-before", "edition-1", FIVE_HOMES, yearly(2025), date(2025, 3, 31)),
        Running("2024", "edition-1", FIVE_HOMES, yearly(2024), JUNE),
    ]
    for seed in range(8):
        engine, campus = memory(), history(seed, 60)
        reader = worker(engine, campus, batch=3)
        while any(each.behind for each in reader.step()):
            refresh(engine, questions)
        refresh(engine, questions)
        for each in questions:
            with engine.connect() as db:
                answers = scores(db, each.scheme, each.window, each.as_of)
            found = {one.unit: one.body for one in stored(engine, each.id)}
            assert found == {one.result.unit: plain(one.result, None) for one in answers}


def test_a_fact_of_today_leaves_the_answers_of_earlier_days_alone():
    campus = two_branches()
    engine = heard(campus)
    earlier = Running("before", "edition-1", FIVE_HOMES, yearly(2025), date(2025, 2, 1))
    refresh(engine, [*running(), earlier])
    before = {each.unit: each.complete for each in stored(engine, "before")}
    campus.visit("visit-3", branch="branch-b", on=JUNE)
    worker(engine, campus).step()
    refresh(engine, [*running(), earlier])
    with engine.connect() as db:
        kept = dict(
            db.execute(select(result.c.unit, result.c.complete).where(result.c.window == "before")).all()
        )
    assert {unit: json.loads(text) for unit, text in kept.items()} == before
