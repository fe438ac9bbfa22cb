"""What evaluation is told lives one life: told once, corrected whole, withdrawn, each with a reason."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest

from services.chassis.testing import refused, spec
from services.evaluation.domain.told import KINDS, life
from services.evaluation.domain.told.adoption import Author
from services.evaluation.domain.told.ballot import Votes
from services.evaluation.domain.told.evidence import Paper
from services.evaluation.domain.told.life import Correct, Tell, Withdraw
from services.evaluation.domain.told.occasion import Result
from services.evaluation.domain.told.sheet import Range
from services.evaluation.domain.told.survey import Answers
from tests.evaluation import told
from tests.evaluation.told import DUE, FACTS, JUNE, MAY

# What a decision finds by looking: the call, the piece, files that were never sent, the period's sheet.
FOUND = {
    "filing": told.CALL,
    "adoption": told.PIECE,
    "evidence": frozenset(),
    "self-score": {"total": Range()},
    "mark": {"total": Range(Fraction(0), Fraction(100))},
}
BY_FACT = {kind.fact: kind for kind in KINDS}
every_kind = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.noun)


def tell(fact):
    return Tell(fact=fact, today=JUNE, by="member-3")


def correct(fact, reason="misread"):
    return Correct(fact=fact, today=JUNE, by="member-3", reason=reason)


withdraw = Withdraw(reason="told twice", by="member-3")


def telling(fact, found=None):
    """What telling this fact comes to, as a decision about its kind."""
    kind = BY_FACT[type(fact)]
    looked_up = FOUND.get(kind.noun) if found is None else found
    return spec(life.decider(kind))().when(tell(fact), looked_up)


def moved(fact):
    return replace(fact, filed_on=fact.filed_on + timedelta(days=1))


def history(kind):
    """The kind's decider, a sound fact, the event that tells it, and what is found."""
    fact = FACTS[kind.fact]
    return spec(life.decider(kind)), fact, kind.told(**vars(fact)), FOUND.get(kind.noun)


class TestEveryKind:
    @every_kind
    def test_is_told_once(self, kind):
        given, fact, event, found = history(kind)
        assert given().when(tell(fact), found) == [event]
        assert given(event).when(tell(fact), found) == []
        with refused("told-already"):
            given(event).when(tell(moved(fact)), found)

    @every_kind
    def test_is_corrected_with_the_old_and_the_new_fact_whole(self, kind):
        given, fact, event, found = history(kind)
        right = moved(fact)
        change = kind.corrected(old=fact, new=right, reason="misread")
        assert given(event).when(correct(right), found) == [change]
        assert given(event, change).when(correct(right), found) == []
        back = kind.corrected(old=right, new=fact, reason="misread")
        assert given(event, change).when(correct(fact), found) == [back]

    @every_kind
    def test_is_withdrawn_once_and_then_gone(self, kind):
        given, fact, event, found = history(kind)
        gone = kind.withdrawn(old=fact, reason="told twice")
        assert given(event).when(withdraw) == [gone]
        assert given(event, gone).when(withdraw) == []
        with refused("not-told"):
            given(event, gone).when(correct(moved(fact)), found)

    @every_kind
    def test_is_changed_only_with_a_reason_and_only_when_it_was_told(self, kind):
        given, fact, event, found = history(kind)
        for change in (correct(moved(fact), reason=" "), Withdraw(reason="", by="member-3")):
            with refused("reason-missing"):
                given(event).when(change, found)
            with refused("not-told"):
                given().when(change, found)

    @every_kind
    def test_is_not_handed_in_tomorrow(self, kind):
        given, fact, _, found = history(kind)
        with refused("in-the-future"):
            given().when(tell(replace(fact, filed_on=date(2025, 7, 1))), found)

    @every_kind
    def test_names_the_branches_it_counts_for(self, kind):
        assert set(kind.branches(FACTS[kind.fact])) <= {"branch-1", "branch-2"}
        assert kind.branches(FACTS[kind.fact])

    @every_kind
    def test_happens_before_it_is_told_unless_it_is_a_rule_for_later(self, kind):
        fact = replace(FACTS[kind.fact], on=date(2025, 7, 1))
        if kind.noun in ("target", "waiver", "assignment"):
            assert telling(fact)
        else:
            with refused("in-the-future"):
                telling(fact)


def cases(fact, *rows):
    """(code of the refusal, the fact with these changes)."""
    return [(code, replace(fact, **changes)) for code, changes in rows]


