"""The script that follows visits, and the one that checks a log, against a running Hearth by plain HTTP."""

import os
import subprocess
import sys
from collections import Counter

import httpx
import pytest

from services.chassis.web.tokens import Grant, Principal
from tests.support.embedded import Process, hearth
from tests.support.scripts import EXAMPLES, following

pytestmark = pytest.mark.slow
PURPOSE = "Posting of visit expenses"
SEES = ("--sees", "welfare:restricted")
AUDITOR = Principal("person-auditor", (Grant("auditor"),))


def admitted(process: Process, department: str, *sees: str) -> str:
    """The token that `hearth admit` prints."""
    done = hearth(
        process.folder, "admit", department, "--purpose", PURPOSE, *sees, HEARTH_BASE_URL=process.url
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def asked(process: Process, path: str, token: str) -> httpx.Response:
    return httpx.get(f"{process.url}{path}", headers={"Authorization": f"Bearer {token}"}, timeout=120)


def head(process: Process, token: str) -> int:
    return int(asked(process, "/welfare/events?limit=1", token).headers["Hearth-Head"])


@pytest.fixture(scope="module")
def finance(served_small) -> str:
    return admitted(served_small, "finance", *SEES)


@pytest.fixture(scope="module")
def archive(served_small) -> str:
    return admitted(served_small, "archive")


def test_finance_sees_visits_whole_and_goes_on_where_it_was(served_small, finance, tmp_path):
    last, environ = head(served_small, finance), {"HEARTH_URL": served_small.url, "TOKEN": finance}
    with following("follow_visits.py", tmp_path, **environ) as script:
        first = script.reaches(last)
    with following("follow_visits.py", tmp_path, **environ) as script:
        again = script.reaches(last)
    assert "welfare.visit-logged.v1" in {each.split()[1] for each in first}
    assert all("'amount':" in each for each in first)
    assert again == first


def test_without_the_right_every_position_comes_and_visits_are_stubs(
    served_small, finance, archive, tmp_path
):
    whole, open_only = (
        asked(served_small, "/welfare/events?limit=5000", each).json() for each in (finance, archive)
    )
    assert [each["sequence"] for each in open_only] == [each["sequence"] for each in whole]
    hidden = [each for each in open_only if each["type"] == "hearth.withheld.v1"]
    assert len(hidden) == Counter(each["dataclassification"] for each in whole)["restricted"] > 0
    environ = {"HEARTH_URL": served_small.url, "TOKEN": archive}
    with following("follow_visits.py", tmp_path, **environ) as script:
        lines = script.reaches(len(whole))
    assert {each.split()[1] for each in lines} == {"hearth.withheld.v1"}
    assert len(lines) == len(hidden)


def test_what_finance_was_shown_is_on_record_with_its_purpose(served_small, finance):
    asked(served_small, "/welfare/events?limit=5000", finance)
    kept = asked(served_small, "/welfare/api/disclosures", served_small.token(AUDITOR)).json()["items"]
    shown = [each for each in kept if each["reader"] == "finance"]
    assert shown
    assert {each["purpose"] for each in shown} == {PURPOSE}


def test_that_finance_was_admitted_is_told_in_memberships_log(served_small, finance, archive):
    page = asked(served_small, "/membership/events?limit=5000&types=membership.reader-admitted.v1", archive)
    told = {each["data"]["reader"]: each["data"] for each in page.json()}
    assert told["finance"]["sees"] == ["welfare:restricted"]
    assert told["finance"]["purpose"] == told["archive"]["purpose"] == PURPOSE


@pytest.mark.parametrize("service", ["welfare", "membership"])
def test_whoever_sees_stubs_comes_to_the_root_of_the_checkpoint(served_small, archive, service):
    note = hearth(served_small.folder, "audit", "checkpoint", service).stdout.splitlines()
    size, root = note[1:3]
    environ = {"HEARTH_URL": served_small.url, "TOKEN": archive, "SERVICE": service, "SIZE": size}
    done = subprocess.run(
        [sys.executable, str(EXAMPLES / "check_log.py")],
        env={**os.environ, **environ},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert (done.stdout.splitlines(), done.stderr) == ([size, root], "")


def test_a_token_that_cannot_be_had_says_why(served_small):
    done = hearth(
        served_small.folder,
        "admit",
        "finance",
        "--purpose",
        "x",
        "--sees",
        "welfare",
        HEARTH_BASE_URL=served_small.url,
    )
    assert done.returncode == 1
    assert "sees" in done.stderr
