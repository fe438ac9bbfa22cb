"""The relay benchmark runs: one short round of every side (figures come from `make bench-platform`)."""

import pytest

from tests.benchmarks.bench_relay import compared, shown


@pytest.mark.slow
def test_one_round_of_the_relay_benchmark_gives_every_figure(kafka, postgres):
    found = compared(kafka, postgres, number=2_000, rounds=1)
    assert all(rate > 0 for rates in found.values() for rate in rates)
    assert shown(found).row_count == 3
