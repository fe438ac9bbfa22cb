"""What evaluation's codes are called, in the reader's language."""

from collections.abc import Mapping
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
}
WHY_NOT: Words = {  # a known fact that does not count
    "withdrawn": _("withdrawn or corrected"),
    "after-day": _("after the day asked"),
    "outside": _("outside the period"),
    "late": _("late"),
    "duplicate": _("counted once already"),
    "beyond-each": _("beyond the cap"),
    "beyond-cap": _("beyond the cap"),
    "off-roll": _("not on the roll"),
}
CHANGED: Words = {  # what a rule did after the parts were added up
    "cap": _("capped at %(limit)s"),
    "floor": _("not below %(limit)s"),
    "coefficient": _("multiplied by %(limit)s"),
    "rounding": _("rounded to %(limit)s"),
    "raters": _("marks of the raters"),
    "not-applicable": _("not meant for this branch"),
}
NO_GRADE: Words = {
    "barred": _("barred"),
    "existed-too-short": _("too new for a grade"),
    "no-ladder": _("not graded"),
    "below": _("below the line"),
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
