"""Surveys: the totals of what members answered about their branch, never who answered what."""

from dataclasses import dataclass
from datetime import date

from services.chassis.decider import Refused
from services.chassis.events import event
from services.evaluation.domain.told.checks import once, ordered, within
from services.evaluation.domain.told.life import Corrected, Kind, Withdrawn

FEWEST = 10  # answers; fewer could show who said what


@dataclass(frozen=True, kw_only=True)
class Answers:
    """How many chose an option."""

    option: str
    count: int


@dataclass(frozen=True, kw_only=True)
class Survey:
    """The fact. `on`: the day it closed; a void one has its totals but counts for nothing."""

    survey: str
    branch: str
    topic: str
    asked: int
    answered: int
    answers: tuple[Answers, ...]
    void: bool
    opened_on: date
    on: date
    filed_on: date


@event("evaluation.survey-closed.v1")
class SurveyClosed(Survey):
    """A survey of members closed with these totals."""


@event("evaluation.survey-corrected.v1", happened="new.on")
class SurveyCorrected(Corrected[Survey]):
    """The totals were other than told."""


@event("evaluation.survey-withdrawn.v1", happened="old.on")
class SurveyWithdrawn(Withdrawn[Survey]):
    """The survey was not held."""


def check(survey: Survey, found: object) -> None:
    """The totals agree, and are large enough to hide everyone who answered."""
    ordered(survey.opened_on, survey.on, "on")
    within(survey.answered, survey.asked, "answered")
    once([each.option for each in survey.answers], "answers")
    total = sum(each.count for each in survey.answers)
    if total != survey.answered:
        text = "The answers add up to %(total)s, not to %(answered)s."
        raise Refused("sums-differ", text, field="answers", total=total, answered=survey.answered)
    if survey.answered < FEWEST and not survey.void:
        text = "Fewer than %(fewest)s answers could show who said what; close it as void."
        raise Refused("too-small", text, field="answered", fewest=FEWEST)


kind = Kind(
    "survey",
    Survey,
    SurveyClosed,
    SurveyCorrected,
    SurveyWithdrawn,
    branches=lambda survey: (survey.branch,),
    about="topic",
    key="survey",
    check=check,
)
