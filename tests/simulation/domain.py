"""Two toy services, and what others make of them: a till takes money, mail answers, a board counts."""

from dataclasses import dataclass, replace
from datetime import date
from zoneinfo import ZoneInfo

import msgspec
from sqlalchemy import Column, Integer, MetaData, String, Table, insert
from sqlalchemy.dialects.sqlite import insert as upsert

from services.chassis.commands import Found, Teller
from services.chassis.decider import Decider, Refused
from services.chassis.event_store import Guard
from services.chassis.events import Vocabulary, event
from services.chassis.reactions import Reaction

DAY = date(2025, 6, 2)
POISON, DEADLY, UNWANTED = 5, 7, 8  # what a fold cannot take in, what a reaction cannot, what is refused


@event("till.paid.v1")
class Paid:
    ref: str
    amount: int
    on: date = DAY


@event("till.whispered.v1", classification="restricted")
class Whispered:
    ref: str
    amount: int
    on: date = DAY


@event("till.capped.v1")
class Capped:
    ref: str
    amount: int
    on: date = DAY


@event("mail.sent.v1")
class Sent:
    ref: str
    amount: int
    on: date = DAY


@dataclass(frozen=True)
class Act:
    """What every command of this domain is."""

    ref: str
    amount: int


class Pay(Act):
    """Refused above the cap that is in force; the cap is another stream."""


class Whisper(Act):
    """Told to few."""


class Cap(Act):
    """How much an account may hold from now on."""


class Send(Act):
    """A letter: not idempotent by itself."""


@dataclass(frozen=True)
class Account:
    total: int = 0


def evolve(account, told):
    return replace(account, total=account.total + told.amount) if isinstance(told, Paid) else account


def pay(command, account, cap):
    if account.total + command.amount > cap:
        raise Refused("above-cap", "The cap is %(cap)s.", cap=cap)
    return [Paid(ref=command.ref, amount=command.amount)]


def send(command, account, found):
    if command.amount == UNWANTED:
        raise Refused("unwanted", "Nobody wants this letter.")
    return [Sent(ref=command.ref, amount=command.amount)]


decider = Decider(
    Account(),
    evolve,
    {
        Pay: pay,
        Whisper: lambda command, account, found: [Whispered(ref=command.ref, amount=command.amount)],
        Cap: lambda command, account, found: [Capped(ref=command.ref, amount=command.amount)],
        Send: send,
    },
)
CAP = "cap"
NO_CAP = 10_000


def cap_in_force(store):
    """Looks at the cap's stream, and lets the append make sure that it has not moved."""

    def look(command, account):
        if not isinstance(command, Pay):
            return Found()
        rows = store.read_stream(CAP)
        cap = msgspec.json.decode(rows[-1].entry)["data"]["amount"] if rows else NO_CAP
        return Found(cap, (Guard(CAP, len(rows)),))

    return look


def teller(service, ids):
    vocabulary = Vocabulary(Paid, Whispered, Capped, Sent)
    zone = ZoneInfo("Asia/Shanghai")
    return Teller(f"/hearth/sim/{service}", vocabulary, zone, ids, None, lambda: "5a17" * 8)


class Amount(msgspec.Struct):
    amount: int


class Count:
    """Sums per stream, and a line for every application, in the order in which they came."""

    def __init__(self, hears, mended, version="1"):
        self.hears, self.mended, self.version = dict.fromkeys(hears, Amount), mended, version

    metadata = MetaData()
    sums = Table(
        "sums",
        metadata,
        Column("source", String, primary_key=True),
        Column("stream", String, primary_key=True),
        Column("number", Integer, nullable=False),
        Column("total", Integer, nullable=False),
    )
    lines = Table(
        "lines",
        metadata,
        Column("place", Integer, primary_key=True),
        Column("source", String),
        Column("position", Integer),
        Column("stream", String),
        info={"derived": True},
    )

    def apply(self, db, heard):
        for each in heard:
            if each.fact.amount == POISON and not self.mended():
                raise ValueError("poison")
            self._add(db, each)
        if heard:
            rows = [{"source": h.source, "position": h.position, "stream": h.stream} for h in heard]
            db.execute(insert(self.lines), rows)

    def _add(self, db, each):
        row = upsert(self.sums).values(
            source=each.source, stream=each.stream, number=1, total=each.fact.amount
        )
        more = {"number": self.sums.c.number + 1, "total": self.sums.c.total + each.fact.amount}
        db.execute(row.on_conflict_do_update(index_elements=["source", "stream"], set_=more))


def answers(execute, mended):
    """Every even payment is answered by a letter."""

    def react(heard):
        if heard.fact.amount == DEADLY and not mended():
            raise ValueError("deadly")
        if heard.fact.amount % 2 == 0 or heard.fact.amount == DEADLY:
            yield execute, f"letter-{heard.stream}", Send(f"answer to {heard.id}", heard.fact.amount)

    return Reaction("answers", "till.paid.v1", react)
