"""Clients that send real commands through the front door and write down what they were told.

Each command has its own key and is sent again under it until its outcome is known. One line of the history
per attempt: what was wanted, under which key, and the outcome `acknowledged`, `failed` or `unknown`.
"""

import json
import random
import threading
import time
import uuid
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from services.chassis.web.tokens import Principal
from tests.faults.world import OFFICE, TODAY, World

TIMEOUT = httpx.Timeout(10.0)
NOT_NOW = {409, 500, 502, 503, 504}  # the same request is sent again
PAUSE = 0.05  # seconds until it is
ENOUGH = 180  # seconds in which something must have happened


@dataclass(frozen=True)
class Command:
    """One command: by whom, where, what; and how its event is recognised (see `checker.Command`)."""

    by: Principal
    path: str
    body: dict[str, Any]
    type: str
    at: str
    value: str
    shown: bool = True
    seen: str = ""
    key: str = field(default_factory=lambda: str(uuid.uuid4()))

    @property
    def service(self) -> str:
        return self.path.split("/")[1]

    @property
    def told(self) -> dict[str, Any]:
        """What the history says of it, whatever comes of it."""
        return {name: getattr(self, name) for name in ("key", "service", "type", "at", "value", "shown")}


@dataclass
class Traffic:
    """What all clients have sent so far; whoever plans a fault waits on it."""

    url: str
    token: Callable[[Principal], str]
    history: Path
    stop: threading.Event = field(default_factory=threading.Event)
    moved: threading.Condition = field(default_factory=threading.Condition)
    acknowledged: int = 0
    longest: dict[str, float] = field(default_factory=dict)  # seconds of the slowest attempt, per service
    wrong: list[str] = field(default_factory=list)

    def note(self, client: int, command: Command, outcome: str, seconds: float, **more: Any) -> None:
        """One attempt and what came of it."""
        line = {"client": client, "when": time.time(), "seconds": round(seconds, 4), **command.told}
        with self.moved:
            with self.history.open("a", encoding="utf-8") as history:
                history.write(json.dumps({**line, "outcome": outcome, **more}, ensure_ascii=False) + "\n")
            self.acknowledged += outcome == "acknowledged"
            self.longest[command.service] = max(self.longest.get(command.service, 0.0), seconds)
            if outcome == "failed":
                self.wrong.append(f"{command}: {more}")
            self.moved.notify_all()

    def after(self, more: int, seconds: float = ENOUGH) -> None:
        """Wait until so many more commands were acknowledged."""
        with self.moved:
            target = self.acknowledged + more
            assert self.moved.wait_for(lambda: self.acknowledged >= target or self.wrong, seconds), (
                f"{self.acknowledged} of {target} commands acknowledged after {seconds} s"
            )
        assert not self.wrong, self.wrong

    def during(self, seconds: float) -> None:
        """Let the clients go on for so long; that is what is waited for."""
        deadline = time.monotonic() + seconds
        with self.moved:
            self.moved.wait_for(lambda: time.monotonic() >= deadline or self.wrong, seconds)
        assert not self.wrong, self.wrong


