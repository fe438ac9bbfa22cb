"""One Kafka broker in KRaft mode: its files, made and formatted once."""

import subprocess
import uuid
from base64 import urlsafe_b64encode
from collections.abc import Mapping

from infra.platform.plan import LIBS, Programs
from infra.platform.settings import Settings

LOG4J = """\
status = WARN
appender.out.type = Console
appender.out.name = out
appender.out.layout.type = PatternLayout
appender.out.layout.pattern = %d{ISO8601} %p %c{1} %m%n
rootLogger.level = INFO
rootLogger.appenderRef.out.ref = out
"""


class NoBroker(Exception):
    """The broker's folder could not be formatted; the text is what Kafka's tool said."""


def properties(settings: Settings) -> dict[str, str]:
    """server.properties: one node that is broker and controller, on loopback."""
    return {
        "process.roles": "broker,controller",
        "node.id": "1",
        "listeners": f"CLIENTS://{settings.bootstrap},CONTROLLER://127.0.0.1:{settings.controller_port}",
        "advertised.listeners": f"CLIENTS://{settings.bootstrap}",
        "listener.security.protocol.map": "CLIENTS:PLAINTEXT,CONTROLLER:PLAINTEXT",
        "inter.broker.listener.name": "CLIENTS",
        "controller.listener.names": "CONTROLLER",
        "controller.quorum.bootstrap.servers": f"127.0.0.1:{settings.controller_port}",
        "log.dirs": str(settings.folder / "kafka" / "data"),
        "offsets.topic.replication.factor": "1",
        "offsets.topic.num.partitions": "1",
        "share.coordinator.state.topic.replication.factor": "1",
        "share.coordinator.state.topic.min.isr": "1",
        "transaction.state.log.replication.factor": "1",
        "transaction.state.log.min.isr": "1",
        "group.initial.rebalance.delay.ms": "0",
        "auto.create.topics.enable": "false",
    }


def written(given: Mapping[str, str]) -> str:
    return "".join(f"{name}={value}\n" for name, value in given.items())


def make(settings: Settings, programs: Programs) -> None:
    """Write the configuration; format the data folder where it is new. Raises NoBroker."""
    folder = settings.folder / "kafka"
    folder.mkdir(exist_ok=True)
    (folder / "log4j2.properties").write_text(LOG4J, "utf-8")
    (folder / "server.properties").write_text(written(properties(settings)), "utf-8")
    if not (folder / "data" / "meta.properties").exists():
        _format(settings, programs)


def _format(settings: Settings, programs: Programs) -> None:
    cluster = "H" + urlsafe_b64encode(uuid.uuid4().bytes).decode()[1:22]  # a dash in front were an option
    conf = str(settings.folder / "kafka" / "server.properties")
    tool = ("kafka.tools.StorageTool", "format", "--standalone", "-t", cluster, "-c", conf)
    log4j = f"-Dlog4j2.configurationFile={settings.folder / 'kafka' / 'log4j2.properties'}"
    done = subprocess.run(
        [programs.java, "-XX:TieredStopAtLevel=1", log4j, "-cp", f"{LIBS}/*", *tool],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise NoBroker(f"Kafka's folder could not be formatted:\n{done.stdout}{done.stderr}")
