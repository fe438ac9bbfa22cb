"""The benchmarks of a whole platform run, all on one (figures come from `make bench-platform`)."""

import pytest

from infra.demo.note import known
from tests.benchmarks import bench_campus, bench_scale, bench_visible
from tests.benchmarks.on_platform import ASLEEP, WORKERS
from tests.support.platforms import throw_away

SIZE = 0.03


@pytest.mark.bench
def test_one_round_of_every_platform_benchmark_gives_every_figure(platform_programs):
    with throw_away(ASLEEP) as platform:
        stages = bench_campus.measured(platform, SIZE)
        platform.scale(WORKERS)
        campus = known(platform.config)
        visible = bench_visible.on_platform(platform, campus, times=2)
        rounds, heard = bench_scale.compared(platform, rounds=1, seconds=1, clients=2)
    assert min(stages.events, stages.branches, stages.worker_mb) > 0
    assert all(ms > 0 for spent in visible.values() for ms in spent)
    assert all(each.rate > 0 for found in rounds.values() for each in found)
    assert bench_campus.shown(stages, SIZE).row_count == 7
    assert bench_visible.shown(visible).row_count == len(visible)
    assert bench_scale.shown(rounds, heard, 2).row_count == 4
