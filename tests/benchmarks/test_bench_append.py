"""The append benchmark runs: one short round of its smallest row (figures come from `make bench`)."""

from tests.benchmarks.bench_append import on_postgres, on_sqlite, shown

ROW = ((2, 5),)


def test_one_round_of_the_append_benchmark_gives_every_figure(postgres):
    results, sqlite = on_postgres(postgres, 1, 0.2, ROW), on_sqlite(0.2, ROW)
    postgres.drop("bench")
    assert all(rate > 0 for each in results for rate in (each.ours, each.library))
    assert sqlite[0][2] > 0
    assert shown(results, sqlite).row_count == 1
