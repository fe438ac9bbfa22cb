"""What a page says to a hearer, and how large the next one is."""

import json

import msgspec
import pytest
from hypothesis import given as forall
from hypothesis import strategies as some
from sqlalchemy import Column, Integer, MetaData, String, Table, create_engine, text
from sqlalchemy.exc import IntegrityError

from services.chassis import entry
from services.chassis.hearing import MOST, MOST_BYTES, MOST_SECONDS, grown, in_order, sort_out
from services.chassis.stores.many_rows import insert_rows

SMALL = b"x" * 100


class Counted(msgspec.Struct):
    by: int


HEARS = {"toy.counted.v1": Counted}


def told(position, name="toy.counted.v1", by=1, stream="a"):
    rest = {"id": f"id-{position}", "source": "/toy", "type": name, "subject": stream, "data": {"by": by}}
    return entry.complete(position, entry.NEVER, entry.rest(rest))


def test_a_page_in_order_is_its_own_run():
    page = [told(4), told(5), told(6)]
    assert in_order(iter(page), 3) == (page, False)


def test_what_nobody_hears_is_not_decoded_and_what_is_heard_says_where_it_was_told():
    good, bad = sort_out("toy", [told(1, by="odd", name="toy.other.v1"), told(2)], HEARS, set())
    assert [(each.position, each.stream, each.id, each.recorded, each.fact.by) for each in good] == [
        (2, "a", "id-2", entry.NEVER, 1)
    ]
    assert bad == []


def test_events_of_many_types_are_told_apart_wherever_their_type_stands():
    page = [
        told(1), told(2, name="toy.counted.v10"), told(3, name="toy.counted.v10"), told(4, name="toy.c"),
        told(5), told(12345678, stream="b"), told(6),
    ]  # fmt: skip
    hears = {**HEARS, "toy.counted.v10": dict[str, int]}
    good, _ = sort_out("toy", page, hears, set())
    assert [(each.position, each.type[-3:]) for each in good] == [
        (1, ".v1"), (2, "v10"), (3, "v10"), (5, ".v1"), (12345678, ".v1"), (6, ".v1"),
    ]  # fmt: skip


@forall(some.lists(some.text(), min_size=4, max_size=4), some.text())
def test_no_text_is_mistaken_for_the_type(texts, type):
    around = dict(zip(("id", "source", "type", "subject"), [*texts[:2], type, texts[2]], strict=True))
    whole = entry.complete(1, entry.NEVER, entry.encode({**around, "data": {"type": texts[3]}})[1:])
    said = msgspec.json.encode(entry.read(whole).type)
    assert entry.type_in(whole)[1] in (b'"type":' + said, b'"type":' + said[: said.find(b'"', 1) + 1])


def test_an_entry_without_a_type_is_not_passed_over():
    page = [
        told(1),
        entry.complete(2, entry.NEVER, entry.rest({"id": "x", "source": "/toy", "data": {"by": 1}})),
    ]
    with pytest.raises(msgspec.ValidationError, match="type"):
        sort_out("toy", page, HEARS, set())


def test_an_entry_that_is_written_with_blanks_is_parked_alone():
    head = entry.complete(2, entry.NEVER, b"")
    told_so = {"id": "x", "source": "/toy", "type": "toy.counted.v1", "subject": "b"}
    spaced = json.dumps(told_so | {"data": {"by": "odd"}}).encode()[1:]
    good, bad = sort_out("toy", [told(1), head + spaced, told(3)], HEARS, set())
    assert ([each.position for each in good], [each.position for each, _ in bad]) == ([1, 3], [2])


def test_what_cannot_be_read_takes_the_rest_of_its_stream_with_it_and_nothing_else():
    run = [told(1), told(2, by="odd"), told(3, stream="b"), told(4), told(5, name="toy.other.v1")]
    good, bad = sort_out("toy", run, HEARS, set())
    assert [each.position for each in good] == [1, 3]
    assert [each.position for each, _ in bad] == [2, 4, 5]


def test_a_page_grows_while_it_is_quick_and_small():
    assert grown(2_000, [SMALL] * 2_000, 0.1) == 4_000
    assert grown(MOST, [SMALL] * MOST, 0.1) == MOST


def test_a_page_that_took_too_long_is_followed_by_half_of_it():
    assert grown(8_000, [SMALL] * 8_000, 1.1 * MOST_SECONDS) == 4_000


def test_a_page_of_large_entries_stays_within_its_bytes():
    large = b"x" * 10_000
    assert grown(2_000, [large] * 1_000, 0.1) * len(large) <= MOST_BYTES


@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
def test_rows_that_cannot_be_added_are_refused_in_the_same_words_everywhere(kind, request):
    url = "sqlite://" if kind == "sqlite" else request.getfixturevalue("postgres_url")
    engine = create_engine(url)
    few = Table("few", MetaData(), Column("id", Integer, primary_key=True), Column("name", String))
    with engine.begin() as db:
        few.create(db)
        insert_rows(db, few, [(1, "一\t\\N\r\n"), (2, "")])
        assert db.execute(text("select * from few order by id")).all() == [(1, "一\t\\N\r\n"), (2, "")]
    with pytest.raises(IntegrityError), engine.begin() as db:
        insert_rows(db, few, [(3, ""), (1, "")])
    engine.dispose()
