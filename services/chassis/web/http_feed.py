"""Another service's log over HTTP, and the one look-up between services: names."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import httpx
import msgspec
import structlog
from flask import g, has_request_context

from services.chassis.feed import FeedAway, Page

log = structlog.get_logger(__name__)
AT_ONCE = 100  # ids in one question


@dataclass(frozen=True)
class HttpFeed:
    """`Feed` over `GET /events`; `token` brings a bearer token of this service."""

    source: str
    client: httpx.Client
    token: Callable[[], str]
    wait: int = 0

    def read(self, after: int, limit: int) -> Page:
        """Up to `limit` entries with position > after, stored bytes unchanged; raises FeedAway."""
        asked = {"after": after, "limit": limit, "wait": self.wait}
        headers = {"Authorization": f"Bearer {self.token()}"}
        try:
            answer = self.client.get("events", params=asked, headers=headers).raise_for_status()
            entries = [bytes(each) for each in msgspec.json.decode(answer.content, type=list[msgspec.Raw])]
            return Page(entries, int(answer.headers["Hearth-Scanned"]), int(answer.headers["Hearth-Head"]))
        except (httpx.HTTPError, msgspec.MsgspecError, KeyError) as problem:
            raise FeedAway(f"{self.source}: {type(problem).__name__}") from problem


@dataclass(frozen=True)
class HttpPeople:
    """Names by id, asked with the reader's own token; nothing is kept, and none are no failure."""

    client: httpx.Client

    def __call__(self, ids: Iterable[str]) -> dict[str, str]:
        """What the reader may know; an id that is left out is shown as it is."""
        wanted = sorted({each for each in ids if each})
        if not wanted or not has_request_context() or not g.get("token"):
            return {}
        headers = {"Authorization": f"Bearer {g.token}"}
        names: dict[str, str] = {}
        try:
            for start in range(0, len(wanted), AT_ONCE):
                asked = {"ids": ",".join(wanted[start : start + AT_ONCE])}
                answer = self.client.get("people", params=asked, headers=headers).raise_for_status()
                names |= answer.json()["names"]
        except (httpx.HTTPError, ValueError, KeyError) as problem:
            log.warning("names-away", cause=type(problem).__name__)
        return names
