"""The checker finds each kind of fault planted into a small history, and nothing in a sound one."""

import hashlib
import json
from dataclasses import replace

import pytest

from tests.faults.checker import Line, Log, Reader, Row, Sample, Told, judge
from tests.faults.table import table
from tests.support.source import ROOT, imports

TYPE = "toy.thing-said.v1"


def row(position: int, value: str, stream: str = "", classed: str = "internal") -> Row:
    stream = stream or f"thing-{position}"
    recorded = f"2026-06-30T08:00:{position:02d}.000000Z"
    told = {
        "sequence": f"{position:016d}",
        "recordedtime": recorded,
        "id": f"id-{position}",
        "type": TYPE,
        "subject": stream,
        "streamversion": 1,
        "dataclassification": classed,
        "data": {"title": value},
    }
    return Row(position, stream, 1, f"id-{position}", TYPE, recorded, json.dumps(told).encode())


def stub(of: Row) -> bytes:
    leaf = hashlib.sha256(b"\x00" + of.entry).hexdigest()
    told = {"sequence": f"{of.position:016d}", "recordedtime": of.recorded, "type": "hearth.withheld.v1"}
    return json.dumps({**told, "data": {"leaf": leaf}}).encode()


def attempt(number: int, outcome: str = "acknowledged", **more: object) -> dict[str, object]:
    place = {"service": "toy", "type": TYPE, "at": "title", "value": f"said {number}", "shown": True}
    return {**place, "key": f"key-{number}", "outcome": outcome, "version": 1, **more}


ROWS = [row(1, "said 1"), row(2, "said 2", classed="restricted"), row(3, "said 3")]
FULL = [each.entry for each in ROWS]
OPEN = [ROWS[0].entry, stub(ROWS[1]), ROWS[2].entry]
HISTORY = [attempt(1, "unknown"), attempt(1), attempt(2), attempt(3), attempt(4, "failed", version=0)]
LINES = [Line((f"thing-{at}", "things"), "toy", at, 1) for at in (1, 2, 3)]
TOLD = [Told("toy", at, f"id-{at}") for at in (1, 2, 3)]
SAMPLES = [Sample("view_1", "toy", 1, 1, 1), Sample("view_1", "toy", 3, 3, 3)]
READER = Reader({"toy": 3}, TOLD, LINES, samples=SAMPLES)


def judged(history=HISTORY, rows=ROWS, full=FULL, open=OPEN, reader=READER):
    return judge(history, {"toy": Log(rows, full, open)}, reader)


def test_nothing_is_found_in_a_sound_history():
    verdict = judged()
    assert verdict.findings == []
    assert (verdict.acknowledged, verdict.unknown, verdict.failed, verdict.attempts) == (3, 0, 1, 5)


def test_an_unknown_outcome_may_be_either():
    one = [attempt(1), attempt(2), attempt(3, "unknown", version=0), attempt(5, "unknown", version=0)]
    assert judged(history=one).findings == []


def test_a_refusal_after_an_unknown_outcome_settles_nothing():
    one = [attempt(1), attempt(2), attempt(3, "unknown", version=0), attempt(3, "failed", version=0)]
    assert judged(history=one).unknown == 1


def test_a_topic_may_repeat():
    verdict = judged(full=[*FULL[:2], *FULL])
    assert verdict.findings == []
    assert verdict.repeated == 2


