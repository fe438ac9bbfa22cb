"""The bus in memory: the twin of `kafka_python`, for tests and the simulation."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field

from services.chassis.bus.topic import BusAway, Record


@dataclass
class MemoryTopic:
    """`Topic` in a list. `remake` is what deleting and creating it does."""

    name: str
    log: list[Record] = field(default_factory=list)
    id: str = field(default_factory=lambda: uuid.uuid4().hex)

    def identity(self) -> str:
        return self.id

    def end(self) -> int:
        return len(self.log)

    def tail(self, limit: int) -> list[bytes]:
        return [each.value for each in self.log[-limit:]]

    def publish(self, page: Sequence[Record]) -> int:
        self.log.extend(page)
        return len(self.log) - 1

    def remake(self) -> None:
        self.log.clear()
        self.id = uuid.uuid4().hex


@dataclass
class MemoryRecords:
    """`Records` of a memory topic."""

    topic: MemoryTopic
    place: int = 0
    _id: str = ""  # the topic's that was read last; a seek does not make another topic the same

    def seek(self, offset: int) -> None:
        self.place = offset

    def poll(self, limit: int) -> list[bytes]:
        known, self._id = self._id, self.topic.id
        if known not in ("", self.topic.id):
            raise BusAway(f"{self.topic.name} was deleted and made anew")
        found = [each.value for each in self.topic.log[self.place : self.place + limit]]
        self.place += len(found)
        return found

    def left(self) -> int:
        return max(0, len(self.topic.log) - self.place)
