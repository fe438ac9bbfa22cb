"""What evaluation's codes are called, in the reader's language."""

from collections.abc import Mapping, Sequence
from typing import Any

from services.chassis.web.language import chosen, gettext
from services.chassis.web.language import lazy as _

Words = Mapping[str, Any]  # code -> text, translated where it is shown

ACTIVITY: Words = {
    "competition": _("skills competition"),
    "lecture": _("lecture"),
    "training": _("training"),
    "sports": _("sports"),
    "culture": _("culture and arts"),
    "health": _("health"),
    "brand_project": _("brand project"),
    "plan": _("work plan"),
    "summary": _("work summary"),
    "meeting": _("committee meeting"),
    "democracy_meeting": _("branch staff congress"),
    "openness": _("publication of branch affairs"),
    "reading": _("reading"),
    "volunteering": _("volunteering"),
}
INCIDENT: Words = {
    "accident": _("accident"),
    "breach": _("breach of discipline"),
    "fraud": _("falsification"),
    "finance": _("irregular spending"),
}
OCCASION: Words = {
    "hospital": _("illness in hospital"),
    "bereavement": _("bereavement"),
    "wedding": _("wedding"),
    "birth": _("birth"),
    "retirement": _("retirement"),
    "hardship": _("hardship"),
    "accident": _("sudden event"),
    "festival": _("festival"),
    "birthday": _("birthday"),
}
HOME: Words = {
    "development": _("home of development"),
    "harmony": _("home of harmony"),
    "democracy": _("home of democracy"),
    "warmth": _("home of warmth"),
    "learning": _("home of learning"),
}
FIGURE: Words = {
    "satisfaction": _("members' satisfaction"),
    "commendations": _("commendations from above"),
}
# What a tag's value is called; tags that only other rules read are shown as they are.
TAG: Mapping[str, Words] = {
    "kind": {**ACTIVITY, **INCIDENT},
    "home": HOME,
    "occasion": OCCASION,
    "figure": FIGURE,
    "state": {
        "present": _("present"),
        "late": _("came late"),
        "excused": _("excused"),
        "absent": _("absent"),
    },
    "planned": {"true": _("with a written plan"), "false": _("without a written plan")},
    "rating": {
        "satisfied": _("satisfied"),
        "basically": _("basically satisfied"),
        "dissatisfied": _("dissatisfied"),
    },
}
REGISTER: Words = {
    "name": _("name of the branch"),
    "kind": _("kind of branch"),
    "parent": _("branch above it"),
    "group": _("group"),
    "target": _("target"),
    "title": _("title held"),
    "waiver": _("waiver"),
    "result": _("result"),
    "staff": _("all staff"),
    "women": _("women"),
    "non-establishment": _("staff outside the establishment"),
    "retired": _("retired"),
}
YEAR: Words = {  # of a published sheet, where it is not known to the year
    "before 2020": _("before 2020"),
    "2015 or earlier": _("2015 or earlier"),
    "2017 or earlier": _("2017 or earlier"),
    "2023 or later": _("2023 or later"),
    "about 2014–2019": _("about 2014–2019"),
    "about 2018–2020": _("about 2018–2020"),
}
EACH: Words = {
    "day": _("day"),
    "month": _("month"),
    "quarter": _("quarter"),
    "half-year": _("half-year"),
    "year": _("year"),
    "person": _("person"),
    "occasion": _("occasion"),
    "subject": _("matter"),
    "fact": _("entry"),
    "unit": _("branch"),
    "week": _("week"),
    "semester": _("semester"),
    "school-year": _("school year"),
    "event": _("single event"),
    "group": _("group"),
    "item": _("item"),
    "kind": _("kind"),
    "name": _("name"),
    "role": _("kind of rater"),
    "topic": _("topic"),
    "level": _("level"),
    "grade": _("grade"),
    "outlet": _("medium"),
    "format": _("form"),
    "authors": _("among all authors"),
    "order": _("place among the authors"),
    "place": _("place"),
}
NUMBERED: Words = {"place": _("place"), "order": _("author number")}  # tags whose values are numbers
UNITS: Words = {
    "below": _("of the branches below it"),
    "tree": _("of it and the branches below it"),
}
PLACED: Words = {
    "filed": _("by the day of handing in"),
    "known": _("by the day it became known"),
    "period": _("by the period that it is for"),
}
WORTH: Words = {"amount": _("by amount"), "days-late": _("days late")}
ACROSS: Words = {
    "count": _("how many of these there are"),
    "mean": _("the mean of these"),
    "trimmed-mean": _("the mean of these without the highest and the lowest"),
    "median": _("the median of these"),
    "max": _("the highest of these"),
    "min": _("the lowest of these"),
    "first": _("the first of these"),
    "last": _("the last of these"),
}
COMBINE: Words = {
    "weights": _("the parts are weighed into a mean"),
    "mean": _("the mean of the parts counts"),
    "trimmed-mean": _("the mean of the parts counts, without the highest and the lowest"),
    "max": _("only the highest part counts"),
    "min": _("only the lowest part counts"),
}
OTHERS: Words = {  # what a line gives those whom it is not meant for
    "full": _("The others have all its points."),
    "zero": _("The others have none of its points."),
    "leave-out": _("It is left out for the others."),
}
ROUNDING: Words = {
    "half-up": _("rounded, halves up,"),
    "half-down": _("rounded, halves down,"),
    "half-even": _("rounded, halves to the even neighbour,"),
    "up": _("rounded up"),
    "down": _("rounded down"),
}
QUOTA_OF: Words = {
    "all": _("all branches"),
    "eligible": _("those who may compete"),
    "entrants": _("those who compete"),
}
ALLOWANCE: Words = {
    "places": _("Places for each branch, by the lines below."),
    "yuan": _("Yuan for each branch, by the lines below."),
}
CATEGORY: Words = {"none": _("all together"), "open": _("not decided"), "unit": _("branch")}
TIES: Words = {
    "shared": _("they share the place"),
    "lot": _("the lot decides"),
    "decide": _("the union decides"),
}
SURVEY: Words = {
    "none": _("none"),
    "open": _("not decided"),
    "threshold-only": _("it counts as a threshold only"),
    "item": _("it is an item of the sheet"),
    "gate": _("it is a bar"),
}
BALLOT: Words = {
    "none": _("none"),
    "open": _("not decided"),
    "share": _("by the share of votes"),
    "places": _("by the places of the vote"),
}
NONE_OR_OPEN: Words = {"none": _("none"), "open": _("not decided")}
DECAY: Words = {**NONE_OR_OPEN, "by-item": _("as each item says")}
LATE_FACTS: Words = {
    "restated": _("what is learnt later corrects the period"),
    "carried": _("what is learnt later is carried into the next period"),
}
SUCCESSOR: Words = {
    "own": _("facts stay with the branch that they were told of"),
    "inherits": _("a merged branch brings its facts along"),
}
BEFORE_FOUNDING: Words = {
    "full": _("all points for what was due before"),
    "zero": _("no points for what was due before"),
    "leave-out": _("what was due before is left out"),
}
PART_PERIOD: Words = {
    "graded": _("graded like the others"),
    "prorated": _("targets shrink with the days"),
    "ungraded": _("no grade"),
}
WHY_NOT: Words = {  # a known fact that does not count
    "withdrawn": _("withdrawn or corrected"),
    "after-day": _("after the day asked"),
    "outside": _("outside the period"),
    "early": _("before the term opens"),
    "late": _("late"),
    "duplicate": _("counted once already"),
    "beyond-each": _("beyond the cap"),
    "beyond-cap": _("beyond the cap"),
    "off-roll": _("not on the roll"),
    "unreached": _("too few or too many for its group"),
    "unmatched": _("what must go with it is missing"),
    "matched": _("something stands against it"),
    "invalid": _("not a valid mark"),
}
CHANGED: Words = {  # what a rule did after the parts were added up
    "cap": _("capped at %(limit)s"),
    "floor": _("not below %(limit)s"),
    "coefficient": _("multiplied by %(limit)s"),
    "rounding": _("rounded to %(limit)s"),
    "raters": _("marks of the raters"),
    "not-applicable": _("not meant for this branch"),
    "exempt": _("exempt from it"),
    "no-review": _("not reviewed in this period"),
    "before-founding": _("not asked before the branch was founded"),
    "zero-out": _("no points, as it holds: %(condition)s"),
    "not-counted": _("does not count, as it does not hold: %(condition)s"),
}
NO_GRADE: Words = {
    "barred": _("barred"),
    "existed-too-short": _("too new for a grade"),
    "no-ladder": _("not graded"),
    "below": _("below the line"),
}
NO_PLACE: Words = {
    "no-group": _("in no group"),
    "barred": _("barred"),
    "not-there": _("was not there"),
}
NO_GRADE_LONG: Words = {
    "barred": _("The points would do, but a bar takes the grade away."),
    "existed-too-short": _("The branch has not existed long enough in this period to be graded."),
    "no-ladder": _("Branches of this kind are not graded."),
    "below": _("The points are below the lowest line."),
}
SOURCE: Words = {
    "membership": _("Membership"),
    "welfare": _("Welfare"),
    "congress": _("Congress"),
    "evaluation": _("Evaluation"),
}
GENERATION: Mapping[str, tuple[str, Any]] = {  # the kind of chip, and the word
    "live": ("good", _("live")),
    "building": ("open", _("being built")),
    "kept": ("neutral", _("kept for return")),
}
DONE: Words = {
    "published": _("The edition is published."),
    "entered": _("The figure is entered."),
    "corrected": _("The figure is corrected."),
    "withdrawn": _("The figure is withdrawn."),
    "recorded": _("The incident is recorded."),
    "lifted": _("The incident is lifted."),
    "redriven": _("The parked events were applied."),
    "rebuilding": _("The rebuild has begun."),
    "returned": _("The earlier generation is live again."),
}


def options(words: Words) -> list[tuple[str, str]]:
    """(code, text) pairs for a select."""
    return [(code, str(text)) for code, text in words.items()]


def said(words: Words, code: str) -> str:
    """The text of a code; the code itself when nobody has named it yet."""
    return str(words.get(code, code))


def titled(title: Mapping[str, str]) -> str:
    """A title of the scheme or the catalogue in the reader's language."""
    return title.get("zh" if chosen().startswith("zh") else "en") or next(iter(title.values()), "")


def listed(parts: list[str]) -> str:
    """Words after each other: with a comma in English, an enumeration comma in Chinese."""
    return gettext(", ").join(parts)


def sentences(parts: Sequence[str]) -> str:
    """Sentences after each other: with a space in English, without in Chinese."""
    return ("" if chosen().startswith("zh") else " ").join(parts)
