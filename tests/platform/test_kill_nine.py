"""kill -9 at any moment loses nothing that was acknowledged and doubles nothing that was sent again."""

import random
import threading
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest

from infra.demo.note import known
from services.chassis import entry
from services.chassis.proof.audit import rows
from services.chassis.running.config import Config
from services.chassis.web.tokens import Grant, Principal
from tests.support.embedded import PATIENCE, Process, answer, hearth
from tests.support.telling import UNTIL, opened, shut

pytestmark = pytest.mark.slow

KILLS = 12
CLIENTS = 4
SEED = 20260630
AGAIN = {409, 503}  # still running, or a conflict that lasted; the same request is sent again


@dataclass(frozen=True)
class Sent:
    """One command as a client means it: its own key, and the text or amount by which it is found again."""

    path: str
    body: dict[str, Any]
    key: str = field(default_factory=lambda: str(uuid.uuid4()))
    seen: str = ""


@dataclass
class Traffic:
    """What all clients have sent and what was acknowledged; the killer waits on it."""

    process: Process
    moved: threading.Condition = field(default_factory=threading.Condition)
    stop: threading.Event = field(default_factory=threading.Event)
    posts: int = 0
    unanswered: int = 0
    replayed: int = 0
    acknowledged: list[tuple[Sent, str]] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def sending(self) -> None:
        with self.moved:
            self.posts += 1
            self.moved.notify_all()

    def after(self, posts: int) -> None:
        """Wait until so many more requests were sent."""
        with self.moved:
            target = self.posts + posts
            assert self.moved.wait_for(lambda: self.posts >= target or self.wrong, PATIENCE)
        assert not self.wrong


@dataclass
class Client:
    """Sends one command after the other, each again under its key until it is acknowledged."""

    traffic: Traffic
    number: int
    token: str
    branch: str
    members: list[str]
    today: str

    def run(self) -> None:
        with httpx.Client(base_url=self.traffic.process.url, timeout=120) as http:
            http.headers["Authorization"] = f"Bearer {self.token}"
            for count in range(1_000_000):
                if self.traffic.stop.is_set():
                    return
                self.act(http, count)

    def act(self, http: httpx.Client, count: int) -> None:
        """A visit, or an activity that is corrected at once."""
        if count % 3:
            self.send(http, self.visit(count))
            return
        told = self.send(http, self.activity(count))
        if told:
            place = f"/membership/api/activities/{told}/correct"
            body = self.activity(count).body | {"reason": "name", "title": f"mended {self.number}/{count}"}
            self.send(http, Sent(place, body, seen='"1"'))

    def visit(self, count: int) -> Sent:
        amount = f"{(count + 1) * 0.01 + self.number * 1000:.2f}"
        member = self.members[count % len(self.members)]
        body = {"branch": self.branch, "member": member, "occasion": "hospital", "relation": "spouse"}
        return Sent("/welfare/api/visits/", body | {"on": self.today, "amount": amount})

    def activity(self, count: int) -> Sent:
        body = {"branch": self.branch, "kind": "lecture", "home": "learning", "on": self.today}
        title = f"lecture {self.number}/{count}"
        attendance = [{"member": self.members[-1], "state": "present"}]
        return Sent("/membership/api/activities/", body | {"title": title, "attendance": attendance})

    def send(self, http: httpx.Client, sent: Sent) -> str:
        """Until it is acknowledged; the id that the answer names."""
        headers = {"Idempotency-Key": sent.key} | ({"If-Match": sent.seen} if sent.seen else {})
        while not self.traffic.wrong:
            self.traffic.sending()
            try:
                got = http.post(sent.path, json=sent.body, headers=headers)
            except httpx.TransportError:
                self.traffic.unanswered += 1
                self.traffic.process.up.wait(PATIENCE)
                continue
            if got.is_success:
                self.traffic.replayed += "Idempotency-Replayed" in got.headers
                self.traffic.acknowledged.append((sent, got.json()["id"]))
                return str(got.json()["id"])
            if got.status_code not in AGAIN:
                self.traffic.wrong.append(f"{sent}: {got.status_code} {got.text}")
        return ""


def clients(process: Process, traffic: Traffic) -> list[Client]:
    """Two for one branch and its members, so that they meet in the same streams, the others elsewhere."""
    campus = known(Config(data=str(process.folder)))
    assert campus
    units = [campus.unit(name) for name in ("计算机学院", "计算机学院", "化学与材料学院", "附属医院")]
    return [
        Client(
            traffic,
            number,
            process.token(Principal(unit.chair.id, (Grant("chair", unit.id),))),
            unit.id,
            steady(process, unit.id, unit.chair.id),
            UNTIL.isoformat(),
        )
        for number, unit in enumerate(units)
    ]


