"""The scheme that a scenario is about: `test_sheet_07.py` is about `sheet-07`."""

import pytest

from tests.evaluation.sheets.scene import Sheet


@pytest.fixture
def sheet(request: pytest.FixtureRequest) -> Sheet:
    name = request.path.stem.removeprefix("test_").replace("_", "-")
    return Sheet.shipped(name)
