"""The rebuild benchmark runs, small, with both clients (figures: `make bench-rebuild`)."""

from dataclasses import replace

import pytest

from services.chassis.running.config import Config
from tests.benchmarks.bench_rebuild import SCHOOL, beside_live, filled, first, returned, shown


@pytest.mark.bench
def test_a_rebuild_is_watched_beside_the_live_view(kafka, postgres, monkeypatch):
    monkeypatch.setattr("infra.side_by_side.SIZE", 2_000)
    branch = filled(kafka, 20_000, size=0.03)
    postgres.create("evaluation")
    config = Config(school=SCHOOL, kafka=kafka.bootstrap, database_url=postgres.url("{service}"))
    assert first(config) > 0
    found = {
        client: beside_live(replace(config, kafka_client=client), kafka, postgres, branch)
        for client in ("kafka-python", "confluent")
    }
    assert all(each.entries >= 20_000 and each.live.visits > 0 and each.peak > 0 for each in found.values())
    assert returned(config) > 0
    assert shown(found).row_count == 2
    postgres.drop("evaluation")
