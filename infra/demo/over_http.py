"""Tell the story over HTTP to any running Hearth in demo mode: every act in the name of its person.

The loader holds the installation's signing key (DATA/keys), so it can make tokens for the persons of the
story; the loader's own grant in them lets it say what time it is and what new things are called. Every
request has a key of its own: a load that was broken off is simply told again.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from threading import Event, Lock

import httpx

from infra.demo import campus as world
from infra.demo import note
from infra.demo.act import OFFICE
from infra.demo.campus import Campus
from infra.demo.chapters import Chapter, chapters, published_at
from infra.demo.front_door import FrontDoor, Tokens
from infra.demo.personas import everybody
from infra.demo.requests import publication, request
from services.chassis.running.config import Config
from services.chassis.running.keys import signing_key
from services.chassis.web.tokens import Grant, Issuer, Principal
from services.evaluation.publishing import SCHEME
from services.evaluation.rulebooks import shipped

Done = Callable[[int, int], None]
TIMEOUT = 60  # seconds for one answer


class Unfit(Exception):
    """What runs there is no Hearth in demo mode with our keys that this campus could be told to."""


@dataclass
class Progress:
    """How many acts have been told, by however many tellers at once."""

    total: int
    done: Done
    told: int = 0
    lock: Lock = field(default_factory=Lock)

    def one_more(self) -> None:
        with self.lock:
            self.told += 1
            self.done(self.told, self.total)


@dataclass
class Loading:
    """One load: to which address, in whose names, how far."""

    url: str
    tokens: Tokens
    progress: Progress
    stop: Event = field(default_factory=Event)

    @contextmanager
    def door(self) -> Iterator[FrontDoor]:
        with httpx.Client(base_url=self.url, timeout=TIMEOUT, trust_env=False) as client:
            yield FrontDoor(client, self.tokens, self.stop)

    def tell(self, chapter: Chapter, heard: int) -> None:
        """A chapter in order, after its service has heard membership up to `heard`."""
        with self.door() as door:
            if chapter.hears:
                door.heard(chapter.service, {"membership": heard})
            for act in chapter.acts:
                if self.stop.is_set():
                    return
                door.tell(request(act))
                self.progress.one_more()

    def tell_at_once(self, story: list[Chapter], heard: int) -> None:
        """Chapters that need not wait for each other; when one breaks off, the others do."""
        with ThreadPoolExecutor(len(story)) as tellers:
            told = [tellers.submit(self.tell, chapter, heard) for chapter in story]
            try:
                ended, _ = wait(told, return_when=FIRST_EXCEPTION)
            finally:
                self.stop.set()
        for each in ended:
            each.result()


def load(config: Config, url: str, until: date, done: Done, size: float = 1.0) -> int:
    """Tell the campus of the configured seed up to `until`; how many events Hearth holds then.

    `done(acts, all)` is called as it goes on. Raises Unfit, Away or StoryBroken.
    """
    campus = world.build(config.seed, until, config.timezone, size)
    first, *others = story = chapters(campus)
    progress = Progress(sum(len(each.acts) for each in story), done)
    loading = Loading(url, tokens_of(config, campus), progress)
    with loading.door() as door:
        must_be_demo(config, door)
        must_be_ours(config, campus, heads(door, story))
        note.write(config, _begun(campus))
        door.tell(publication(f"edition-{SCHEME}", shipped(SCHEME), OFFICE, published_at(campus)))
    loading.tell(first, 0)
    with loading.door() as door:
        loading.tell_at_once(others, door.head(first.service))
    return finished(config, campus, loading, story)


def finished(config: Config, campus: Campus, loading: Loading, story: list[Chapter]) -> int:
    """Wait until evaluation has heard everything, then note that the campus is whole."""
    with replace(loading, stop=Event()).door() as door:
        told = heads(door, story)
        door.heard("evaluation", told)
    note.write(config, note.of(campus, whole=True, ours=False))
    return sum(told.values())


def heads(door: FrontDoor, story: list[Chapter]) -> dict[str, int]:
    return {each.service: door.head(each.service) for each in story}


def tokens_of(config: Config, campus: Campus) -> Tokens:
    """Tokens for everybody in the story, signed with the installation's key."""
    issuer = Issuer(signing_key(config), config.school, lambda: datetime.now(UTC), config.token_hours)
    return Tokens(issuer, {each.id: each for each in everybody(campus)})


def must_be_demo(config: Config, door: FrontDoor) -> None:
    """Ask for a loader's token, which only a Hearth in demo mode gives; raises Unfit."""
    operator = Principal("demo-loader", (Grant("operator"),), kind="service_account")
    sent = {"Authorization": f"Bearer {door.tokens.issuer.issue(operator)}"}
    asked = {"id": operator.id, "role": "loader"}
    try:
        answer = door.http.post("/membership/api/tokens/", json=asked, headers=sent)
    except httpx.TransportError as problem:
        raise Unfit(f"nobody answers there ({problem}): start Hearth first") from problem
    if answer.status_code == 401:
        raise Unfit(f"its keys are not those in {config.folder / 'keys'}: choose its folder (DATA=...)")
    if answer.status_code != 201:
        raise Unfit(f"it is no Hearth in demo mode ({answer.status_code})")


def must_be_ours(config: Config, campus: Campus, told: dict[str, int]) -> None:
    """Hearth is empty, or holds what an earlier load of this campus has told; raises Unfit."""
    lies = note.noted(config)
    if any(told.values()) and (lies is None or replace(lies, whole=False) != _begun(campus)):
        raise Unfit(f"it holds other facts already ({told})")


def _begun(campus: Campus) -> note.Note:
    return note.of(campus, whole=False, ours=False)
