"""What a sound scheme says that a union should look at: sums, bands, windows and grades that disagree.

A published sheet may really be so; nothing here is refused. Each doubt is a warning at its place.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from fractions import Fraction

from services.evaluation.domain.award_doubts import Around
from services.evaluation.domain.band_doubts import bands, highest, number, variants
from services.evaluation.domain.facts import exact
from services.evaluation.domain.item_doubts import item
from services.evaluation.domain.quantity_doubts import quantities
from services.evaluation.domain.reading import Cursor
from services.evaluation.domain.unknown_doubts import unknown
from services.evaluation.domain.window_doubts import windows

ZERO, ONE = Fraction(0), Fraction(1)
PLAIN = 10  # from such a sum on, weights are written as numbers and not as shares
MANY = {"day": 365, "week": 52, "month": 12}  # parts of a year of which a mean leaves endless decimals
ANY = ""  # kind of unit


def doubts(at: Cursor, codes: Mapping[str, Collection[str]]) -> None:
    """Note every doubt about a scheme that was read without a mistake; `codes`: the agreed words by tag."""
    nodes = [node for top in (at["root"], *_allowances(at)) for node in _nodes(top)]
    kinds = _names(at["kinds"]) or [ANY]
    for node in nodes:
        _sum(node, kinds)
        _node(node)
    quantities(at, {node["id"].text() for node in nodes}, codes)
    windows(at, nodes)
    unknown(at["gates"].items(), nodes)
    Around(at, most).doubts()


def _node(at: Cursor) -> None:
    _weights(at)
    _endless(at)
    if "rule" in at:
        item(at)
    bands(at["bands"])
    bands(at["coefficient"]["bands"])
    variants(at["variants"])
    low, high = number(at["floor"]), number(at["cap"])
    if low is not None and high is not None and low > high:
        at["floor"].warn("the floor %(floor)s lies above the cap %(cap)s", floor=exact(low), cap=exact(high))


def _allowances(at: Cursor) -> list[Cursor]:
    return [each["of"] for each in at["allowances"].items()]


def _nodes(at: Cursor) -> Iterator[Cursor]:
    yield at
    for child in _children(at):
        yield from _nodes(child)


def _children(at: Cursor) -> list[Cursor]:
    return [] if "rule" in at else at["of"].items()


# --- sums


def most(at: Cursor, kind: str = ANY) -> Fraction | None:
    """The most points that a node can bring a unit of a kind; None when there is no such number."""
    if not _meant(at, kind) and at["applies"]["otherwise"].value != "full":
        return ZERO
    found = _most_of_item(at) if "rule" in at else _most_of_parts(at, kind)
    if "coefficient" in at and found is not None:
        factor = number(at["coefficient"])
        found = None if factor is None else found * factor
    cap = number(at["cap"])
    return cap if found is None else found if cap is None else min(found, cap)


def _meant(at: Cursor, kind: str) -> bool:
    kinds = at["applies"]["kinds"].texts()
    return kind == ANY or not kinds or kind in kinds


def _parts(at: Cursor, kind: str) -> list[Cursor]:
    """The parts of a node that are not left out for a kind."""
    given = {"full", "zero"}
    return [
        each for each in _children(at) if _meant(each, kind) or each["applies"]["otherwise"].value in given
    ]


def _most_of_item(at: Cursor) -> Fraction | None:
    return ZERO if at["rule"].value == "penalty" else number(at["points"])


def _most_of_parts(at: Cursor, kind: str) -> Fraction | None:
    parts = _parts(at, kind)
    found = [most(child, kind) for child in parts]
    known = [each for each in found if each is not None]
    combine = at["combine"].value or "sum"
    if len(known) < len(found) or not known or "each_period" in at:
        return None
    if combine == "weights":
        told = [number(child["weight"]) for child in parts]
        weights = [ONE if weight is None else weight for weight in told]
        return sum((w * p for w, p in zip(weights, known, strict=True)), ZERO) / sum(weights, ZERO)
    return sum(known, ZERO) if combine == "sum" else max(known)


def _sum(at: Cursor, kinds: Sequence[str]) -> None:
    """A declared maximum that its parts do not come to for any kind, or more parts than can count."""
    cap, parts = number(at["cap"]), highest(_most_of_parts(at, kind) for kind in kinds)
    if cap is None or parts is None:
        return
    facts = {"sum": exact(parts), "cap": exact(cap)}
    if parts < cap:
        at["cap"].warn("the parts come to %(sum)s points, so the cap of %(cap)s is never reached", **facts)
    if parts > cap and at["role"].value != "bonus":
        at["cap"].warn("the parts come to %(sum)s points, of which only %(cap)s can count", **facts)


def _weights(at: Cursor) -> None:
    """Shares that do not make a whole."""
    several = [(at["raters"], at["raters"].items())]
    if at["combine"].value == "weights":
        several.append((at["of"], _children(at)))
    for where, each in several:
        total = sum((number(one["weight"]) or ZERO for one in each), ZERO)
        if each and total not in (ONE, Fraction(100)):
            said = f"{exact(total * 100)}%" if total < PLAIN else exact(total)
            where.warn("the weights come to %(sum)s and not to %(whole)s", sum=said,
                       whole="100%" if total < PLAIN else "100")  # fmt: skip


def _endless(at: Cursor) -> None:
    """A mean of so many parts that it leaves endless decimals, and is not rounded."""
    if "round" in at or at["combine"].value != "mean":
        return
    parts = MANY.get(str(at["each_period"].value), 1) if "each_period" in at else len(_children(at))
    if parts and 10**parts % parts:
        at["combine"].warn("this mean can have endless decimals, and nothing rounds it; say how with `round`")


def _names(at: Cursor) -> list[str]:
    return list(at.value) if isinstance(at.value, Mapping) else []
