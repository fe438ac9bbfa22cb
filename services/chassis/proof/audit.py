"""Proof that the log was not altered: signed checkpoints, and a pass over every row against them."""

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from sys import maxsize
from typing import Literal

from sqlalchemy import Row, insert, select
from sqlalchemy.exc import IntegrityError

from services.chassis import entry
from services.chassis.event_store import EventStore, Stored
from services.chassis.proof import signed_note
from services.chassis.proof.merkle import Tree
from services.chassis.proof.signed_note import BadNote, Head, Signer, Verifier
from services.chassis.stores.log_tables import checkpoint as kept
from services.chassis.transactions import writing

PAGE = 5_000  # rows
MOST = 100  # findings that a report lists
Kind = Literal["altered", "removed", "inserted", "cut off", "checkpoint"]


class Tampered(Exception):
    """A head that does not follow from the last one signed is never signed; `verify` says where."""


@dataclass(frozen=True)
class Finding:
    """Something wrong from `position` on, up to `until` (equal when the very row is known)."""

    kind: Kind
    position: int
    until: int
    detail: str


@dataclass(frozen=True)
class Report:
    """What a pass over `size` entries found; `root` is theirs, `signed` the last size vouched for."""

    ok: bool
    size: int
    root: bytes
    signed: int
    findings: tuple[Finding, ...]


def checkpoint(store: EventStore, signer: Signer, clock: Callable[[], datetime]) -> str:
    """Sign the head and keep the note; the last note again when nothing was added. Raises Tampered."""
    last = _last(store)
    tree = _tree(last, signer.verifier()) if last else Tree()
    if store.head() < tree.size:
        raise Tampered(f"position {store.head() + 1}")
    for row in rows(store, tree.size):
        _grow(tree, row)
    if last and last.size == tree.size:
        note: str = last.note
        return note
    note = signer.sign(Head(signer.name, tree.size, tree.root()).text())
    _keep(store, tree, note, clock())
    return note


def due(store: EventStore, now: datetime, every: int = 1_000, seconds: float = 3_600) -> bool:
    """Whether `every` events were added since the last checkpoint, or any and it is `seconds` old."""
    last = _last(store)
    added = store.head() - (last.size if last else 0)
    if not added or last is None:
        return added > 0
    return added >= every or (now - datetime.fromisoformat(last.at)).total_seconds() >= seconds


def step(
    store: EventStore,
    signer: Signer,
    clock: Callable[[], datetime],
    every: int = 1_000,
    seconds: float = 3_600,
) -> str | None:
    """A checkpoint if one is due: the part that a service runs by itself."""
    return checkpoint(store, signer, clock) if due(store, clock(), every, seconds) else None


def verify(store: EventStore, verifier: Verifier, notes: Sequence[str] = ()) -> Report:
    """Recompute everything that a row says from its bytes, and every signed root.

    `notes` are checkpoints kept elsewhere: only those reveal a log cut off together with its own.
    """
    walk = Walk()
    for size, note in [*_notes(store), *((0, each) for each in notes)]:
        walk.expect(size, note, verifier)
    before = ""
    for row in rows(store, -maxsize):
        walk.take(row.position, row.entry, row.leaf)
        wrong = differs(row) or (f"recorded before {before}" if row.recorded < before else "")
        if wrong:
            walk.find("altered", row.position, row.position, wrong)
        before = row.recorded
    return walk.report()


def export(store: EventStore, folder: Path) -> int:
    """Write the entries up to the last checkpoint, their leaf hashes and the note; how many entries.

    `entries.jsonl` holds the stored bytes, one entry a line. Raises BadNote when nothing was signed.
    """
    last = _last(store)
    if last is None:
        raise BadNote("no checkpoint yet")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "checkpoint").write_text(last.note, "utf-8")
    with (folder / "entries.jsonl").open("wb") as entries, (folder / "leaves").open("wb") as leaves:
        for row in rows(store, 0, last.size):
            entries.write(row.entry + b"\n")
            leaves.write(row.leaf)
    return int(last.size)


def verify_export(folder: Path, verifier: Verifier) -> Report:
    """What `verify` says, from an export alone: no database, no service."""
    walk = Walk()
    walk.expect(0, (folder / "checkpoint").read_text("utf-8"), verifier)
    with (folder / "entries.jsonl").open("rb") as entries, (folder / "leaves").open("rb") as leaves:
        for line in entries:
            walk.take(_position(line, walk.last + 1), line.removesuffix(b"\n"), leaves.read(32))
    return walk.report()


