"""A large rebuild on Kafka and PostgreSQL: a process of it is killed, and all is as one reader has it."""

import uuid
from contextlib import closing
from functools import partial
from itertools import chain
from multiprocessing import active_children

import pytest

from infra.embedded import now
from infra.processes import feeds_from_kafka
from infra.services import root_of
from infra.side_by_side import SideBySide, read_stretch
from services.chassis.bus.kafka_python import KafkaTopic
from services.chassis.bus.topic import Record, full_topic
from services.chassis.running.assembly import Around, engine_of, views_of
from services.chassis.running.config import Config
from services.chassis.views import WAYS, digests
from tests.evaluation.histories import history

pytestmark = [pytest.mark.kafka, pytest.mark.db]


def told(kafka, school, campus):
    for source, log in campus.logs.items():
        with closing(KafkaTopic(kafka.topic(full_topic(school, source)), kafka.settings)) as topic:
            topic.publish([Record(b"stream", each) for each in log])


@pytest.fixture
def views(kafka, postgres):
    """Evaluation's read models, the live ones read by one worker."""
    school = f"side-{uuid.uuid4().hex}"
    told(kafka, school, history(11, 500))
    postgres.create("evaluation")
    config = Config(school=school, kafka=kafka.bootstrap, database_url=postgres.url("{service}"))
    opened = []

    def again():
        opened.append(feeds_from_kafka(config, "evaluation"))
        return opened[-1]

    around = Around(tokens=None, feeds=again(), again=again, clock=now)
    made = views_of(config, root_of("evaluation"), engine_of(config, "evaluation"), around)
    made.bulk = lambda views, number, until: SideBySide(
        views, number, until, partial(read_stretch, config, "evaluation"), processes=2, size=60
    )
    while any(each.behind or each.gap for each in made.step()):
        pass
    yield made
    for each in chain.from_iterable(feeds.values() for feeds in opened):
        each.records.close()
    for each in made._engines.values():
        each.dispose()
    made.engine.dispose()
    postgres.drop("evaluation")


def listed(views):
    """All that the live generation lists, which is not little: how many rows, and their digest."""
    with views.live().connect() as db:
        found = digests(db, views.fold, WAYS[-1])
    assert found["folio"][0] > 1_000
    return found


def test_a_killed_reader_is_replaced_and_what_is_swapped_in_is_what_one_reader_made(views):
    before, live, rebuild, shown = listed(views), views.number("live"), views.rebuild(), []
    killed = []
    while not rebuild.step():
        shown.append(rebuild.progress())
        if shown[-1].position and not killed:
            killed = active_children()[:1]
            killed[0].kill()
    positions, end = [each.position for each in shown], rebuild.progress()
    assert killed
    assert positions == sorted(positions)
    assert max(positions) <= end.position == end.head == shown[0].head
    assert all(each.seconds_left >= 0 for each in shown if each.position)
    rebuild.finish()
    assert listed(views) == before
    assert views.number("live") == rebuild.number
    views.back()
    assert views.number("live") == live
    assert active_children() == []


def test_one_reader_does_not_go_on_with_what_was_begun_in_stretches(views):
    before, begun = listed(views), views.rebuild()
    while not begun.progress().position:
        begun.step()
    begun.bulk._end()
    views.bulk = None
    plain = views.rebuild()
    assert plain.number != begun.number
    while not plain.step():
        pass
    plain.finish()
    assert listed(views) == before
