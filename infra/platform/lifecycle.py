"""`up`, `scale` and `down`: in which order what is made, started and stopped."""

import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from infra import topics
from infra.platform import (
    kafka,
    nginx_conf,
    postgresql,
    preflight,
    secrets,
    settings,
    supervision,
    supervisor_conf,
)
from infra.platform.plan import TIERS, Process, Programs, by_operator, processes
from infra.platform.readiness import NotReady, last_words, wait_for
from infra.platform.settings import Settings
from services.chassis.bus.kafka_python import Administration, client_settings
from services.chassis.bus.topic import BusAway
from services.chassis.running.config import Config, from_environ

Say = Callable[[str], None]


class Lacking(Exception):
    """Something is missing; the text is one sentence a line, each with what to do."""


@dataclass
class Installation:
    """What is about to be brought up."""

    settings: Settings
    programs: Programs
    processes: Sequence[Process]
    say: Say
    differs: list[topics.Difference] = field(default_factory=list)

    def of(self, *tiers: str) -> list[Process]:
        return [each for each in self.processes if each.tier in tiers]

    def write(self, name: str, text: str, mode: int = 0o600) -> bool:
        """Write one of its files; whether that changed anything."""
        path = self.settings.folder / name
        before = path.read_text("utf-8") if path.exists() else None
        if before != text:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch(mode)
            path.write_text(text, "utf-8")
        return before != text


def up(wished: Settings, say: Say) -> Installation:
    """Bring everything up, or what is up to what is wished now. Nothing half-started is left behind.

    Raises Misconfigured, Lacking, NotReady, NotStarted, NoCluster, NoBroker, Unwritable.
    """
    config(wished)  # what no process could be configured with
    found = preflight.programs()
    running = {name for name, each in supervision.standing(wished.folder).items() if each.pid}
    blank = processes(wished, found, dict.fromkeys(secrets.SERVICES, ""))
    if lacks := preflight.lacks(wished, found, blank, running):
        raise Lacking("\n".join(lacks))
    installation = _written_down(wished, found, say)
    try:
        _bring_up(installation)
    except Exception:
        if not running:
            down(wished.folder, say)
        raise
    return installation


def _written_down(wished: Settings, found: Programs, say: Say) -> Installation:
    if not wished.folder.exists():
        wished.folder.mkdir(parents=True)
        wished.folder.chmod(0o711)  # PostgreSQL's and nginx's users come to their folders in it
    for each in (wished.logs, wished.folder / "nginx" / "tmp"):
        each.mkdir(parents=True, exist_ok=True)
    wished.data.mkdir(exist_ok=True, mode=0o700)
    secrets.write_password_files(wished)
    installation = Installation(wished, found, processes(wished, found, secrets.tokens(wished)), say)
    settings.keep(wished)
    environment = "".join(f"{name}={value}\n" for name, value in by_operator(wished).items())
    installation.write(settings.ENVIRONMENT, environment)
    return installation


def _bring_up(it: Installation) -> None:
    folder = it.settings.folder
    _made(it)
    _door_without_those_that_go(it)
    it.write("supervisord.conf", supervisor_conf.conf(folder, it.processes))
    supervision.start(folder)
    supervision.reread(folder)
    _begin(it, "postgresql", "kafka")
    _databases(it)
    _begin(it, "web")
    _topics(it)
    _begin(it, "relay", "worker")
    wait_for(it.settings, it.of("web"), it.say)
    _door(it)
    wait_for(it.settings, it.of("door", "relay", "worker"), it.say)


def _begin(it: Installation, *tiers: str) -> None:
    supervision.begin(it.settings.folder, [each.name for each in it.of(*tiers)])


def _made(it: Installation) -> None:
    """The cluster and the broker's folder, side by side: each takes seconds, once."""
    it.say("PostgreSQL's and Kafka's folders")
    with ThreadPoolExecutor() as side_by_side:
        made = [side_by_side.submit(each.make, it.settings, it.programs) for each in (postgresql, kafka)]
        for each in made:
            each.result()


def _databases(it: Installation) -> None:
    wait_for(it.settings, it.of("postgresql"), it.say)
    it.say("databases")
    postgresql.make_databases(it.settings)
    postgresql.upgrade(it.settings)


def _topics(it: Installation) -> None:
    """Make the topics that are absent; a broker that has just begun may refuse for a while."""
    wait_for(it.settings, it.of("kafka"), it.say)
    it.say("topics")
    kafka_client, deadline = client_settings(config(it.settings)), time.monotonic() + 60
    while True:
        try:
            with Administration(kafka_client) as cluster:
                topics.create(cluster, it.settings.school)
                it.differs = topics.check(cluster, it.settings.school)
                return
        except BusAway as problem:
            if time.monotonic() > deadline:
                raise NotReady(
                    f"kafka makes no topics: {problem}. {last_words(it.settings, 'kafka')}"
                ) from problem
            time.sleep(supervision.LOOK)


def _door(it: Installation) -> None:
    """Open the front door, or let it know of the webs there are now; no request is dropped for it."""
    new = it.write(DOOR_CONF, nginx_conf.conf(it.settings, it.processes, it.programs.as_root), 0o644)
    if new and _is_up(it, "door"):
        supervision.tell(it.settings.folder, "door", "HUP")
    _begin(it, "door")


def _door_without_those_that_go(it: Installation) -> None:
    """Webs that are about to end get no requests any more."""
    standing = supervision.standing(it.settings.folder)
    staying = [each for each in it.of("web") if each.name in standing]
    going = {name for name in standing if ".web." in name} - {each.name for each in it.of("web")}
    if going and _is_up(it, "door"):
        it.write(DOOR_CONF, nginx_conf.conf(it.settings, staying, it.programs.as_root), 0o644)
        supervision.tell(it.settings.folder, "door", "HUP")


DOOR_CONF = "nginx/nginx.conf"


def _is_up(it: Installation, name: str) -> bool:
    found = supervision.standing(it.settings.folder).get(name)
    return bool(found and found.pid)


def down(folder: Path, say: Say) -> bool:
    """Stop everything, nobody before those who stand on it; whether anything was up. Data stays.

    Raises NotStarted.
    """
    if not supervision.runs(folder):
        return False
    for tier in TIERS:
        say(tier)
        supervision.end(folder, [name for name in supervision.standing(folder) if tier_of(name) == tier])
    supervision.shut_down(folder)
    return True


def tier_of(name: str) -> str:
    return name.split(".")[1] if "." in name else name


def config(wished: Settings, environ: Mapping[str, str] | None = None) -> Config:
    """The configuration of a command that works on the whole installation."""
    return from_environ({**(environ or {}), **by_operator(wished)})
