"""Any input at every door: a problem document that names the field, never a 500."""

import pytest

from services.chassis.testing import fuzz


@pytest.mark.slow
@pytest.mark.parametrize("persona", ["office", "member", "handler"])
def test_nothing_that_is_sent_breaks_congress(congress, persona):
    assert fuzz(congress, persona, examples=8) >= 25
