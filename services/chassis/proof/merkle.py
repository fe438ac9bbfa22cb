"""The Merkle tree of RFC 6962 (and 9162) over leaf hashes: roots, proofs and their verification."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import reduce

EMPTY = hashlib.sha256(b"").digest()


def node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


@dataclass
class Tree:
    """A tree that only grows: it remembers the roots of its complete subtrees, largest first."""

    size: int = 0
    peaks: list[bytes] = field(default_factory=list)

    def append(self, leaf: bytes) -> None:
        self.size += 1
        self.peaks.append(leaf)
        for _ in range((self.size & -self.size).bit_length() - 1):
            right = self.peaks.pop()
            self.peaks.append(node(self.peaks.pop(), right))

    def root(self) -> bytes:
        if not self.peaks:
            return EMPTY
        return reduce(lambda right, left: node(left, right), reversed(self.peaks))


def root(leaves: Sequence[bytes]) -> bytes:
    """The Merkle tree hash of all leaves."""
    tree = Tree()
    for each in leaves:
        tree.append(each)
    return tree.root()


def inclusion(leaves: Sequence[bytes], index: int) -> list[bytes]:
    """The audit path of the leaf at `index` (0 is the first)."""
    if len(leaves) == 1:
        return []
    middle = _split(len(leaves))
    if index < middle:
        return [*inclusion(leaves[:middle], index), root(leaves[middle:])]
    return [*inclusion(leaves[middle:], index - middle), root(leaves[:middle])]


def consistency(leaves: Sequence[bytes], old: int, whole: bool = True) -> list[bytes]:
    """The proof that the tree of the first `old` leaves (at least 1) is a prefix of this one."""
    if old == len(leaves):
        return [] if whole else [root(leaves)]
    middle = _split(len(leaves))
    if old <= middle:
        return [*consistency(leaves[:middle], old, whole), root(leaves[middle:])]
    return [*consistency(leaves[middle:], old - middle, False), root(leaves[:middle])]


def _split(size: int) -> int:
    """The largest power of two below `size`."""
    return 1 << (size - 1).bit_length() - 1


def included(leaf: bytes, index: int, size: int, path: Sequence[bytes], root: bytes) -> bool:
    """Whether the path proves that `leaf` stands at `index` of the tree (RFC 9162, 2.1.3.2)."""
    if not 0 <= index < size:
        return False
    place, last, found = index, size - 1, leaf
    for each in path:
        if last == 0:
            return False
        if place & 1 or place == last:
            found = node(each, found)
            shift = _steps_up(place)
        else:
            found, shift = node(found, each), 1
        place, last = place >> shift, last >> shift
    return last == 0 and found == root


def consistent(old: int, new: int, path: Sequence[bytes], old_root: bytes, new_root: bytes) -> bool:
    """Whether the path proves that the old tree is a prefix of the new one (RFC 9162, 2.1.4.2)."""
    if old == new or not 0 < old < new:
        return old == new and not path and old_root == new_root
    steps = list(path) if old & (old - 1) else [old_root, *path]
    shift = (old & -old).bit_length() - 1
    place, last = (old - 1) >> shift, (new - 1) >> shift
    if not steps:
        return False
    first = second = steps[0]
    for each in steps[1:]:
        if last == 0:
            return False
        if place & 1 or place == last:
            first, second = node(each, first), node(each, second)
            shift = _steps_up(place)
        else:
            second, shift = node(second, each), 1
        place, last = place >> shift, last >> shift
    return last == 0 and first == old_root and second == new_root


def _steps_up(place: int) -> int:
    """How far to climb from a right or last child until the next sibling on the left, or the top."""
    return 1 if place & 1 or place == 0 else (place & -place).bit_length()
