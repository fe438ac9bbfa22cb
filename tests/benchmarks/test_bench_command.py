"""The HTTP benchmark runs: one short round of both sides (figures come from `make bench`)."""

import pytest

from tests.benchmarks.bench_command import compared, shown


@pytest.mark.slow
def test_one_round_of_the_command_benchmark_gives_every_figure(postgres):
    sides = compared(postgres, rounds=1, seconds=0.3, clients=2)
    for name in ("membership", "bare"):
        postgres.drop(name)
    assert sides.ratio > 0
    assert shown(sides, 2).row_count == 2
