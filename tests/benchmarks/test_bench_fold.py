"""The fold benchmark runs: one short round of every side (figures come from `make bench-platform`)."""

import pytest

from tests.benchmarks.bench_fold import campus, compared, shown


@pytest.mark.slow
def test_one_round_of_the_fold_benchmark_gives_every_figure(kafka, postgres):
    heard = campus(size=0.03, number=3_000)
    found = compared(kafka, postgres, number=3_000, heard=heard, rounds=1)
    assert all(each.rate > 0 and each.peak > 0 for figures in found.values() for each in figures)
    assert shown(found).row_count == 3
