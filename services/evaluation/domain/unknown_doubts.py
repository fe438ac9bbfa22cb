"""Doubts about conditions that say nothing of a branch of which nothing is told."""

from collections.abc import Iterable, Mapping, Sequence

from services.evaluation.domain.measuring import NEEDS_SOME
from services.evaluation.domain.quantity import SIGNS
from services.evaluation.domain.reading import Cursor


def unknown(gates: Sequence[Cursor], nodes: Iterable[Cursor]) -> None:
    """Note every gate and every size that leaves it unsaid what holds when there is nothing to judge."""
    for gate in gates:
        if unsaid(gate):
            gate.warn(
                "a branch of which nothing is told passes this gate; say `when_none: not-met` if it may, "
                "`when_none: met` if it is barred"
            )
    sized = (each for node in nodes for each in (node["applies"], *node["variants"].items()))
    for each in (*gates, *sized):
        if unsaid(each["size"]):
            each["size"].warn(
                "a branch of which nothing is told is not of this size; "
                "say `when_none: not-met` if that is meant, else `when_none: met`"
            )


def unsaid(test: Cursor) -> bool:
    """Whether a condition may have nothing to judge, and does not say what holds then."""
    asked = (test["of"], *(test[sign] for sign in SIGNS))
    return "when_none" not in test and ("over" in test or any(map(_may_be_none, asked)))


def _may_be_none(of: Cursor) -> bool:
    """Whether a quantity may have no value: a dated value, or what is taken of some facts."""
    if not isinstance(of.value, Mapping):
        return False
    dated = ("register" in of or "result" in of) and "otherwise" not in of
    return dated or of["across"].value in NEEDS_SOME
