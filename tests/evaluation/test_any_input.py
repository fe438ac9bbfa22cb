"""Generated input at every documented operation: never a 500, always a problem that names the field."""

import pytest

from services.chassis.testing import fuzz


@pytest.mark.slow
def test_no_input_breaks_an_operation(evaluation):
    assert fuzz(evaluation, "office") >= 92