AUTHORS = told.ADOPTION.authors
PAPER = told.EVIDENCE.attachments[0]
REFUSED = [
    *cases(told.CALL,
        ("nobody-asked", {"units": ()}),
        ("named-twice", {"units": ("branch-1", "branch-1")}),
        ("ends-before-it-begins", {"due_on": date(2025, 5, 1)})),
    *cases(told.FILING,
        ("not-asked", {"branch": "branch-3"}),
        ("not-as-called", {"due_on": MAY}),
        ("not-as-called", {"kind": "plan"}),
        ("not-as-called", {"importance": "ordinary"})),
    *cases(told.OCCASION,
        ("named-twice", {"results": (told.RESULTS[0], told.RESULTS[0])}),
        ("no-place", {"results": (Result(branch="branch-1", place=0),)}),
        ("too-fine", {"results": (Result(branch="branch-1", quantity=Decimal("12.345")),)})),
    *cases(told.PIECE, ("ends-before-it-begins", {"filed_on": date(2025, 5, 1)})),
    *cases(told.ADOPTION,
        ("another-work", {"work": "piece-2"}),
        ("no-author", {"authors": ()}),
        ("named-twice", {"authors": (AUTHORS[0], Author(branch="branch-2"))}),
        ("more-than-all", {"authors_count": 2})),
    *cases(told.EVIDENCE,
        ("too-fine", {"value": Decimal("0.125")}),
        ("named-twice", {"attachments": (PAPER, PAPER)})),
    *cases(told.AWARD, ("ends-before-it-begins", {"until": date(2025, 5, 1)})),
    *cases(told.TARGET, ("too-fine", {"value": Decimal("0.125")})),
    *cases(told.SELF_SCORE, ("too-fine", {"value": Decimal("90.125")}), ("no-item", {"item": "1.1"})),
    *cases(told.MARK,
        ("too-fine", {"value": Decimal("NaN")}),
        ("no-item", {"item": "1.1"}),
        ("mark-too-low", {"value": Decimal("-0.5")}),
        ("mark-too-high", {"value": Decimal("100.01")}),
        ("own-mark", {"rater": "branch-1"})),
    *cases(told.SURVEY,
        ("more-than-all", {"asked": 31}),
        ("sums-differ", {"answered": 31}),
        ("named-twice", {"answers": (Answers(option="a", count=16), Answers(option="a", count=16))}),
        ("too-small", {"answered": 9, "answers": (Answers(option="satisfied", count=9),)}),
        ("ends-before-it-begins", {"opened_on": date(2025, 5, 3)})),
    *cases(told.BALLOT,
        ("more-than-all", {"cast": 61}),
        ("more-than-all", {"valid": 56}),
        ("more-than-all", {"options": (Votes(branch="branch-1", votes=55),)}),
        ("named-twice", {"options": (Votes(branch="branch-1", votes=1), Votes(branch="branch-1", votes=2))})),
    *cases(told.WAIVER, ("ends-before-it-begins", {"until": date(2025, 5, 1)})),
    *cases(told.FIGURE,
        ("source-missing", {"source_body": " "}),
        ("too-fine", {"value": Decimal("0.93333")})),
]  # fmt: skip


@pytest.mark.parametrize(
    ("code", "fact"), REFUSED, ids=lambda each: each if isinstance(each, str) else type(each).__name__
)
def test_what_cannot_be_is_refused(code, fact):
    with refused(code):
        telling(fact)


def test_a_filing_answers_a_call_that_stands():
    given = spec(life.decider(BY_FACT[type(told.FILING)]))()
    with refused("no-call"):
        given.when(tell(told.FILING), None)


def test_an_adoption_names_a_piece_that_stands_or_none():
    given = spec(life.decider(BY_FACT[type(told.ADOPTION)]))()
    with refused("no-piece"):
        given.when(tell(told.ADOPTION), None)
    assert given.when(tell(replace(told.ADOPTION, piece="", work="work-9")), None)


def test_evidence_rests_on_files_that_were_sent():
    with refused("not-kept"):
        telling(told.EVIDENCE, frozenset({"ab" * 32}))
    other = replace(told.EVIDENCE, attachments=(Paper(digest="cd" * 32, size=1, media_type="text/plain"),))
    assert telling(other, frozenset({"ab" * 32}))


def test_a_survey_too_small_to_hide_anyone_may_be_closed_as_void():
    answers = (Answers(option="satisfied", count=9),)
    assert telling(replace(told.SURVEY, answered=9, answers=answers, void=True))
    assert telling(replace(told.SURVEY, answered=10, answers=(Answers(option="satisfied", count=10),)))


def test_an_item_without_a_range_takes_any_mark():
    assert telling(replace(told.MARK, value=Decimal(-3)), {"total": Range()})


def test_a_call_is_due_on_the_day_it_is_issued_at_the_earliest():
    assert telling(replace(told.CALL, due_on=MAY))
    assert DUE > MAY
