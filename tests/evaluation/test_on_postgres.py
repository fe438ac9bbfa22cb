"""PostgreSQL gives the same lines and scores as SQLite, and two workers do not miss each other's facts."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date

import pytest

from services.chassis.stores.postgres_store import postgres_engine
from services.chassis.views import WAYS, digests
from services.chassis.worker import hear, reading
from services.evaluation.domain.explanation import plain
from services.evaluation.domain.windows import yearly
from services.evaluation.projections.results import Running, current, refresh
from services.evaluation.projections.scores import scores
from tests.evaluation.histories import UNITS, history
from tests.evaluation.telling import FIVE_HOMES, FOLD, heard, memory, said, worker

DAY = date(2025, 12, 31)
RUNNING = [Running("2025", "edition-1", FIVE_HOMES, yearly(2025), DAY)]


@pytest.fixture
def beside_url(postgres):
    yield postgres.create("beside")
    postgres.drop("beside")


@pytest.fixture
def engine(postgres_url):
    engine = postgres_engine(postgres_url)
    FOLD.metadata.create_all(engine)
    reading.create_all(engine)
    yield engine
    engine.dispose()


def dump(engine):
    with engine.connect() as db:
        answers = scores(db, FIVE_HOMES, yearly(2025), DAY, None, UNITS)
        return said(db), [plain(each.result) for each in answers]


def test_the_same_history_gives_the_same_lines_and_scores(engine):
    campus = history(7, 120)
    reader = worker(engine, campus, batch=40)
    while any(each.behind for each in reader.step()):
        pass
    assert dump(engine) == dump(heard(campus))


def test_results_are_kept_current(engine):
    campus = history(8, 60)
    reader = worker(engine, campus)
    while any(each.behind for each in reader.step()):
        pass
    assert refresh(engine, RUNNING) == 3
    assert refresh(engine, RUNNING) == 0
    with engine.connect() as db:
        stored = {each.unit: each.body for each in current(db, "2025")}
        answers = scores(db, FIVE_HOMES, yearly(2025), DAY)
    assert stored == {each.result.unit: plain(each.result, None) for each in answers}


@pytest.fixture(params=["postgresql", "sqlite"])
def generations(request):
    """Two empty generations."""
    if request.param == "sqlite":
        yield memory(), memory()
    else:
        beside = postgres_engine(request.getfixturevalue("beside_url"))
        FOLD.metadata.create_all(beside)
        yield request.getfixturevalue("engine"), beside
        beside.dispose()


def agree(one, other):
    with one.connect() as live, other.connect() as rebuilt:
        return any(digests(live, FOLD, way) == digests(rebuilt, FOLD, way) for way in WAYS)


def test_generations_agree_whatever_was_parked_for_a_while_and_differ_by_one_line(generations):
    live, rebuilt = generations
    logs = history(7, 120).logs["membership"]
    told = [each for each in (hear("membership", one, FOLD.hears) for one in logs) if each.fact is not None]
    with live.begin() as db:
        FOLD.apply(db, told[:5] + told[6:])
        FOLD.apply(db, told[5:6])
    with rebuilt.begin() as db:
        FOLD.apply(db, told)
    assert agree(live, rebuilt)
    with rebuilt.begin() as db:
        FOLD.take_out(db, told[-1:])
    assert not agree(live, rebuilt)


def waiting(engine):
    """Whether a session of this database waits for a lock."""
    query = (
        "select count(*) from pg_stat_activity"
        " where wait_event_type = 'Lock' and datname = current_database()"
    )
    with engine.connect() as db:
        return db.exec_driver_sql(query).scalar() > 0


def test_a_refresh_waits_for_lines_that_are_not_yet_committed(engine):
    """The unit's row is locked before its lines are read: a fold in flight is not overlooked."""
    campus = history(9, 30)
    reader = worker(engine, campus)
    while any(each.behind for each in reader.step()):
        pass
    refresh(engine, RUNNING)
    campus.visit("visit-late", on=date(2025, 5, 5), filed_on=date(2025, 5, 5))
    late = hear("welfare", campus.logs["welfare"][-1], FOLD.hears)
    tomorrow = [replace(RUNNING[0], edition="edition-2")]
    with ThreadPoolExecutor(1) as other:
        with engine.begin() as in_flight:
            FOLD.apply(in_flight, [late])
            done = other.submit(refresh, engine, tomorrow)
            while not waiting(engine):
                assert not done.done()
        done.result(timeout=30)
    with engine.connect() as db:
        stored = {each.unit: each.body for each in current(db, "2025")}
        answers = scores(db, FIVE_HOMES, yearly(2025), DAY)
    assert stored["branch-a"] == next(
        plain(each.result, None) for each in answers if each.result.unit == "branch-a"
    )
