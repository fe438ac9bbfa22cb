"""The quantities that a condition or a node asks for."""

from collections.abc import Iterator

from services.evaluation.domain.quantity import Quantity, Test
from services.evaluation.domain.scheme import Node


def of_test(test: Test | None) -> Iterator[Quantity]:
    """The quantities of a condition."""
    found = (test.of, test.over, test.limit.number) if test else ()
    yield from (each for each in found if isinstance(each, Quantity))


def of_node(node: Node) -> Iterator[Quantity]:
    """The quantities of one node, without those below it."""
    item = node.item
    found: list[object] = [*(rater.of for rater in node.raters), node.coefficient.of]
    tests = [node.applies.size, *node.zero_if, *node.counts_if]
    if item:
        found += [item.of, item.over, item.baseline, *item.numbers.values()]
        tests += [variant.size for variant in item.variants]
        found += [number for variant in item.variants for number in variant.numbers.values()]
    for test in tests:
        found += of_test(test)
    yield from (each for each in found if isinstance(each, Quantity))
