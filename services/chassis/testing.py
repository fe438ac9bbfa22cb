"""The test kit: given / when / then for decisions, and the same grammar over HTTP in a memory world."""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from joserfc.jwk import OKPKey
from uuid6 import uuid7
from werkzeug.test import TestResponse

from services import chassis
from services.chassis import entry
from services.chassis.commands import Write
from services.chassis.decider import Decider, Refused
from services.chassis.event_store import Append, EventStore
from services.chassis.running import log
from services.chassis.running.assembly import Around, assemble
from services.chassis.running.config import Config
from services.chassis.running.parts import Parts
from services.chassis.stores.memory import MemoryStore
from services.chassis.web.auth import COOKIE, permissions, reach_of
from services.chassis.web.language import compile_catalogues
from services.chassis.web.problems import MEDIA
from services.chassis.web.tokens import Grant, Issuer, Principal, Verifier


@dataclass(frozen=True)
class Given:
    """A history; `when` folds it, decides one command and returns the new events."""

    decider: Decider[Any]
    history: tuple[Any, ...]

    def when(self, command: object, found: Any = None) -> list[Any]:
        return self.decider.decide(command, self.decider.fold(self.history), found)


def spec(decider: Decider[Any]) -> Any:
    """`given = spec(decider)`, then `given(*events).when(command, found) == [event, ...]`."""
    return lambda *history: Given(decider, history)


@contextmanager
def refused(code: str) -> Iterator[None]:
    """The block must be refused with this code."""
    with pytest.raises(Refused) as caught:
        yield
    assert caught.value.code == code, caught.value


@dataclass
class TestClock:
    """A clock that stands still until it is moved."""

    __test__ = False
    at: datetime = datetime(2025, 6, 30, 1, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.at

    def forward(self, **by: float) -> None:
        self.at += timedelta(**by)


UNIT = "branch-1"
# Who asks: one persona per role. `world(personas=...)` adds others or changes these.
PERSONAS: Mapping[str, Principal] = {
    "member": Principal("member-1", (Grant("member", UNIT),)),
    "chair": Principal("member-2", (Grant("member", UNIT), Grant("chair", UNIT))),
    "office": Principal("member-3", (Grant("member", UNIT), Grant("office"))),
    "handler": Principal("member-4", (Grant("member", UNIT), Grant("handler", "department-1"))),
    "auditor": Principal("member-5", (Grant("auditor"),)),
    "operator": Principal("member-6", (Grant("operator"),)),
    "service": Principal("service-1", (Grant("service"),), kind="service_account"),
    "department": Principal("finance", (Grant("department"),), kind="service_account"),
    "loader": Principal("loader-1", (Grant("loader"),), kind="service_account"),
}
TEST_CONFIG = Config(school="toy", key_encryption_key="A" * 43, feed_wait_seconds=0)


@dataclass
class World:
    """A service in memory: tell it a past, ask it something, see what it told since."""

    parts: Parts
    app: Flask
    personas: dict[str, Principal]
    issuer: Issuer
    clock: TestClock
    _seen: int = 0
    _tokens: dict[str, str] = field(default_factory=dict)

    @property
    def store(self) -> EventStore:
        return self.parts.store

    @property
    def client(self) -> FlaskClient:
        """A client without cookies of earlier requests."""
        return self.app.test_client(use_cookies=False)

    def token(self, persona: str) -> str:
        """A bearer token of the persona."""
        return self._tokens.setdefault(persona, self.issuer.issue(self.personas[persona]))

    def browser(self, persona: str = "") -> FlaskClient:
        """A browser with the persona's cookie; its requests come from our own pages."""
        client = self.app.test_client()
        client.environ_base["HTTP_SEC_FETCH_SITE"] = "same-origin"
        client.environ_base["HTTP_ACCEPT"] = "text/html"
        if persona:
            client.set_cookie(COOKIE, self.token(persona))
        return client

    def given(self, stream: str, *events: Any, by: str = "office") -> "World":
        """Append events to a stream as they are; no rule is asked."""
        version = len(self.store.read_stream(stream))
        write = Write(actor=self.personas[by].id, at=self.clock())
        prepared = [
            self.parts.teller.prepare(stream, version + place, each, write)
            for place, each in enumerate(events, start=1)
        ]
        self.store.append(Append(stream, version, prepared, write.at, actor=write.actor))
        self._seen = self.store.head()
        return self

    def when(
        self,
        method: str,
        path: str,
        as_: str = "",
        *,
        seen: int | None = None,
        key: str | None = None,
        headers: Mapping[str, str] | None = None,
        **request: Any,
    ) -> TestResponse:
        """One request. Writing ones get a fresh Idempotency-Key, and If-Match from `seen`."""
        self._seen = self.store.head()
        sent = dict(headers or {})
        if as_:
            sent.setdefault("Authorization", f"Bearer {self.token(as_)}")
        if method.lower() not in ("get", "head", "options") and key != "":
            sent.setdefault("Idempotency-Key", key or str(uuid7()))
        if seen is not None:
            sent.setdefault("If-Match", f'"{seen}"')
        return self.client.open(path, method=method.upper(), headers=sent, **request)

    def submit(self, path: str, as_: str, data: Mapping[str, Any], seen: int | None = None) -> TestResponse:
        """Send a page's form, as its browser would."""
        self._seen = self.store.head()
        version = {} if seen is None else {"_version": str(seen)}
        return self.browser(as_).post(path, data={"_key": str(uuid7()), **version, **data})

    def page(self, path: str, as_: str = "") -> TestResponse:
        """A page as a persona's browser gets it."""
        return self.browser(as_).get(path)

    @property
    def then(self) -> list[Any]:
        """The events told since the last `given`, `when` or `submit` began."""
        rows = self.store.read(self._seen, 10_000)
        return [self.parts.teller.vocabulary.decode(each.type, entry.read(each.entry).data) for each in rows]

    def events(self, stream: str) -> list[Any]:
        """The whole history of a stream."""
        rows = self.store.read_stream(stream)
        return [self.parts.teller.vocabulary.decode(each.type, entry.read(each.entry).data) for each in rows]


def world(service: Any, *, personas: Mapping[str, Principal] | None = None, **around: Any) -> World:
    """A memory world of a composition root (a module with `create`, VOCABULARY and PROJECTIONS).

    A FOLD there is given views. `around`: any field of `Around` (feeds, people, navigation) and
    `config` changes, as a mapping.
    """
    log.configure("ERROR")
    clock = around.pop("clock", None) or TestClock()
    compile_catalogues(*Path(chassis.__file__).parent.parent.glob("**/translations"))
    config = replace(TEST_CONFIG, **around.pop("config", {}))
    store = around.pop("store", None) or MemoryStore(service.PROJECTIONS)
    issuer = Issuer(KEY, config.school, clock)
    near = Around(tokens=Verifier(issuer.jwks, clock), issuer=issuer, clock=clock, **around)
    parts = assemble(config, service, store, near)
    made = service.create(parts)
    if "rebuilding" in made.extensions:  # a memory store has one connection, so nothing runs beside
        made.extensions["rebuilding"].spawn = lambda run: run()
    return World(parts, made, {**PERSONAS, **(personas or {})}, issuer, clock)


KEY = OKPKey.generate_key("Ed25519")


# --- every persona at every door


@dataclass(frozen=True)
class Door:
    """One method of one route, and the permission it names ("" when public)."""

    method: str
    rule: str
    permission: str


def doors(app: Flask) -> list[Door]:
    """Every method of every route of an application, static files left out."""
    named = permissions(app)
    return [
        Door(method, rule.rule, named[rule.endpoint])
        for rule in app.url_map.iter_rules()
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})
        if not rule.endpoint.endswith("static")
    ]


