"""Which proposals of a congress have a title like this one? Overlap of character pairs, best first."""

from collections.abc import Iterable
from typing import Any

ENOUGH = 0.3  # share of common pairs; below it Chinese titles share little but "关于…的提案"
FRAME = ("关于", "的提案", "的建议", "提案", "建议")


def pairs(title: str) -> frozenset[str]:
    """The character pairs of a title without the words that every title has."""
    for each in FRAME:
        title = title.replace(each, "")
    bare = "".join(title.split()).lower()
    return frozenset(bare[at : at + 2] for at in range(max(len(bare) - 1, 1))) if bare else frozenset()


def likeness(one: str, other: str) -> float:
    """0 to 1: common pairs over all pairs (Jaccard)."""
    mine, theirs = pairs(one), pairs(other)
    return len(mine & theirs) / len(mine | theirs) if mine or theirs else 0.0


def similar(title: str, rows: Iterable[Any], most: int = 5) -> list[Any]:
    """The rows whose titles are alike, best first."""
    ranked = sorted(((likeness(title, row.title), row.proposal, row) for row in rows), reverse=True)
    return [row for score, _, row in ranked[:most] if score >= ENOUGH]
