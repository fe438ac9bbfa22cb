"""What a page says to a hearer, and how large the next one is."""

import msgspec
import pytest
from sqlalchemy import create_engine, text
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
    with engine.begin() as db:
        db.execute(text("create table few (id integer primary key, name text)"))
        insert_rows(db, "few", ("id", "name"), [("1", "一\t\\N\r\n"), ("2", "")])
        assert db.execute(text("select * from few order by id")).all() == [(1, "一\t\\N\r\n"), (2, "")]
    with pytest.raises(IntegrityError), engine.begin() as db:
        insert_rows(db, "few", ("id", "name"), [("3", ""), ("1", "")])
    engine.dispose()
