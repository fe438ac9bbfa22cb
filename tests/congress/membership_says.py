"""A stand-in for membership's log: the types and fields that congress hears, in CloudEvents bytes."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from services.chassis.commands import Teller, Write
from services.chassis.event_store import Append
from services.chassis.events import Vocabulary, event
from services.chassis.feed import StoreFeed
from services.chassis.stores.memory import MemoryStore

AT = datetime(2025, 1, 1, tzinfo=UTC)


@event("membership.branch-founded.v1")
class BranchFounded:
    """As membership tells it."""

    branch: str
    name: str
    kind: str = "teaching"
    parent: str = ""
    on: date = date(2020, 1, 1)


@event("membership.branch-renamed.v1")
class BranchRenamed:
    """As membership tells it."""

    branch: str
    old_name: str
    name: str
    on: date


@event("membership.branch-merged.v1")
class BranchMerged:
    """As membership tells it."""

    branch: str
    into: str
    on: date


@event("membership.member-joined.v1")
class MemberJoined:
    """As membership tells it."""

    member: str
    branch: str
    group: str = ""
    employment_type: str = "establishment"
    on: date = date(2020, 1, 1)


@event("membership.member-transferred.v1")
class MemberTransferred:
    """As membership tells it."""

    member: str
    branch: str
    old_branch: str
    on: date


@event("membership.member-left.v1")
class MemberLeft:
    """As membership tells it."""

    member: str
    branch: str
    on: date
    reason: str = "resigned"


class NoSealer:
    """Nothing here is sealed."""

    def seal(self, person: str, plain: bytes) -> bytes:
        raise AssertionError(person)


TYPES = (BranchFounded, BranchRenamed, BranchMerged, MemberJoined, MemberTransferred, MemberLeft)


class Membership:
    """Tell it facts; `feed` gives them to the worker."""

    def __init__(self) -> None:
        self.store = MemoryStore()
        self.feed = StoreFeed("membership", self.store)
        ids = (f"event-{n}" for n in range(10_000))
        zone = ZoneInfo("Asia/Shanghai")
        self.teller = Teller(
            "/hearth/toy/membership", Vocabulary(*TYPES), zone, lambda: next(ids), NoSealer()
        )

    def tell(self, *events: object) -> "Membership":
        for each in events:
            stream = getattr(each, "member", "") or each.branch
            version = len(self.store.read_stream(stream))
            told = self.teller.prepare(stream, version + 1, each, Write(actor="membership", at=AT))
            self.store.append(Append(stream, version, (told,), AT))
        return self
