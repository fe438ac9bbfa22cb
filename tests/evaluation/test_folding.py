"""The compiled catalogue says what a plain reading of it says, whatever happened."""

from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as some

from services.evaluation.domain.lines import fold
from tests.evaluation import plain_fold
from tests.evaluation.histories import history
from tests.evaluation.telling import CATALOGUE


@settings(max_examples=25)
@given(some.integers(0, 10**9), some.integers(5, 60))
def test_every_line_is_what_the_paths_of_its_measure_lead_to(seed, length):
    for each in history(seed, length).told:
        assert Counter(fold(each, CATALOGUE)[0]) == Counter(plain_fold.lines(each, CATALOGUE))
