"""A stand-in for membership's log: the types and fields that its hearers read, in CloudEvents bytes."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from services.chassis import entry
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


@event("membership.person-erased.v1")
class PersonErased:
    """As membership tells it."""

    member: str
    on: date
    basis: str = "request"


class NoSealer:
    """Nothing here is sealed."""

    def seal(self, person: str, plain: bytes) -> bytes:
        raise AssertionError


TYPES = (
    BranchFounded,
    BranchRenamed,
    BranchMerged,
    MemberJoined,
    MemberTransferred,
    MemberLeft,
    PersonErased,
)


class Membership:
    """A log to which facts are told, one stream per branch and member; heard through `feed`."""

    def __init__(self) -> None:
        self.store, self.count = MemoryStore(), 0
        self.feed = StoreFeed("membership", self.store)
        self.teller = Teller(
            "/hearth/toy/membership", Vocabulary(*TYPES), ZoneInfo("Asia/Shanghai"), self.next_id, NoSealer()
        )

    def next_id(self) -> str:
        self.count += 1
        return f"id-{self.count}"

    def tell(self, *facts: object) -> "Membership":
        """Append facts in this order."""
        for fact in facts:
            stream = getattr(fact, "member", "") or fact.branch  # type: ignore[attr-defined]
            version = len(self.store.read_stream(stream))
            told = self.teller.prepare(stream, version + 1, fact, Write("registrar", AT))
            self.store.append(Append(stream, version, [told], AT))
        return self

    def entries(self) -> list[bytes]:
        """The bytes of all that was told."""
        return [row.entry for row in self.store.read(0, 10_000)]


def position(stored: bytes) -> int:
    """Where an entry stands in the log."""
    return entry.position_of(stored)