@dataclass
class Client:
    """One person's programme: one command after the other until told to stop."""

    traffic: Traffic
    number: int
    world: World
    services: tuple[str, ...]
    chance: random.Random

    def run(self) -> None:
        with httpx.Client(base_url=self.traffic.url, timeout=TIMEOUT, trust_env=False) as http:
            for count in range(1_000_000):
                if self.traffic.stop.is_set() or self.traffic.wrong:
                    return
                self.act(http, count)

    def act(self, http: httpx.Client, count: int) -> None:
        """A command for one of its services; some activities are corrected at once."""
        service = self.chance.choice(self.services)
        command = getattr(self, service)(f"{self.number}/{count}", count)
        told = self.send(http, command)
        if told and service == "membership" and self.chance.random() < 0.3:
            self.send(http, self.correction(command, told))

    @property
    def branch(self) -> Any:
        return self.world.branches[self.number % len(self.world.branches)]

    def membership(self, name: str, _: int) -> Command:
        body = {"branch": self.branch.id, "kind": "lecture", "home": "learning", "on": str(TODAY)}
        attendance = [{"member": each, "state": "present"} for each in self.branch.members]
        body |= {"title": f"lecture {name}", "attendance": attendance}
        place = "/membership/api/activities/"
        return Command(self.branch.chair, place, body, "membership.activity-held.v1", "title", body["title"])

    def correction(self, of: Command, told: str) -> Command:
        title = of.value.replace("lecture", "mended")
        body, place = of.body | {"title": title, "reason": "name"}, f"{of.path}{told}/correct"
        return Command(of.by, place, body, "membership.activity-corrected.v1", "new.title", title, seen='"1"')

    def welfare(self, _: str, count: int) -> Command:
        amount = f"{self.number * 1000 + count // 100}.{count % 100:02d}"
        body = {
            "branch": self.branch.id,
            "member": self.chance.choice(self.branch.members[1:]),
            "amount": amount,
        }
        body |= {"occasion": "hospital", "relation": "spouse", "on": str(TODAY)}
        return Command(
            self.branch.chair, "/welfare/api/visits/", body, "welfare.visit-logged.v1", "amount", amount
        )

    def congress(self, name: str, _: int) -> Command:
        body = {"congress": self.world.congress, "category": "teaching", "title": f"proposal {name}"}
        body |= {"cause": "We need it, as everybody knows.", "measures": "Let it be done by the autumn."}
        place, type = "/congress/api/proposals/", "congress.proposal-drafted.v1"
        return Command(self.branch.chair, place, body, type, "title", body["title"], shown=False)

    def evaluation(self, name: str, count: int) -> Command:
        body = {
            "branch": self.branch.id,
            "measure": "commendations",
            "on": str(TODAY),
            "value": str(count % 9),
        }
        body |= {"source_body": f"body {name}"}
        place, type = "/evaluation/api/figures/", "evaluation.figure-entered.v1"
        return Command(OFFICE, place, body, type, "source_body", body["source_body"])

    def send(self, http: httpx.Client, command: Command) -> str:
        """Until it is acknowledged or refused, or everybody stops; the id that was answered."""
        while True:
            begun = time.monotonic()
            try:
                got = http.post(command.path, json=command.body, headers=self.headers(command))
            except httpx.TransportError as problem:
                self.note(command, "unknown", begun, why=type(problem).__name__)
            else:
                if got.is_success:
                    self.note(command, "acknowledged", begun, status=got.status_code, **got.json())
                    return str(got.json()["id"])
                if got.status_code not in NOT_NOW:
                    self.note(command, "failed", begun, status=got.status_code, why=got.text)
                    return ""
                self.note(command, "unknown", begun, status=got.status_code)
            if self.traffic.stop.wait(PAUSE):
                return ""

    def note(self, command: Command, outcome: str, begun: float, **more: Any) -> None:
        self.traffic.note(self.number, command, outcome, time.monotonic() - begun, **more)

    def headers(self, command: Command) -> dict[str, str]:
        sent = {"Authorization": f"Bearer {self.traffic.token(command.by)}", "Idempotency-Key": command.key}
        return sent | ({"If-Match": command.seen} if command.seen else {})


ALL = ("membership", "welfare", "congress", "evaluation")


@contextmanager
def working(
    traffic: Traffic, world: World, numbers: Iterable[int], services: tuple[str, ...] = ALL, seed: int = 0
) -> Iterator[Traffic]:
    """Clients of these numbers at work; at the end everybody has stopped."""
    clients = [Client(traffic, each, world, services, random.Random(f"{seed}/{each}")) for each in numbers]
    threads = [threading.Thread(target=each.run) for each in clients]
    for each in threads:
        each.start()
    try:
        yield traffic
    finally:
        traffic.stop.set()
        for each in threads:
            each.join()
        traffic.stop.clear()
    assert not traffic.wrong, traffic.wrong
