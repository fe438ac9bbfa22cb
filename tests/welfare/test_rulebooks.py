"""The shipped standards: dated, cited, loaded by commands, twice as good as once."""

from datetime import UTC, date, datetime

import pytest

from services.chassis.commands import Write
from services.welfare.acts import acts
from services.welfare.domain.standard import OCCASIONS, in_force
from services.welfare.rulebooks import BadRulebook, load_standards, shipped, standards_of
from tests.welfare.facts import yuan

AT = datetime(2025, 7, 1, tzinfo=UTC)


def test_every_occasion_has_a_standard_with_a_citation_in_both_years():
    standards = list(shipped())
    for day in (date(2024, 1, 1), date(2025, 12, 31)):
        assert {each for each in OCCASIONS if in_force(standards, each, "self", day)} == set(OCCASIONS)
    assert all(each.citation for each in standards)


def test_an_amendment_takes_over_from_its_day():
    standards = list(shipped())
    before = in_force(standards, "hospital", "self", date(2025, 6, 30))
    after = in_force(standards, "hospital", "self", date(2025, 7, 1))
    assert (before.per_year, after.per_year) == (yuan(1000), yuan(2000))


def test_loading_twice_sets_every_standard_once(welfare):
    does, write = acts(welfare.store, welfare.parts.teller, welfare.parts.live), Write("loader-1", AT)
    assert load_standards(does.standards, write) == 19
    assert load_standards(does.standards, write) == 0
    assert welfare.when("GET", "/api/standards/?on=2025-12-31&occasion=hospital", "member").json["total"] == 7


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ("{occasion: party}", "edition, standard 1: occasion must be one of hospital"),
        ("{occasion: wedding, relation: self, limit: block}", "names the document it rests on"),
    ],
)
def test_a_bad_edition_is_refused_with_place_and_cause(wrong, says):
    text = f"edition: x\nin_force_from: 2025-01-01\nstandards:\n  - {wrong}\n"
    with pytest.raises(BadRulebook, match=says):
        standards_of(text)
