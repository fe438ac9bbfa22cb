"""The benchmark from a visit to the score that shows it runs once (figures come from `make bench`)."""

import pytest

from tests.benchmarks.bench_visible import measured, shown
from tests.support.telling import told


@pytest.mark.slow
def test_one_round_of_the_visibility_benchmark_gives_every_figure(tmp_path):
    told(tmp_path, size=0.03)
    found = measured(tmp_path, times=2)
    assert all(ms > 0 for spent in found.values() for ms in spent)
    assert shown(found).row_count == len(found)
