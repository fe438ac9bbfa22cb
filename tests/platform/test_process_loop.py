"""What a relay's or a worker's process does when something is wrong."""

import threading

import psycopg
import pytest
import sqlalchemy.exc

from infra.loop import Alarm, repeat
from services.chassis.bus.relay import Disagrees
from services.chassis.bus.topic import Broken, BusAway

PASSING = [
    psycopg.OperationalError("server closed the connection"),
    sqlalchemy.exc.OperationalError("select", {}, Exception()),
    BusAway("no brokers"),
    Disagrees("another id"),
]


@pytest.mark.parametrize("trouble", PASSING, ids=lambda each: f"{type(each).__module__}")
def test_what_may_pass_is_an_alarm_and_is_tried_again(trouble):
    stop, alarm, said = threading.Event(), Alarm("a job"), []

    def step() -> bool:
        said.append(alarm.text)
        if len(said) == 1:
            raise trouble
        stop.set()
        return True

    repeat(step, stop, alarm)
    assert said[1].startswith(type(trouble).__name__)
    assert alarm.text == ""


def test_anything_else_ends_the_job():
    def step() -> bool:
        raise Broken("half a page")

    with pytest.raises(Broken):
        repeat(step, threading.Event(), Alarm("a job"))
