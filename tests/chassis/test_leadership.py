"""One of several processes leads; another takes over when it leaves, loses its session or freezes."""

import pytest
from sqlalchemy.exc import SQLAlchemyError

from services.chassis.stores import leadership
from services.chassis.stores.leadership import Leadership
from services.chassis.stores.memory import memory_engine
from services.chassis.stores.sql_store import postgres_engine
from tests.support.embedded import until


@pytest.fixture
def two(postgres_url, monkeypatch):
    """Two processes that would lead; both ask the database every time."""
    monkeypatch.setattr(leadership, "ASK_SECONDS", 0)
    engines = [postgres_engine(postgres_url), postgres_engine(postgres_url)]
    both = [Leadership(each, "relay", idle_seconds=0.5) for each in engines]
    yield both
    for each, engine in zip(both, engines, strict=True):
        each.leave()
        engine.dispose()


def leads(one):
    """Whether it leads; a session that was lost is found out by asking."""
    try:
        return one.held()
    except SQLAlchemyError:
        return False


def test_one_leads_and_the_other_stands_by(two):
    first, second = two
    assert [first.held(), second.held(), first.held(), second.held()] == [True, False, True, False]


def test_who_leaves_is_followed_at_once(two):
    first, second = two
    assert first.held()
    first.leave()
    assert second.held()


def test_a_frozen_leader_is_followed_and_finds_out_when_it_wakes(two):
    frozen, second = two
    assert frozen.held()
    until(second.held, "the frozen one's session was never ended")
    assert not leads(frozen)
    assert not leads(frozen)
    assert second.held()


def test_other_jobs_have_other_leaders(two, postgres_url):
    first, _ = two
    engine = postgres_engine(postgres_url)
    rebuild = Leadership(engine, "rebuild")
    assert first.held()
    assert rebuild.held()
    rebuild.leave()
    engine.dispose()


def test_the_one_process_of_an_embedded_platform_always_leads():
    assert Leadership(memory_engine(), "relay").held()
