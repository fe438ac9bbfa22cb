"""What a decision about a told fact looks up: the fact it names, its files, the sheet that it marks."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

from services.chassis.commands import Found, Look
from services.chassis.decider import Refused
from services.chassis.event_store import EventStore, Guard
from services.evaluation import publishing
from services.evaluation.domain.scheme import Item, Node, Quantity
from services.evaluation.domain.told import call, piece
from services.evaluation.domain.told.life import Kind, Tell
from services.evaluation.domain.told.sheet import Range, Sheet
from services.evaluation.projections import told
from services.evaluation.projections.editions import in_force, published

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
    begun = [each for each in published(store, zone) if each.period <= period]
    edition = in_force(begun, date.max)
    if edition is None:
        raise Refused("no-edition", "No sheet scores the period %(period)s.", field="period", period=period)
    texts = publishing.texts_of(store, edition.scheme_digest, edition.catalogue_digest)
    return markable_items(publishing.scheme_of(texts).root)


def markable_items(root: Node) -> Sheet:
    """By id of a node, and by the keys under which marks are asked for: the range of a mark."""
    found: dict[str, Range] = {"total": Range()}
    for node in root.walk():
        allowed = _range(node.item)
        found |= dict.fromkeys((node.id, *_keys(node)), allowed)
    return found


def _keys(node: Node) -> Iterator[str]:
    for quantity in _quantities(node):
        if MARKED & set(quantity.measures):
            yield from (
                key for name, values, wanted in quantity.where if name == "item" and wanted for key in values
            )


def _quantities(node: Node) -> Iterator[Quantity]:
    for each in (node.item and node.item.of, *(getattr(rater, "of", None) for rater in node.raters)):
        if isinstance(each, Quantity):
            yield each


def _range(item: Item | None) -> Range:
    """The lowest and highest mark of an item that is marked; of any other there is none."""
    if item is None or item.rule != "mark":
        return Range()
    bounds = (item.numbers.get(name) for name in ("least", "most"))
    return Range(*(each if isinstance(each, Fraction) else None for each in bounds))


LOOKS: Mapping[str, FactLook] = {
    "filing": lambda store, zone, fact: named(store, call.kind, fact.call),
    "adoption": lambda store, zone, fact: named(store, piece.kind, fact.piece),
    "evidence": lambda store, zone, fact: Found(unkept(store, fact)),
    "self-score": lambda store, zone, fact: Found(sheet_of(store, zone, fact.period)),
    "mark": lambda store, zone, fact: Found(sheet_of(store, zone, fact.period)),
}
