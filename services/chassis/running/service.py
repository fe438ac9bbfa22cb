"""A service at work: its composition root, what it is built from, and what its worker does."""

from base64 import urlsafe_b64decode
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy.exc import OperationalError

from services.chassis.proof import audit
from services.chassis.proof.signed_note import Signer
from services.chassis.running.keys import signing_key
from services.chassis.running.parts import Parts
from services.chassis.stores.frozen import end_frozen
from services.chassis.worker import Progress

LONG_AGO, NONE = datetime.min.replace(tzinfo=UTC), timedelta(0)


@dataclass
class Service:
    """One service, however it is run. `heard` is where its worker stood after its last step."""

    root: Any
    parts: Parts
    heard: Sequence[Progress] = field(default=())
    rested: datetime = LONG_AGO  # since then no results were computed,
    rest: timedelta = NONE  # and none are for so long

    @property
    def name(self) -> str:
        return self.parts.service

    @property
    def log(self) -> str:
        """The name of the log in its checkpoints."""
        return self.parts.teller.source.strip("/")

    def step(self) -> bool:
        """One step of the worker, then its results, unless more is waiting to be heard; whether it moved."""
        waiting, moved = self._hear()
        refreshed = not waiting and self._refresh()
        return moved or refreshed

    def attend(self) -> bool:
        """As `step`, but at most a third of the time goes into results while facts keep coming."""
        waiting, moved = self._hear()
        began = self.parts.clock()
        if waiting or NONE <= began - self.rested < self.rest:
            return moved
        refreshed = self._refresh()
        self.rested = self.parts.clock()
        self.rest = 2 * (self.rested - began)
        return moved or refreshed

    def _hear(self) -> tuple[bool, bool]:
        """Whether more is waiting after this page, and whether there was any."""
        self.heard = self._stepped()
        return any(each.moved and each.behind for each in self.heard), any(each.moved for each in self.heard)

    def _refresh(self) -> bool:
        return hasattr(self.root, "refresh") and bool(self.root.refresh(self.parts))

    def _stepped(self) -> Sequence[Progress]:
        """Whoever holds what this worker waits for in vain may be frozen, in the midst of writing it."""
        try:
            return self.parts.views.step() if self.parts.views else []
        except OperationalError:
            end_frozen(self.parts.store.engine)
            raise

    def signer(self) -> Signer:
        """Who signs the checkpoints of the log."""
        private = signing_key(self.parts.config, "audit").as_dict(private=True)["d"]
        return Signer(self.log, urlsafe_b64decode(f"{private}=="))

    def checkpoint(self) -> None:
        """Sign the log's head if that is due. Raises Tampered."""
        seconds = self.parts.config.checkpoint_seconds
        if seconds:
            audit.step(self.parts.store, self.signer(), self.parts.clock, seconds=seconds)