def steady(process: Process, branch: str, chair: str) -> list[str]:
    """The members of a branch as membership says."""
    token = process.token(Principal("person-office", (Grant("office"),)))
    headers = {"Authorization": f"Bearer {token}"}
    got = httpx.get(
        f"{process.url}/membership/api/members/",
        params={"branch": branch, "limit": 50},
        headers=headers,
    ).json()
    return sorted(each["member"] for each in got["items"] if each["member"] != chair)


def killed(process: Process, traffic: Traffic) -> Iterator[int]:
    """Kill and start again, at moments of a seed: after some requests, now and then while it starts."""
    chance = random.Random(SEED)
    for kill in range(1, KILLS + 1):
        if kill % 6:
            traffic.after(chance.randrange(1, 60))
        traffic.stop.wait(chance.random() * (0.05 if kill % 6 else 1.2))
        process.kill()
        process.start()
        if (kill + 1) % 6:
            process.ready()
        yield kill


def identity(sent: Sent) -> str:
    """What a fact is found again by, whoever stored it: no two commands of a run share it."""
    return str(sent.body.get("title") or sent.body["amount"])


def stored(process: Process) -> Counter[str]:
    """How often each fact of the clients is in the logs, by its identity."""
    platform = opened(process.folder)
    try:
        return Counter(
            said
            for name in ("membership", "welfare")
            for row in rows(platform.parts[name].store, 0)
            if row.type in TOLD and (said := TOLD[row.type](msgspec.json.decode(entry.read(row.entry).data)))
        )
    finally:
        shut(platform)


def title(fact: dict[str, Any]) -> str:
    return fact["title"] if fact["title"].startswith(("lecture ", "mended ")) else ""


TOLD: dict[str, Callable[[dict[str, Any]], str]] = {
    "membership.activity-held.v1": title,
    "membership.activity-corrected.v1": lambda told: title(told["new"]),
    "welfare.visit-logged.v1": lambda told: told["amount"] if told["relation"] == "spouse" else "",
}


@pytest.fixture
def process(small_campus, copied) -> Iterator[Process]:
    found = Process(copied(small_campus))
    found.start()
    found.ready()
    yield found
    found.kill()


def under_fire(process: Process, traffic: Traffic, everybody: list[Client]) -> int:
    """Everybody sends while the process is killed; how many kills. At the end all of it was heard."""
    threads = [threading.Thread(target=each.run) for each in everybody]
    for each in threads:
        each.start()
    try:
        kills = max(killed(process, traffic))
    finally:
        process.up.set()
        traffic.stop.set()
        for each in threads:
            each.join()
    process.heard()
    process.stop()
    assert traffic.wrong == []
    return kills


def test_nothing_acknowledged_is_lost_and_nothing_is_doubled(process, record_property):
    traffic = Traffic(process)
    everybody = clients(process, traffic)
    branches = {each.branch for each in everybody}
    before = scored(process.folder, branches)
    kills = under_fire(process, traffic, everybody)
    found = stored(process)
    wanted = Counter(identity(sent) for sent, _ in traffic.acknowledged)
    lost, doubled = sum((wanted - found).values()), sum((found - wanted).values())
    record_property("kill -9, kills", kills)
    record_property("kill -9, requests without an answer", traffic.unanswered)
    record_property("kill -9, answers replayed", traffic.replayed)
    record_property("kill -9, acknowledged", len(traffic.acknowledged))
    record_property("kill -9, lost", lost)
    record_property("kill -9, doubled", doubled)
    assert kills == KILLS
    assert traffic.unanswered
    assert set(wanted.values()) == {1}
    assert (lost, doubled) == (0, 0)
    assert scored(process.folder, branches) - before == Counter({each: 1 for each in acted(traffic)})
    assert hearth(process.folder, "audit", "verify").returncode == 0
    assert hearth(process.folder, "rebuild", "evaluation").returncode == 0  # the same lines, told anew


def acted(traffic: Traffic) -> set[str]:
    """The facts that a score must show: each visit, and each lecture once however often corrected."""
    return {fact for _, fact in traffic.acknowledged}


def scored(folder: Path, branches: set[str]) -> Counter[str]:
    """How often each hospital visit and each lecture stands behind the scores of some branches."""
    day = UNTIL.isoformat()
    asked = [answer(folder, "explain", each, "--period", day[:4], "--as-of", day) for each in branches]
    return Counter(
        fact["subject"]
        for each in asked
        for item in ("warmth.hospital", "learning.lectures")
        for fact in facts_of(each["score"], item)
    )


def facts_of(node: dict[str, Any], item: str) -> list[dict[str, Any]]:
    """The facts of an item that hold, counted or not."""
    if node["id"] == item:
        of = node["proof"]["of"]
        return [*of["facts"], *(each for each in of["not_counted"] if each["why"] != "withdrawn")]
    return [fact for part in node.get("parts", ()) for fact in facts_of(part, item)]
