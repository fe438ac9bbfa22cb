"""The front door of a running Hearth, as the demo's loader uses it: patiently, in its people's names."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from threading import Event
from time import monotonic

import httpx

from infra.demo.chapters import StoryBroken
from infra.demo.requests import Request
from services.chassis.web.tokens import Grant, Issuer, Principal

PATIENCE = 120  # seconds without any progress until a service counts as away
PAUSE = 0.05  # seconds between two looks at a service that is busy, away or behind
AGAIN = {409, 429, 502, 503, 504}  # somebody else was faster, or nobody was there
FIGURES = ("hearth_log_head", "hearth_worker_last")


class Away(Exception):
    """A service did not answer, or did not hear what it should, for longer than is reasonable."""


@dataclass
class Tokens:
    """A bearer token per person, made when it is first needed."""

    issuer: Issuer
    people: Mapping[str, Principal]
    made: dict[str, str] = field(default_factory=dict)

    def of(self, person: str) -> str:
        if person not in self.made:
            who = self.people[person]
            loader = replace(who, grants=(*who.grants, Grant("loader")))
            self.made[person] = f"Bearer {self.issuer.issue(loader)}"
        return self.made[person]


@dataclass
class FrontDoor:
    """One connection; it asks again while somebody is only away for a moment, until told to `stop`."""

    http: httpx.Client
    tokens: Tokens
    stop: Event

    def tell(self, asked: Request) -> None:
        """Send a request until it was carried out. Raises StoryBroken when it never will be."""
        headers = {
            "Authorization": self.tokens.of(asked.by),
            "Content-Type": "application/json",
            "Idempotency-Key": asked.key,
            "If-Match": "*",
            "Hearth-Clock": asked.at.isoformat(),
            **({"Hearth-New-Id": asked.makes} if asked.makes else {}),
        }
        answer = self.patiently(lambda: self.http.post(asked.path, content=asked.body, headers=headers))
        if answer.status_code not in (200, 201):
            raise StoryBroken(f"{asked.at} {asked.path} by {asked.by}: {answer.status_code} {answer.text}")

    def figures(self, service: str) -> dict[str, int]:
        """Where a service's log and its worker stand, by name and labels; raises Away."""
        answer = self.patiently(lambda: self.http.get(f"/{service}/metrics"))
        if answer.status_code != 200:
            raise Away(f"{service} shows no figures: {answer.status_code}")
        lines = [each.rsplit(" ", 1) for each in answer.text.splitlines() if each.startswith(FIGURES)]
        return {name: int(float(value)) for name, value in lines}

    def head(self, service: str) -> int:
        return self.figures(service)["hearth_log_head"]

    def heard(self, service: str, told: Mapping[str, int]) -> None:
        """Wait until a service has heard its sources up to these positions; raises Away."""
        before, since = -1, monotonic()
        while missing := self._missing(service, told):
            if missing != before:
                before, since = missing, monotonic()
            self._pause(since, f"{service} hears nothing: does its worker run? {missing} events are missing")

    def _missing(self, service: str, told: Mapping[str, int]) -> int:
        figures = self.figures(service)
        last = {name: figures.get(f'hearth_worker_last{{source="{name}"}}', 0) for name in told}
        return sum(max(0, at - last[name]) for name, at in told.items())

    def patiently(self, ask: Callable[[], httpx.Response]) -> httpx.Response:
        """The answer, asked for again while there is none or only a "not now"; raises Away in the end."""
        since = monotonic()
        while True:
            try:
                answer = ask()
                if answer.status_code not in AGAIN:
                    return answer
                said = f"{answer.status_code} {answer.text}"
            except httpx.TransportError as problem:
                said = f"{type(problem).__name__}: {problem}"
            self._pause(since, f"{self.http.base_url} does not answer: {said}")

    def _pause(self, since: float, why: str) -> None:
        if self.stop.wait(PAUSE) or monotonic() > since + PATIENCE:
            raise Away(why)
