"""Which quantities of a scheme are plain sums, so that their figures need no facts but tallies by tag."""

from collections.abc import Iterable, Iterator
from datetime import date
from functools import lru_cache

from services.evaluation.domain.asking import of_node, of_test
from services.evaluation.domain.choosing import Span
from services.evaluation.domain.facts import KEYS, Stretch
from services.evaluation.domain.frame import Scheme
from services.evaluation.domain.quantity import Quantity
from services.evaluation.domain.rules import RULES
from services.evaluation.domain.scheme import Item, Node
from services.evaluation.domain.windows import Window

Asked = tuple[Quantity, bool]  # and whether it is asked for the window itself, and for nothing else


@lru_cache(maxsize=4096)
def simple(of: Quantity) -> bool:
    """Whether this quantity is a sum over facts that is the same whichever fact brings what."""
    summed = of.within == "sum" and of.across == "sum" and not of.each and of.units == "own"
    unlimited = of.at_most is None and of.reach is None and of.below is None and of.over is None
    placed = of.placed == "day" and of.fresh is None and of.valid is None and not of.joins
    worth = of.worth.kind in ("one", "amount", "table") and not of.worth.share and not of.worth.decay
    by_tags = KEYS.isdisjoint([*(name for name, _, _ in of.where), *of.worth.by])
    return bool(of.measures) and summed and unlimited and placed and worth and by_tags


def tallied(scheme: Scheme, window: Window, until: date) -> tuple[dict[Stretch, set[str]], set[str]]:
    """The stretches of days that are asked for, with measures; and the measures whose facts are needed."""
    stretches: dict[Stretch, set[str]] = {}
    in_full: set[str] = set()
    for of, plainly in _asked(scheme):
        for each in of.all():
            if plainly and each is of and simple(each):
                moved = Span(window, until).moved(each)
                stretches.setdefault(moved.stretch, set()).update(each.measures)
            else:
                in_full.update(each.measures)
    return stretches, in_full


def _asked(scheme: Scheme) -> Iterator[Asked]:
    """Every quantity of the scheme, and whether only its window's sum is asked."""
    yield from _of_tree(scheme.root, False)
    for allowance in scheme.allowances:
        yield from _of_tree(allowance.node, False)
    for gate in scheme.gates:
        for test in (gate.test, gate.size):
            yield from ((each, gate.years == 1) for each in of_test(test))
    for award in scheme.awards:
        asked = (award.by, award.reward, *(key.of for key in award.ties.keys))
        tested = (each for test in award.requires for each in of_test(test))
        yield from ((each, False) for each in (*asked, *tested) if isinstance(each, Quantity))
    ties = scheme.settings.ties.keys if scheme.settings.ties else ()
    yield from ((key.of, False) for key in ties if key.of)


def _of_tree(node: Node, inside: bool) -> Iterator[Asked]:
    """The quantities of a tree; `inside` a sub-period they are asked for other days."""
    item = node.item
    special = _special(item) if item else ()
    yield from ((each, not inside and not any(each is one for one in special)) for each in of_node(node))
    for child in node.children:
        yield from _of_tree(child, inside or bool(node.each_period))


def _special(item: Item) -> Iterable[Quantity | None]:
    """The quantities that an item asks for in another way than summed over its window."""
    filed = RULES[item.rule].filing or item.due is not None or item.opens is not None
    compared = bool(item.years_ago or item.baseline or item.placing)
    return (item.of, item.over, item.baseline) if filed or compared or item.on_roll else ()
