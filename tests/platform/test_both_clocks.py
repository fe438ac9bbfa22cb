"""The score as known on a past day is what a refold of the facts recorded by then says."""

import sqlite3
from contextlib import closing
from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from infra.services import SERVICES
from services.chassis.entry import recorded_text
from tests.support.embedded import answer
from tests.support.telling import opened, shut

pytestmark = pytest.mark.slow
ZONE = ZoneInfo("Asia/Shanghai")
AS_OF = "2025-12-31"


def forgets(folder: Path, known_on: date) -> None:
    """Only what was recorded by the end of a day is left; the read models of heard facts are made anew."""
    end = recorded_text(datetime.combine(known_on + timedelta(days=1), time(), ZONE))
    for name in SERVICES:
        with closing(sqlite3.connect(folder / f"{name}.sqlite")) as db:
            db.execute("delete from log where recorded >= ?", (end,))
            if name in ("welfare", "congress", "evaluation"):
                db.execute("delete from generation")
            db.commit()
    for each in folder.glob("*-view-*"):
        each.unlink()
    platform = opened(folder)
    platform.come_to_rest()
    shut(platform)


@pytest.mark.parametrize("known_on", [date(2025, 3, 14), date(2025, 12, 31), date(2026, 1, 20)])
def test_a_past_clock_equals_a_refold_of_what_was_recorded_by_then(small_campus, copied, known_on):
    day = min(AS_OF, known_on.isoformat())
    asked = ("--period", "2025", "--as-of", day)
    known = (*asked, "--known-on", known_on.isoformat())
    then = answer(small_campus, "scores", *known)
    reasons = [answer(small_campus, "explain", each["unit"], *known) for each in then["items"][:3]]
    past = copied(small_campus)
    forgets(past, known_on)
    now = answer(past, "scores", *asked)
    assert [told(each) for each in now["items"]] == [told(each) for each in then["items"]]
    assert now["complete"] == now["head"]
    for each in reasons:
        refolded = answer(past, "explain", each["branch"], *asked)
        assert (refolded["score"], refolded["events"]) == (each["score"], each["events"])


def told(row: dict[str, object]) -> dict[str, object]:
    """What a row says of its branch; `known_now` is the other clock, shown beside."""
    return {name: value for name, value in row.items() if name != "known_now"}
