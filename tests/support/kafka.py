"""A throw-away Kafka broker in KRaft mode, from its jars; plain, or with TLS, passwords and rights."""

import shutil
import signal
import subprocess
import tempfile
import uuid
from base64 import urlsafe_b64encode
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from services.chassis.bus.kafka_python import Administration, client_settings
from services.chassis.running.config import Config
from tests.support.embedded import free_port, until
from tests.support.source import ROOT

LIBS = ROOT / "build" / "kafka" / "libs"
STARTED = "Kafka Server started"
LOG4J = """\
rootLogger.level=INFO
rootLogger.appenderRef.out.ref=OUT
appender.out.type=Console
appender.out.name=OUT
appender.out.layout.type=PatternLayout
appender.out.layout.pattern=%d{ISO8601} %p %m (%c{1})%n
"""


@dataclass
class Broker:
    """One broker on a folder: started, frozen and killed as often as asked."""

    folder: Path
    options: Mapping[str, str] = field(default_factory=dict)  # beside what every broker here has
    port: int = field(default_factory=free_port)  # without TLS and password
    guarded: int = field(default_factory=free_port)  # used where the options name a listener SAFE
    controller: int = field(default_factory=free_port)
    child: subprocess.Popen[bytes] | None = None

    @property
    def bootstrap(self) -> str:
        return f"127.0.0.1:{self.port}"

    @property
    def settings(self) -> dict[str, Any]:
        """What a client needs that uses the plain door."""
        return client_settings(Config(kafka=self.bootstrap))

    def format(self, *words: str) -> None:
        """Make the data folder; `words` go to Kafka's storage tool."""
        (self.folder / "log4j2.properties").write_text(LOG4J, "utf-8")
        lines = [f"{name}={value}" for name, value in self._properties().items()]
        (self.folder / "server.properties").write_text("\n".join(lines), "utf-8")
        cluster = "H" + urlsafe_b64encode(uuid.uuid4().bytes).decode()[1:22]
        tool = ("kafka.tools.StorageTool", "format", "--standalone", "-t", cluster, "-c", self._conf, *words)
        subprocess.run(self._java("-XX:TieredStopAtLevel=1", *tool), check=True, capture_output=True)

    def start(self) -> None:
        """Start it and wait until it answers."""
        before = self._said().count(STARTED)
        with (self.folder / "said").open("ab") as said:
            self.child = subprocess.Popen(
                self._java("-Xmx512m", "kafka.Kafka", self._conf), stdout=said, stderr=said
            )
        until(lambda: self._up(before), "Kafka does not start")

    def kill(self) -> None:
        """kill -9."""
        if self.child is not None:
            self.child.kill()
            self.child.wait()
            self.child = None

    def freeze(self) -> None:
        """SIGSTOP; `thaw` ends it."""
        assert self.child
        self.child.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        assert self.child
        self.child.send_signal(signal.SIGCONT)

    def topic(self, name: str = "", **configs: str) -> str:
        """Make a topic; its name."""
        name = name or f"t-{uuid.uuid4().hex}"
        with Administration(self.settings) as cluster:
            cluster.create(name, 1, 1, {each.replace("_", "."): value for each, value in configs.items()})
        return name

    def remake(self, name: str) -> None:
        """Delete a topic with all that it holds and make it anew."""
        with Administration(self.settings) as cluster:
            cluster.delete(name)
            cluster.create(name, 1, 1, {})

    def _properties(self) -> dict[str, str]:
        guarded = f",SAFE://127.0.0.1:{self.guarded}" if any("safe" in each for each in self.options) else ""
        doors = f"PLAIN://{self.bootstrap}{guarded}"
        return {
            "process.roles": "broker,controller",
            "node.id": "1",
            "listeners": f"{doors},CONTROLLER://127.0.0.1:{self.controller}",
            "advertised.listeners": doors,
            "listener.security.protocol.map": "PLAIN:PLAINTEXT,SAFE:SASL_SSL,CONTROLLER:PLAINTEXT",
            "inter.broker.listener.name": "PLAIN",
            "controller.listener.names": "CONTROLLER",
            "controller.quorum.bootstrap.servers": f"127.0.0.1:{self.controller}",
            "log.dirs": str(self.folder / "data"),
            "offsets.topic.replication.factor": "1",
            "offsets.topic.num.partitions": "1",
            "transaction.state.log.replication.factor": "1",
            "transaction.state.log.min.isr": "1",
            "group.initial.rebalance.delay.ms": "0",
            "auto.create.topics.enable": "false",
            **self.options,
        }

    @property
    def _conf(self) -> str:
        return str(self.folder / "server.properties")

    def _java(self, *words: str) -> tuple[str, ...]:
        options = [each for each in words if each.startswith("-X")]
        log = f"-Dlog4j2.configurationFile={self.folder / 'log4j2.properties'}"
        return ("java", *options, log, "-cp", f"{LIBS}/*", *words[len(options) :])

    def _said(self) -> str:
        said = self.folder / "said"
        return said.read_text("utf-8") if said.exists() else ""

    def _up(self, before: int) -> bool:
        assert self.child
        assert self.child.poll() is None, self._said()[-2000:]
        return self._said().count(STARTED) > before


def absent() -> str:
    """What a broker lacks here; empty when nothing."""
    if shutil.which("java") is None:
        return "Java is not installed (apt-get install default-jre-headless, or make test)"
    return "" if list(LIBS.glob("kafka_*.jar")) else f"Kafka's jars are not in {LIBS} (make test brings them)"


@contextmanager
def broker(options: Mapping[str, str] | None = None, *words: str) -> Iterator[Broker]:
    """A running broker in a temporary folder; killed and removed at the end."""
    folder = Path(tempfile.mkdtemp(prefix="hearth-kafka-"))
    made = Broker(folder, options or {})
    try:
        made.format(*words)
        made.start()
        yield made
    finally:
        made.kill()
        shutil.rmtree(folder)