LATE = ROWS[2]._replace(recorded="2026-06-30T08:00:00.000000Z")
AGAIN = row(3, "said 2")
PLANTED = {
    "acknowledged and not in the store": ("lost", {"history": [*HISTORY, attempt(9)]}),
    "acknowledged at another version": ("lost", {"history": [attempt(1), attempt(2), attempt(3, version=2)]}),
    "other bytes in the topic": ("lost", {"full": [*FULL[:2], FULL[2].replace(b"said 3", b"said 4")]}),
    "a stub of something else": ("lost", {"open": [OPEN[0], stub(row(2, "other")), OPEN[2]]}),
    "a stub where the entry may be seen": ("lost", {"open": [*OPEN[:2], stub(ROWS[2])]}),
    "acknowledged and in no line": ("lost", {"reader": replace(READER, lines=LINES[:2])}),
    "a fact taken away without being told": (
        "lost",
        {"reader": replace(READER, lines=[*LINES, Line(("thing-7", "things"), "toy", 2, -1)])},
    ),
    "a key twice in the store": ("doubled", {"rows": [*ROWS[:2], AGAIN]}),
    "a fact's lines twice": (
        "doubled",
        {"reader": replace(READER, lines=[*LINES, Line(("thing-1", "things"), "toy", 3, 1)])},
    ),
    "an event heard at two places": (
        "doubled",
        {"reader": replace(READER, told=[*TOLD, Told("toy", 4, "id-3")])},
    ),
    "a hole in the store": ("skipped", {"rows": [ROWS[0], ROWS[2]]}),
    "a position missing in the full topic": ("skipped", {"full": FULL[:2]}),
    "a position missing in the open topic": ("skipped", {"open": OPEN[:2]}),
    "a reader short of the head": ("skipped", {"reader": replace(READER, last={"toy": 2})}),
    "an unknown command that the reader passed over": (
        "skipped",
        {
            "history": [attempt(1), attempt(2), attempt(3, "unknown", version=0)],
            "reader": replace(READER, told=TOLD[:2], lines=LINES[:2]),
        },
    ),
    "an event of nobody's that the reader passed over": (
        "skipped",
        {"history": [attempt(1), attempt(2)], "reader": replace(READER, told=TOLD[:2], lines=LINES[:2])},
    ),
    "recorded time that goes back": ("disorder", {"rows": [*ROWS[:2], LATE]}),
    "a stream's version that is not the next": (
        "disorder",
        {"rows": [*ROWS[:2], ROWS[2]._replace(version=2)]},
    ),
    "an entry of another row": ("disorder", {"rows": [*ROWS[:2], ROWS[2]._replace(id="id-9")]}),
    "a topic with a later one first": ("disorder", {"full": [FULL[0], FULL[2], FULL[1]]}),
    "a reader that went back": ("disorder", {"reader": replace(READER, samples=SAMPLES[::-1])}),
    "a reader ahead of its place": (
        "disorder",
        {"reader": replace(READER, samples=[Sample("view_1", "toy", 1, 2, 2)])},
    ),
    "a reader that filled a hole behind its place": (
        "disorder",
        {"reader": replace(READER, samples=[Sample("view_1", "toy", 3, 2, 3)])},
    ),
    "refused and in the store": ("unasked", {"history": [attempt(1), attempt(2), attempt(3, "failed")]}),
    "heard and not in the store": (
        "unasked",
        {"reader": replace(READER, told=[*TOLD, Told("toy", 4, "id-9")])},
    ),
}


@pytest.mark.parametrize("planted", PLANTED)
def test_a_planted_fault_is_found(planted):
    kind, changes = PLANTED[planted]
    assert getattr(judged(**changes), kind), planted


def test_what_is_parked_is_not_lost_and_what_was_redriven_came_late():
    aside = replace(READER, told=TOLD[:2], lines=LINES[:2], parked=[("toy", 3)], put_aside=[("toy", 3)])
    late = replace(READER, put_aside=[("toy", 2)], samples=[Sample("view_1", "toy", 3, 2, 3)])
    assert judged(reader=replace(aside, samples=())).findings == []
    assert judged(reader=late).findings == []


def test_the_table_has_a_line_per_fault_and_the_sums():
    rows = [{"name": "a", "kills": 3, "acknowledged": 5, "disorder": 1}, {"name": "b", "acknowledged": 2}]
    lines = table(rows).splitlines()
    assert lines[2] == "| a | 1 | 3 | 5 | 0 | 0 | 0 | 1 |"
    assert lines[-1] == "| **all** | 2 | 3 | 7 | 0 | 0 | 0 | 1 |"


@pytest.mark.parametrize("module", ["checker", "evidence", "table"])
def test_the_checker_knows_nothing_of_the_code(module):
    text = (ROOT / "tests" / "faults" / f"{module}.py").read_text("utf-8")
    assert [name for _, name in imports(text) if name.split(".")[0] in ("services", "infra")] == []
