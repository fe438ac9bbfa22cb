"""The score benchmark runs: one round on a small campus (figures come from `make bench`)."""

import pytest

from tests.benchmarks.bench_scores import compared, shown


@pytest.mark.slow
def test_one_round_of_the_score_benchmark_gives_every_figure():
    small, large = compared(0.03, copies=2, rounds=1)
    assert large.events == 3 * small.events
    assert large.lines > 2 * small.lines
    assert all(ms > 0 for each in (small, large) for ms in each.ms.values())
    assert shown(small, large).row_count == len(small.ms) + 2
