"""Kafka away, PostgreSQL killed, the link between relay and broker cut: late at most, never wrong."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

from tests.faults.stage import CAUGHT_UP
from tests.support.embedded import until
from tests.support.link import Link, link
from tests.support.source import ROOT

AWAY = float(os.environ.get("AWAY", 60))  # seconds without Kafka
CUT = 20  # seconds without the link: twice as long as a Kafka client waits for an answer
RELAY = "membership.relay.1"


def test_commands_succeed_while_kafka_is_away_for_a_minute_and_scores_catch_up(stage, record_property):
    with stage.watched() as watch:
        with stage.working() as traffic:
            traffic.after(20)
            stage.platform.end("kafka")
            before, at = traffic.acknowledged, stage.heard()
            traffic.during(AWAY)
            without = traffic.acknowledged - before
            stood = stage.heard()
            stage.platform.begin("kafka")
            traffic.after(10)
        stage.caught_up()
    verdict = stage.judged("Kafka away for a minute", watch, faults=1, seconds=AWAY, without=without)
    record_property("without Kafka, commands acknowledged", without)
    assert without > AWAY
    assert verdict.unknown == 0
    assert stood - at < without / 2  # what was in the topics is all that can be heard
    assert verdict.findings == []


def test_kafka_killed_in_mid_write_loses_nothing(stage):
    with stage.watched() as watch:
        with stage.working() as traffic:
            for _ in range(3):
                stage.platform.ready()
                before = stage.heard()
                until(lambda before=before: stage.heard() > before, "nothing comes through", CAUGHT_UP)
                traffic.after(stage.chance.randint(10, 40))
                stage.platform.kill("kafka")
            traffic.after(20)
        stage.caught_up()
    assert stage.judged("kill -9 of Kafka", watch, kills=3).findings == []


def test_postgresql_killed_in_mid_append_keeps_what_was_acknowledged(stage):
    with stage.watched() as watch:
        with stage.working() as traffic:
            for _ in range(3):
                traffic.after(stage.chance.randint(10, 40))
                stage.platform.kill("postgresql")
            traffic.after(40)
        stage.caught_up()
    assert stage.judged("kill -9 of PostgreSQL", watch, kills=3).findings == []


@contextmanager
def behind_a_link(stage) -> Iterator[Link]:
    """The broker also listens where only a link leads to, and membership's relay is at its other end."""
    settings = stage.platform.settings
    conf = settings.folder / "kafka" / "server.properties"
    before, inside = conf.read_text("utf-8"), settings.controller_port + 1
    with link(inside) as made:
        stage.platform.end("kafka")
        conf.write_text(with_listener(before, inside, made.port), "utf-8")
        stage.platform.begin("kafka")
        stage.platform.ready("kafka")
        stage.platform.end(RELAY)
        try:
            with relay(stage, made.port):
                yield made
        finally:
            stage.platform.begin(RELAY)


def with_listener(properties: str, inside: int, outside: int) -> str:
    told = dict(each.split("=", 1) for each in properties.splitlines())
    told["listeners"] += f",LINK://127.0.0.1:{inside}"
    told["advertised.listeners"] += f",LINK://127.0.0.1:{outside}"
    told["listener.security.protocol.map"] += ",LINK:PLAINTEXT"
    return "".join(f"{name}={value}\n" for name, value in told.items())


@contextmanager
def relay(stage, port: int) -> Iterator[None]:
    """Membership's relay as the platform would run it, but for the address of the broker."""
    plan = next(each for each in stage.platform.plan() if each.name == RELAY)
    environ = {"PATH": os.environ["PATH"], **plan.environment, "HEARTH_KAFKA": f"127.0.0.1:{port}"}
    with (stage.folder / "relay.log").open("ab") as said:
        child = subprocess.Popen(plan.command, cwd=ROOT, env=environ, stdout=said, stderr=said)
        try:
            yield
        finally:
            child.kill()
            child.wait()


def test_a_link_cut_for_longer_than_any_time_out_loses_and_reorders_nothing(stage, record_property):
    short = []
    with stage.watched() as watch, behind_a_link(stage) as between:
        for reset in (False, True):
            with stage.working() as traffic:
                traffic.after(20)
                stage.caught_up("membership")
                between.cut()
                traffic.during(CUT)
                short.append(stage.missing("membership"))
                between.mend(reset)
                traffic.after(20)
            stage.caught_up()
    verdict = stage.judged("the link to Kafka cut", watch, faults=2, seconds=CUT)
    record_property("cut link, entries that the topic did not have", short)
    assert min(short) > 0
    assert verdict.findings == []


def test_the_lines_are_those_of_the_logs(stage):
    """Told anew from position 1, they are the same; no log was altered."""
    until(lambda: stage.hearth("rebuild", "evaluation").returncode == 0, "rebuild")
    assert stage.hearth("audit", "verify").returncode == 0
