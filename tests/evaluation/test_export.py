"""The ledger as a facts file: whatever happened, it scores the same, on either database."""

from datetime import date

import pytest

from infra.spoken import spoken
from services.chassis.stores.postgres_store import postgres_engine
from services.chassis.worker import reading
from services.evaluation import exporting, facts_text, recounting, rulebooks
from services.evaluation.domain.explanation import plain
from services.evaluation.domain.windows import yearly
from services.evaluation.projections.scores import scores
from tests.evaluation.histories import history
from tests.evaluation.telling import CATALOGUE, FIVE_HOMES, FOLD, heard, worker

YEAR, DAYS = yearly(2025), (date(2025, 6, 30), date(2025, 12, 31))
CLOCKS = (None, date(2025, 3, 31), date(2025, 9, 30))
SCHEME = rulebooks.shipped("five-homes-2025")
SAID = ("unit", "kind", "total", "lost", "open", "grade", "reached", "why_no_grade", "bars", "score")


def export(engine, known_on=None):
    with engine.connect() as db:
        return "".join(exporting.exported(db, CATALOGUE, known_on))


def by_ledger(engine, day, known_on):
    with engine.connect() as db:
        found = [plain(each.result) for each in scores(db, FIVE_HOMES, YEAR, day, known_on)]
    return {each["unit"]: {name: each[name] for name in SAID} for each in found}


def by_file(text, day, known_on):
    with spoken("en"):
        found = recounting.recounted(SCHEME, text, "2025", day, known_on)
    return {each["unit"]: {name: each[name] for name in SAID} for each in found["units"]}


def without_facts_of_other_years(score):
    """The ledger is asked only for facts that can matter, so the file alone names what is too old."""
    for part in score.get("parts", ()):
        without_facts_of_other_years(part)
    for measured in (score.get("proof") or {}).values():
        if isinstance(measured, dict):
            measured.pop("not_counted", None)
    return score


@pytest.mark.parametrize("seed", range(8))
def test_a_file_of_any_history_scores_the_same_with_the_same_reasons(seed):
    engine = heard(history(seed, 120))
    text = export(engine)
    for day in DAYS:
        for known_on in CLOCKS:
            file, ledger = by_file(text, day, known_on), by_ledger(engine, day, known_on)
            for each in (*file.values(), *ledger.values()):
                without_facts_of_other_years(each["score"])
            assert file == ledger


@pytest.mark.parametrize("seed", range(3))
def test_a_file_as_known_on_a_day_scores_as_was_known_then(seed):
    engine = heard(history(seed, 120))
    part = export(engine, CLOCKS[2])
    assert by_file(part, DAYS[1], None) == by_file(export(engine), DAYS[1], CLOCKS[2])


def test_what_is_read_from_the_file_is_what_the_fold_made():
    campus = history(3, 120)
    lines, entries = facts_text.read(export(heard(campus)), CATALOGUE)
    positions = {(each.source, each.position) for each in (*lines, *entries)}
    told = {(each.source, each.position) for each in campus.told}
    assert positions <= told
    assert len(positions) > len(told) / 2


def test_postgresql_writes_the_same_file(postgres_url):
    campus, engine = history(5, 150), postgres_engine(postgres_url)
    FOLD.metadata.create_all(engine)
    reading.create_all(engine)
    reader = worker(engine, campus, batch=40)
    while any(each.behind for each in reader.step()):
        pass
    try:
        assert export(engine) == export(heard(campus))
        assert export(engine, CLOCKS[1]) == export(heard(campus), CLOCKS[1])
    finally:
        engine.dispose()
