"""What a decision about a told fact looks up: the fact it names, its files, the sheet that it marks."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any
from zoneinfo import ZoneInfo

from services.chassis.commands import Found, Look
from services.chassis.decider import Refused
from services.chassis.event_store import EventStore, Guard
from services.evaluation import publishing
from services.evaluation.domain.frame import Scheme
from services.evaluation.domain.quantity import Quantity
from services.evaluation.domain.told import call, piece
from services.evaluation.domain.told.life import Kind, Tell
from services.evaluation.domain.told.sheet import Range, Sheet
from services.evaluation.periods import Periods
from services.evaluation.projections import told
from services.evaluation.projections.editions import published

FactLook = Callable[[EventStore, ZoneInfo, Any], Found]
MARKED = {"marks", "self-scores"}  # measures whose facts name the item


def look_for(noun: str, store: EventStore, zone: ZoneInfo) -> Look:
    """The look of a kind's decisions; nothing is looked up to withdraw."""
    for_fact = LOOKS.get(noun)

    def look(command: object, state: object) -> Found:
        return for_fact(store, zone, command.fact) if for_fact and isinstance(command, Tell) else Found()

    return look


def named(store: EventStore, kind: Kind[Any], name: str) -> Found:
    """The fact of this id, None unless it stands; it must still stand so when the decision is kept."""
    with store.reading() as db:
        row = told.one(db, kind, name) if name else None
    if row is None or row.state == "withdrawn":
        return Found()
    return Found(told.fact_in(kind, row.body), (Guard(name, row.version),))


def unkept(store: EventStore, evidence: Any) -> frozenset[str]:
    """Digests of files that were never sent."""
    kept = publishing.attachments(store)
    return frozenset(paper.digest for paper in evidence.attachments if not _kept(kept, paper.digest))


def _kept(kept: Any, digest: str) -> bool:
    try:
        kept.get(digest)
    except KeyError:
        return False
    return True


def sheet_of(store: EventStore, zone: ZoneInfo, period: str) -> Sheet:
    """What may be marked in a period: every item of the edition that scores it, with its range."""
    found = Periods(store, published(store, zone)).scoring(period)
    if found is None:
        raise Refused("no-edition", "No sheet scores the period %(period)s.", field="period", period=period)
    return markable_items(found.scheme)


def markable_items(scheme: Scheme) -> Sheet:
    """By id of a node, and by the key under which marks are asked for: the widest range of a mark."""
    asked: dict[str, list[Range]] = {}
    for quantity in scheme.quantities():
        for item in _items(quantity) if MARKED & set(quantity.measures) else ():
            asked.setdefault(item, []).append(Range(*(quantity.valid or ())))
    anything = dict.fromkeys(("total", *(node.id for node in scheme.nodes())), Range())
    return anything | {item: _widest(ranges) for item, ranges in asked.items()}


def _items(of: Quantity) -> Iterator[str]:
    """The items whose marks a quantity asks for."""
    for name, values, wanted in of.where:
        if name == "item" and wanted:
            yield from values


def _widest(ranges: list[Range]) -> Range:
    """What any of them allows."""
    least = [each.least for each in ranges if each.least is not None]
    most = [each.most for each in ranges if each.most is not None]
    everywhere = len(ranges)
    return Range(
        min(least) if len(least) == everywhere else None, max(most) if len(most) == everywhere else None
    )


LOOKS: Mapping[str, FactLook] = {
    "filing": lambda store, zone, fact: named(store, call.kind, fact.call),
    "adoption": lambda store, zone, fact: named(store, piece.kind, fact.piece),
    "evidence": lambda store, zone, fact: Found(unkept(store, fact)),
    "self-score": lambda store, zone, fact: Found(sheet_of(store, zone, fact.period)),
    "mark": lambda store, zone, fact: Found(sheet_of(store, zone, fact.period)),
}