@dataclass
class Walk:
    """One pass in position order; it holds a tree's peaks and the heads still to come, no rows."""

    tree: Tree = field(default_factory=Tree)
    last: int = 0
    sound: int = 0
    heads: list[Head] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    _ahead: deque[Head] | None = None

    def find(self, kind: Kind, position: int, until: int, detail: str) -> None:
        if len(self.findings) < MOST:
            self.findings.append(Finding(kind, position, until, detail))

    def expect(self, size: int, note: str, verifier: Verifier) -> None:
        """A note to be met on the way; `size` is where its row says that it stands (0: no row)."""
        try:
            head = signed_note.read(note, verifier)
        except BadNote as error:
            self.find("checkpoint", size, size, str(error))
            return
        if size not in (0, head.size):
            self.find("checkpoint", size, size, f"the note kept here is of size {head.size}")
        self.heads.append(head)

    def take(self, position: int, stored: bytes, leaf: bytes) -> None:
        computed = entry.leaf(stored)
        if computed != leaf:
            self.find("altered", position, position, "the bytes do not match their leaf hash")
        if position <= self.last:
            self.find("inserted", position, position, "no entry belongs here")
        else:
            if position > self.last + 1:
                self.find("removed", self.last + 1, position - 1, "missing")
            self.tree.append(computed)
            self.last = position
            self._meet()

    def _meet(self) -> None:
        """Compare the root with the heads signed at this size."""
        if self._ahead is None:
            self._ahead = deque(sorted(self.heads, key=lambda head: head.size))
        while self._ahead and self._ahead[0].size <= self.last:
            self._compare(self._ahead.popleft())

    def _compare(self, head: Head) -> None:
        known = any(found.kind != "checkpoint" for found in self.findings)
        if head.size == self.tree.size and head.root == self.tree.root():
            self.sound = head.size
        elif head.size and not known:
            self.find("altered", self.sound + 1, head.size, "the root is not the one that was signed")

    def report(self) -> Report:
        signed = max((head.size for head in self.heads), default=0)
        if signed > self.last:
            self.find("cut off", self.last + 1, signed, f"a signed checkpoint counts {signed} entries")
        found = tuple(sorted(self.findings, key=lambda each: each.position))
        return Report(not found, self.last, self.tree.root(), signed, found)


def differs(row: Stored) -> str:
    """What the row's columns or ciphertext say otherwise than its entry; "" when they agree."""
    try:
        told = entry.read(row.entry)
    except ValueError:
        return "the bytes are not an entry"
    said = (told.sequence, told.subject, told.streamversion, told.id, told.type, told.recordedtime)
    stands = (f"{row.position:016d}", row.stream, row.version, row.id, row.type, row.recorded)
    names = ("position", "stream", "version", "id", "type", "recorded")
    wrong = [name for name, a, b in zip(names, said, stands, strict=True) if a != b]
    if told.sealeddigest != (entry.digest(row.sealed) if row.sealed is not None else ""):
        wrong.append("sealed")
    return f"the entry says otherwise: {', '.join(wrong)}" if wrong else ""


def rows(store: EventStore, after: int, last: int = maxsize) -> Iterator[Stored]:
    """All rows with after < position <= last, a page in memory at a time."""
    while after < last:
        page = store.read(after, min(PAGE, last - max(after, 0)))
        yield from page
        if not page:
            return
        after = page[-1].position


def _position(line: bytes, otherwise: int) -> int:
    try:
        return entry.position_of(line)
    except ValueError:
        return otherwise


def _grow(tree: Tree, row: Stored) -> None:
    if row.position != tree.size + 1 or entry.leaf(row.entry) != row.leaf:
        raise Tampered(f"position {tree.size + 1}")
    tree.append(row.leaf)


def _tree(last: Row[int, str, str, bytes], verifier: Verifier) -> Tree:
    """The tree as last signed; its peaks are believed only if they give the signed root."""
    peaks = [last.peaks[at : at + 32] for at in range(0, len(last.peaks), 32)]
    tree, head = Tree(last.size, peaks), signed_note.read(last.note, verifier)
    if (head.size, head.root) != (tree.size, tree.root()) or len(peaks) != tree.size.bit_count():
        raise Tampered(f"checkpoint of {last.size}")
    return tree


def _keep(store: EventStore, tree: Tree, note: str, at: datetime) -> None:
    values = {"size": tree.size, "at": entry.recorded_text(at), "note": note, "peaks": b"".join(tree.peaks)}
    try:
        with writing(store.engine) as db:
            db.execute(insert(kept).values(values))
    except IntegrityError:
        if not any(size == tree.size for size, _ in _notes(store)):  # else: another process, same head
            raise


def _last(store: EventStore) -> Row[int, str, str, bytes] | None:
    with store.reading() as db:
        query = select(kept.c.size, kept.c.at, kept.c.note, kept.c.peaks)
        return db.execute(query.order_by(kept.c.size.desc()).limit(1)).first()


def _notes(store: EventStore) -> list[tuple[int, str]]:
    with store.reading() as db:
        found = db.execute(select(kept.c.size, kept.c.note).order_by(kept.c.size))
        return [(row.size, row.note) for row in found]
