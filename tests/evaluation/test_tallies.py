"""A number had from sums by tag is the number had fact by fact, whatever is asked of whichever facts."""

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.evaluation.domain.choosing import Span
from services.evaluation.domain.facts import Book, Fact, Register, Tally, book, order
from services.evaluation.domain.measuring import ACROSS, WITHIN, measure
from services.evaluation.domain.quantity import Quantity, Worth
from services.evaluation.domain.tallying import simple
from services.evaluation.domain.windows import Window

YEAR = Window(date(2025, 1, 1), date(2025, 12, 31))
UNTIL = date(2025, 9, 30)
NONE = Register(())
letters = st.sampled_from("ab")
days = st.integers(-20, 300).map(lambda after: YEAR.start + timedelta(after))
numbers = st.integers(0, 4).map(Fraction)


tags = st.tuples(letters, letters).map(lambda two: (("level", two[0]), ("kind", two[1])))
facts = st.lists(
    st.builds(
        Fact, day=days, source=st.just("log"), position=st.integers(1, 9), fact=st.uuids().map(str),
        person=letters, subject=letters, occasion=letters, unit=st.just("U"), tags=tags,
        amount=st.integers(0, 5), measure=st.sampled_from("mmmn"), filed=st.none() | days,
        net=st.sampled_from([0, 1, 1, 2]), taken=st.just(0), known=days,
    ),
    max_size=8,
).map(lambda found: sorted(found, key=order))  # fmt: skip

letter = st.just(frozenset("a"))
table = st.fixed_dictionaries({("a",): numbers, ("b",): numbers})
oddities: dict[str, st.SearchStrategy[object]] = {
    "measures": st.just(("m", "n")),
    "where": st.tuples(st.tuples(st.sampled_from(["level", "kind", "person"]), letter, st.booleans())),
    "each": st.sampled_from([("person",), ("month",)]),
    "within": st.sampled_from(sorted(WITHIN)),
    "across": st.sampled_from(sorted(ACROSS)),
    "worth": st.one_of(
        st.sampled_from([Worth(kind="amount"), Worth(kind="days-late")]),
        st.builds(Worth, kind=st.just("table"), by=st.sampled_from([("level",), ("person",)]), table=table),
        st.just(Worth(decay=((90, Fraction(1, 2)),))),
    ),
    "at_most": numbers,
    "reach": numbers,
    "below": numbers,
    "placed": st.sampled_from(["filed", "known"]),
    "fresh": st.integers(0, 30),
    "valid": st.just((Fraction(1), Fraction(3))),
    "years": st.just(2),
    "shift": st.just(-1),
    "step": st.just(Fraction(1, 100)),
}


def plain_but_for(*names: str) -> st.SearchStrategy[Quantity]:
    """A plain sum with these oddities: most of them make it none, and then its facts are read."""
    plain = Quantity("q", measures=("m",))
    return st.fixed_dictionaries({name: oddities[name] for name in names}).map(
        lambda odd: replace(plain, **odd)  # type: ignore[arg-type]
    )


def summed(found: list[Fact], of: Quantity) -> Book:
    """A book with the sums of the live facts in the days that the quantity looks at, and with no facts."""
    first, last = stretch = Span(YEAR, UNTIL).moved(of).stretch
    counts: Counter[tuple[str, tuple[tuple[str, str], ...]]] = Counter()
    amounts: Counter[tuple[str, tuple[tuple[str, str], ...]]] = Counter()
    for each in found:
        if each.live and first <= each.day <= last:
            counts[each.measure, each.tags] += 1
            amounts[each.measure, each.tags] += each.amount
    tallies = {
        name: [Tally(tags, counts[of, tags], amounts[of, tags]) for of, tags in counts if of == name]
        for name in of.measures
    }
    return book("U", (), NONE, None, {stretch: tallies}, frozenset("mn"))


@pytest.mark.parametrize("odd", sorted(oddities))
@settings(max_examples=60)
@given(st.data())
def test_what_is_read_as_sums_is_what_the_facts_come_to(odd, data):
    other = data.draw(st.sampled_from(sorted({*oddities} - {odd}) + ["worth"] * 5))
    of, found = data.draw(plain_but_for(odd, other)), data.draw(facts)
    if simple(of):
        asked = Span(YEAR, UNTIL)
        assert measure(of, summed(found, of), asked).value == measure(of, book("U", found, NONE), asked).value
