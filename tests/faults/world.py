"""A small union founded over HTTP: branches with members, a congress with delegates, an edition in force."""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import httpx

from services.chassis.web.tokens import Grant, Principal
from services.evaluation.rulebooks import shipped
from tests.support.embedded import until

BRANCHES = ("Computing", "Chemistry", "Library", "Hospital")
MEMBERS = 4  # of each branch
CHINA = timezone(timedelta(hours=8))
TODAY = datetime.now(UTC).astimezone(CHINA).date()
FOUNDED, JOINED = f"{TODAY.year - 1}-01-10", f"{TODAY.year - 1}-03-01"
OFFICE = Principal("person-office", (Grant("office"),))
SCHEME = "five-homes-2025"
TokenOf = Callable[[Principal], str]


@dataclass(frozen=True)
class Branch:
    """A branch and its members' ids; its chair is the first of them."""

    id: str
    members: tuple[str, ...]

    @property
    def chair(self) -> Principal:
        return Principal(self.members[0], (Grant("chair", self.id), Grant("member", self.id)))


@dataclass(frozen=True)
class World:
    """What clients speak of."""

    branches: tuple[Branch, ...]
    congress: str


@dataclass
class Founder:
    """Sends one request after the other, each of which must be carried out."""

    http: httpx.Client
    token: TokenOf
    headers: dict[str, str] = field(default_factory=dict)

    def post(self, path: str, who: Principal = OFFICE, **body: Any) -> str:
        """The id that the answer names; a service that has not heard of something yet is asked again."""
        key = str(uuid.uuid4())
        sent = {
            "Authorization": f"Bearer {self.token(who)}",
            "Idempotency-Key": key,
            "If-Match": "*",
        }
        said: list[str] = []

        def carried_out() -> str:
            got = self.http.post(path, json=body, headers=sent)
            said.append(f"{got.status_code} {got.text}")
            return str(got.json()["id"]) if got.is_success else ""

        try:
            return until(carried_out, path)
        except AssertionError as problem:
            raise AssertionError(f"{path} {body}: {said[-1]}") from problem

    def branch(self, name: str) -> Branch:
        """A branch with its members."""
        id = self.post("/membership/api/branches/", name=name, kind="teaching", on=FOUNDED)
        return Branch(id, tuple(self.member(id, f"Person {name} {at}") for at in range(MEMBERS)))

    def member(self, branch: str, name: str) -> str:
        """Somebody who has asked, was checked and has joined."""
        asked: Mapping[str, Any] = {"branch": branch, "name": name, "employment_type": "establishment"}
        member = self.post("/membership/api/applications/", **asked, on=JOINED)
        place, chair = f"/membership/api/applications/{member}", Principal("x", (Grant("chair", branch),))
        self.post(f"{place}/check", chair, on=JOINED)
        self.post(f"{place}/approve", on=JOINED)
        return member

    def standard(self) -> None:
        """Visits of a spouse in hospital: anything goes, so that every amount can be a command's own."""
        told = {"occasion": "hospital", "relation": "spouse", "limit": "flag", "citation": "Rule 1"}
        most = {"amount_min": "0", "amount_max": "900000", "per_year": "9000000"}
        self.post("/welfare/api/standards/", **told, **most, on=FOUNDED)

    def congress(self, branches: tuple[Branch, ...]) -> str:
        """An open congress; each branch's chair is its delegate."""
        days = {
            "on": str(TODAY + timedelta(60)),
            "window_from": FOUNDED,
            "window_to": str(TODAY + timedelta(50)),
        }
        id = self.post("/congress/api/congresses/", name="Ninth congress", term=9, session=1, **days)
        for each in branches:
            seat = {"congress": id, "member": each.members[0], "branch": each.id, "delegation": "One"}
            self.post("/congress/api/delegates/", **seat, category="teacher", on=str(TODAY))
        return id


def founded(url: str, token: TokenOf) -> World:
    """The union, told in some seconds."""
    with httpx.Client(base_url=url, timeout=120, trust_env=False) as http:
        founder = Founder(http, token)
        founder.post("/evaluation/api/editions/", scheme=shipped(SCHEME))
        founder.standard()
        branches = tuple(map(founder.branch, BRANCHES))
        return World(branches, founder.congress(branches))
