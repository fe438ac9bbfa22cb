"""The codes of congress in the reader's words; English texts are the message ids."""

from collections.abc import Mapping
from typing import Any

from services.chassis.web.language import chosen, lazy
from services.congress.rulebooks import editions

STATES: Mapping[str, Any] = {
    "draft": lazy("Draft"),
    "submitted": lazy("Under review"),
    "filed": lazy("Filed"),
    "assigned": lazy("Being handled"),
    "replied": lazy("Answered"),
    "rated": lazy("Rated"),
    "suggestion": lazy("Suggestion"),
    "merged": lazy("Merged"),
    "not_filed": lazy("Not filed"),
    "withdrawn": lazy("Withdrawn"),
}
STAGES: Mapping[str, Any] = {
    "draft": lazy("Drafting and seconding"),
    "submitted": lazy("Review"),
    "filed": lazy("Filing"),
    "assigned": lazy("Handling"),
    "replied": lazy("Answer"),
    "rated": lazy("Rating"),
}
KINDS = {  # the chip of each state
    "draft": "draft",
    "submitted": "open",
    "filed": "info",
    "assigned": "open",
    "replied": "info",
    "rated": "good",
    "suggestion": "info",
    "merged": "closed",
    "not_filed": "bad",
    "withdrawn": "closed",
}
CATEGORIES: Mapping[str, Any] = {
    "development": lazy("Development and reform"),
    "teaching": lazy("Teaching and training"),
    "research": lazy("Disciplines and science"),
    "staffing": lazy("Staffing, pay and titles"),
    "administration": lazy("Administration"),
    "logistics": lazy("Logistics and campus"),
    "welfare": lazy("Life and welfare"),
    "culture": lazy("Culture"),
    "democracy": lazy("Democratic management"),
    "other": lazy("Other"),
}
RESULTS: Mapping[str, Any] = {
    "solved": lazy("Solved"),
    "in_progress": lazy("In progress or planned"),
    "not_now": lazy("Not possible now"),
    "reference": lazy("Taken as reference"),
}
RATINGS: Mapping[str, Any] = {
    "satisfied": lazy("Satisfied"),
    "basically": lazy("Basically satisfied"),
    "dissatisfied": lazy("Dissatisfied"),
}
GROUNDS: Mapping[str, Any] = {
    "against_law": lazy("Against law or policy"),
    "outside_remit": lazy("Outside the school's remit"),
    "party_or_academic": lazy("A pure Party, mass-organisation or academic matter"),
    "court": lazy("A matter for a court or arbitration"),
    "personal_only": lazy("A personal matter only"),
    "named_person": lazy("Criticises a named person"),
    "vague": lazy("Vague, without a workable measure"),
    "solved": lazy("Solved or in progress"),
    "duplicate": lazy("Repeats an earlier proposal"),
    "too_few_seconders": lazy("Too few seconders"),
    "late": lazy("After the window"),
}
DONE: Mapping[str, Any] = {  # what a page says after an act
    "draft": lazy("The draft is saved. Now invite those who should second it."),
    "revise": lazy("The words are changed."),
    "invite": lazy("The invitation is sent."),
    "uninvite": lazy("The invitation is withdrawn."),
    "second": lazy("You have seconded this proposal."),
    "decline": lazy("You have declined."),
    "take-back": lazy("Your seconding is taken back."),
    "submit": lazy("The proposal is submitted."),
    "withdraw": lazy("The proposal is withdrawn."),
    "file": lazy("The proposal is filed."),
    "merge": lazy("The proposal is merged."),
    "convert": lazy("The proposal is passed on as a suggestion."),
    "refuse": lazy("The proposal is not filed; its proposer reads why."),
    "assign": lazy("The proposal is assigned."),
    "reply": lazy("The answer is published."),
    "rate": lazy("Your rating is kept."),
    "elect": lazy("The delegate is on the register."),
    "end": lazy("The seat has ended."),
    "convene": lazy("The congress is convened."),
    "close": lazy("The congress is closed; its proposals are handled to their end."),
}
ANSWERS: Mapping[str, Any] = {
    "invited": lazy("Not answered yet"),
    "accepted": lazy("Seconded"),
    "declined": lazy("Declined"),
    "taken_back": lazy("Taken back"),
}
SEATS: Mapping[str, Any] = {
    "teacher": lazy("Front-line teacher"),
    "manager": lazy("Middle manager"),
    "leader": lazy("School leader"),
    "staff": lazy("Administrative or service staff"),
}
ENDINGS: Mapping[str, Any] = {
    "retired": lazy("Retired"),
    "transferred": lazy("Transferred"),
    "left": lazy("Left the school or the union"),
    "recalled": lazy("Recalled"),
    "deceased": lazy("Deceased"),
}
LATE_POLICIES: Mapping[str, Any] = {
    "suggest": lazy("received, marked, and passed on as suggestions"),
    "accept": lazy("received, marked, and may be filed"),
    "refuse": lazy("not received"),
}
FIGURES: Mapping[str, Any] = {
    "min_seconders": lazy("Seconders besides the proposer, at least"),
    "late_policy": lazy("Proposals after the window are"),
    "review_days": lazy("Working days for the review"),
    "reply_days": lazy("Working days for the answer"),
    "rating_days": lazy("Working days for the rating"),
    "max_rounds": lazy("Rounds of handling, at most"),
    "title_max": lazy("Characters of a title, at most"),
    "part_min": lazy("Characters of cause and measures each, at least"),
    "number_code": lazy("Letters in the number"),
}


def department(code: str) -> str:
    """What a department is called today; any other text stays as it is."""
    return editions()[-1].department(code, chosen()) if code else ""


def departments() -> list[tuple[str, str]]:
    """(code, name) of every department, in the edition's order."""
    return [(code, department(code)) for code in editions()[-1].departments]


def said(words: Mapping[str, Any], code: str) -> str:
    """The word of a code; the code itself when it has none."""
    return str(words.get(code, code))
