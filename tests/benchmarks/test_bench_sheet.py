"""The sheet benchmark runs: one round on two years (figures come from `make bench`)."""

from tests.benchmarks import bench_sheet


def test_one_round_of_the_sheet_benchmark_gives_every_figure(monkeypatch):
    monkeypatch.setattr(bench_sheet, "FACTS", 20)
    found = bench_sheet.measured(schools=2, years=2, rounds=1)
    assert len(found) == 4
    assert all(ms > 0 for ms in found.values())
