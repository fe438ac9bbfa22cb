"""Whatever comes in, nothing breaks: an answer below 500, and a problem document for what is wrong."""

import pytest

from services.chassis.testing import fuzz
from tests.membership.stories import ANA, PHYSICS


@pytest.mark.slow
@pytest.mark.parametrize("persona", ["office", "loader"])
def test_no_input_breaks_the_service(union, persona):
    assert fuzz(union, persona, examples=8) > 25


BODIES = [
    [],
    {},
    {"on": "2025-13-45"},
    {"on": "1900-01-01", "name": "x", "reason": "x"},
    {"on": "2025-06-30", "name": "x" * 5000, "reason": ["x"]},
    {"on": 7, "to": {"a": 1}, "attendance": "x"},
]
PATHS = [
    f"/api/branches/{PHYSICS}/rename", f"/api/branches/{PHYSICS}/head-counts", f"/api/members/{ANA}/leave",
    f"/api/members/{ANA}/release", f"/api/applications/{ANA}/return", "/api/activities/", "/api/branches/",
]  # fmt: skip


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("body", BODIES, ids=range(len(BODIES)))
def test_a_wrong_body_is_refused_and_names_its_fields(union, path, body):
    answer = union.when("post", path, as_="loader", headers={"If-Match": "*"}, json=body)
    assert answer.status_code == 422
    assert answer.json["errors"]