def knock(world: World, door: Door, persona: str) -> TestResponse:
    """What a persona gets at a door, asking for things that do not exist."""
    path = re.sub(r"<(?:(\w+)[^>:]*:)?[^>]+>", lambda found: PLACES.get(found[1], "nothing"), door.rule)
    body: dict[str, Any] = {} if door.method == "GET" else {"json": {}}
    return world.when(door.method, path, persona, seen=1, **body)


PLACES = {"int": "1", "float": "1.0", "date": "2025-06-30"}


def misfits(world: World, personas: Sequence[str] = ()) -> list[str]:
    """Doors that answer a persona otherwise than ACCESS says: the matrix test wants none.

    A door that opens may still say "out-of-reach" inside: that is the view's own narrowing.
    """
    return [
        f"{door.method} {door.rule} as {persona or 'nobody'}: {answer.status_code}"
        for door in doors(world.app)
        for persona in ("", *(personas or world.personas))
        if (answer := knock(world, door, persona)) and _fits(world, door, persona, answer) is False
    ]


def _fits(world: World, door: Door, persona: str, answer: TestResponse) -> bool:
    document = answer.json if isinstance(answer.json, dict) else {}
    shut = answer.status_code == 401 or str(document.get("type", "")).endswith(":forbidden")
    if answer.status_code >= 500:
        return False
    if not door.permission:
        return not shut
    who = world.personas[persona] if persona else None
    return shut != bool(reach_of(who, door.permission, world.app.extensions["access"]))


# --- any input at every door


def fuzz(world: World, persona: str, examples: int = 20, seed: int = 1) -> int:
    """Send generated requests to every documented operation; how many operations there were.

    Asserts: no 5xx, and every error a problem document; an invalid field is named.
    """
    import hypothesis
    import schemathesis
    from hypothesis import HealthCheck, Phase, given, settings

    document: Any = schemathesis.openapi.from_wsgi("/openapi.json", world.app)
    operations = [each.ok() for each in document.get_all_operations()]
    seeded: Any = hypothesis.seed(seed)
    quiet = settings(
        max_examples=examples,
        deadline=None,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    for operation in operations:
        generated: Any = given(operation.as_strategy())
        seeded(quiet(generated(lambda case: _send(world, persona, case))))()
    return len(operations)


def _send(world: World, persona: str, case: Any) -> None:
    fixed = {"Idempotency-Key": str(uuid7()), "If-Match": "*"}
    answer = case.call(headers=fixed | {"Authorization": f"Bearer {world.token(persona)}"})
    said = f"{case.method} {case.path} {case.query} {case.body!r}: {answer.status_code} {answer.text[:500]}"
    assert answer.status_code < 500, said
    if answer.status_code >= 400:
        assert answer.headers["content-type"][0].startswith(MEDIA), said
        problem = answer.json()
        assert problem["type"].startswith("urn:hearth:problem:"), said
        assert problem["status"] == answer.status_code, said
        assert not problem["type"].endswith(":invalid") or problem.get("errors"), said
