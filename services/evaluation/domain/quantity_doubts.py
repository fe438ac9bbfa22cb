"""Quantities and conditions that are sound and yet can hardly be meant so."""

from collections.abc import Collection, Iterator, Mapping

from services.evaluation.domain.band_doubts import number
from services.evaluation.domain.item_doubts import ratio
from services.evaluation.domain.lines import text
from services.evaluation.domain.quantity import SIGNS
from services.evaluation.domain.reading import Cursor, nearest
from services.evaluation.domain.told import award, mark, occasion, piece, waiver

NUMBERS = frozenset({"marks", "self-scores", "votes", "ballots-valid", "answers", "survey-asked",
                     "survey-answered", "figures"})  # fmt: skip
RESULTS = frozenset({"places", "quantities"})
ALONE = ("worth", "each", "over")  # what says that facts are told apart and not added up
CLOSED: Mapping[tuple[str, str], Collection[str]] = {  # the words that can be told of a tag
    ("marks", "role"): mark.ROLES,
    **{(name, "state"): occasion.STATES for name in ("results", "places", "quantities")},
    ("pieces", "kind"): piece.KINDS,
    ("awards", "kind"): award.KINDS,
    ("waivers", "kind"): waiver.KINDS,
}


def quantities(at: Cursor, nodes: Collection[str], codes: Mapping[str, Collection[str]]) -> None:
    """Note every doubt about the quantities and conditions anywhere in a scheme."""
    for each in _mappings(at):
        if not _asks_for_one(each):
            _amounts(each)
        if "measure" in each:
            _words(each, codes)
            _items(each, {*nodes, *codes.get("item", ())})
        if "rule" not in each and any(sign in each for sign in SIGNS):
            ratio(each)


def _mappings(at: Cursor) -> Iterator[Cursor]:
    """Every part of a scheme with names, from the top; partners of a join stay out."""
    if isinstance(at.value, Mapping):
        yield at
        for name, each in at.pairs():
            if name not in ("with", "without"):
                yield from _mappings(each)
    elif isinstance(at.value, list):
        for each in at.items():
            yield from _mappings(each)


def _asks_for_one(at: Cursor) -> bool:
    """Whether a rule or a condition asks if anything was told at all."""
    limits = [number(at[sign]) for sign in SIGNS if sign in at]
    return any(limit is not None and limit <= 1 for limit in limits or [None]) or (
        not limits and at["rule"].value == "minimum"
    )


def _amounts(at: Cursor) -> None:
    """Facts that are numbers of their own, counted as one each."""
    for name, each in at.pairs():
        named = set(each["measure"].texts()) if "measure" in each else set()
        ranked = (
            at["rule"].value == "place" and name == "of"
        )  # by the result itself, not by how many there are
        numbers, alone = (RESULTS, ALONE[:1]) if ranked else (NUMBERS, ALONE)
        counted = each["across"].value == "count"
        if named & numbers and not counted and not any(one in each for one in alone):
            _amount(each, named & numbers)


def _amount(at: Cursor, counted: Collection[str]) -> None:
    at.warn("every one of the %(measures)s counts as 1 here; say `worth: amount` to add up their numbers",
            measures=", ".join(sorted(counted)))  # fmt: skip


def _words(at: Cursor, codes: Mapping[str, Collection[str]]) -> None:
    """Words that the forms do not have, and words that are nearly an agreed one."""
    for tag, condition in at["where"].pairs():
        known = [CLOSED.get((name, tag)) for name in at["measure"].texts()]
        words = [text(each.value) for each in _values(condition)]
        if all(known):
            _closed(condition, words, {word for each in known for word in each or ()})
        else:
            _spelt(condition, words, codes.get(tag, ()))


def _closed(at: Cursor, words: Collection[str], known: Collection[str]) -> None:
    if strange := [word for word in words if word not in known]:
        at.warn("the platform's forms do not have %(words)s here; they have: %(known)s",
                words=", ".join(strange), known=", ".join(sorted(known)))  # fmt: skip


def _spelt(at: Cursor, words: Collection[str], agreed: Collection[str]) -> None:
    for word in words:
        alike = [each for each in agreed if abs(len(each) - len(word)) <= 1]
        if word not in agreed and (near := nearest(word, alike)):
            at.warn("%(value)s is no agreed word; did you mean %(near)s?", value=word, near=near)


def _items(at: Cursor, nodes: Collection[str]) -> None:
    """Marks, own scores and waivers of a node whose id is written otherwise."""
    for each in _values(at["where"]["item"]):
        if each.value not in nodes and (near := nearest(str(each.value), nodes)):
            each.warn("no node has the id %(id)s; did you mean %(near)s?", id=each.value, near=near)


def _values(at: Cursor) -> list[Cursor]:
    inside = at["not"] if isinstance(at.value, Mapping) else at
    return [each for each in inside.items() if each.value != ""]
