"""The fold benchmark runs: one short round of every side of Hearth's (figures: `make bench-fold`)."""

import pytest

from tests.benchmarks.bench_fold import Load, beside, campus, compared, shown


@pytest.mark.slow
def test_one_round_of_the_fold_benchmark_gives_every_figure(kafka, postgres):
    load = Load(number=3_000, faust=300, heard=campus(size=0.03, number=3_000), peers=())
    found = compared(kafka, postgres, load, rounds=1)
    assert all(each.rate > 0 and each.cpu > 0 and each.peak > 0 for side in found.values() for each in side)
    assert shown(found).row_count == 7
    assert beside(found).row_count == 3
