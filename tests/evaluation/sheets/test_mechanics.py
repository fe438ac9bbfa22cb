"""Every mechanic is used by a scheme, and altering the line that uses it is noticed by its scenario."""

from importlib import import_module

import pytest

from tests.evaluation.sheets.mechanics import Row, names, rows
from tests.evaluation.sheets.scene import Sheet


def test_every_mechanic_is_used_by_a_scheme():
    assert sorted({row.mechanic for row in rows()}) == sorted(names())


@pytest.mark.parametrize("row", rows(), ids=lambda row: f"{row.mechanic}-{row.scheme}-{row.line}")
def test_altering_the_line_of_a_mechanic_fails_its_scenario(row: Row):
    scenario = getattr(import_module(row.module), row.test)
    with pytest.raises((AssertionError, LookupError, ValueError)):
        scenario(Sheet(row.altered()))
