"""A scheme read from plain data, with every mistake named by its place."""

import re
from datetime import date

from services.evaluation.domain.advice import kinds, whole_file
from services.evaluation.domain.award_text import AwardReader
from services.evaluation.domain.frame import (
    Grade,
    Interim,
    Ladder,
    Scheme,
    Settings,
    Units,
)
from services.evaluation.domain.item_text import COUNTING, NONE, made, month_day
from services.evaluation.domain.reading import Cursor
from services.evaluation.domain.scheme import Gate
from services.evaluation.domain.windows import NEW_YEAR, SUB_PERIODS, Calendar, Period, Window

NAMES = ("scheme", "title", "catalogue", "in_force_from", "period", "calendar", "kinds", "settings",
         "rounding", "units", "late_facts", "interim", "assumptions", "root", "gates", "grades", "awards",
         "allowances")  # fmt: skip
PLACE = "place"  # in `bars`: what takes the place away, where no grade or award is called so
SLUG, TAKEN = re.compile("[a-z0-9][a-z0-9-]{0,60}"), ("trailing", "now")  # ids of single periods
EVERY = ("year", "school-year", "semester", "quarter", "month", "years", "once")


class Reader(AwardReader):
    """Reads one scheme against one catalogue."""

    def scheme(self, at: Cursor) -> Scheme:
        """The scheme. Raises Wrong naming every mistake."""
        whole_file(at, "scheme", NAMES)
        at.only(*NAMES)
        found = self.whole(at)
        for each in self.asked:
            self.of_sheet(each)
        if self.carried:
            self.carried.choice(self.ids)
        at.check()
        return found

    def whole(self, at: Cursor) -> Scheme:
        """The scheme in the order of its text: what others look at (kinds, tree, settings) first."""
        at["catalogue"].choice([self.catalogue.edition])
        self.kinds = kinds(at["kinds"])
        self.item_rounding = self.rounding(at["rounding"])
        in_force_from = day(at["in_force_from"])
        root = self.node(at["root"])
        self.sheet = set(self.ids)
        settings = self.settings(at["settings"])
        ladders = tuple(self.ladder(each) for each in at["grades"].items())
        won = {grade.id for ladder in ladders for grade in ladder.grades}
        return Scheme(
            at["scheme"].text(),
            at["title"].title(),
            at["catalogue"].text(),
            in_force_from,
            self.period(at["period"], in_force_from),
            self.calendar(at["calendar"]),
            self.kinds,
            settings,
            root,
            self.gates(at, won),
            ladders,
            self.awards(at, won, settings),
            tuple(self.allowance(each, at) for each in at["allowances"].items()),
            self.units(at["units"]),
            at["late_facts"].choice(("restated", "carried"), "restated"),
            tuple(self.interim(each) for each in at["interim"].items()),
            tuple(each.title() for each in at["assumptions"].items()),
        )

    def calendar(self, at: Cursor) -> Calendar:
        if at.value is None:
            return Calendar()
        at.only("semesters", "vacations")
        starts = tuple(month_day(each) or NEW_YEAR for each in at["semesters"].items())
        vacations = []
        for each in at["vacations"].items():
            each.only("from", "to")
            vacations.append((month_day(each["from"]) or NEW_YEAR, month_day(each["to"]) or NEW_YEAR))
        return Calendar(starts or Calendar().semesters, tuple(vacations))

    def period(self, at: Cursor, in_force_from: date) -> Period:
        if at.value is None:
            return Period()
        at.only("every", "starts", "named", "years", "since", "id", "from", "to")
        every = at["every"].choice(EVERY, "year")
        once = None
        if every == "once":
            once = at["id"].text(), Window(day(at["from"]), day(at["to"]))
            if not SLUG.fullmatch(once[0]) or once[0] in TAKEN or once[0].endswith("-before"):
                at["id"].wrong("name the period in small letters, digits and hyphens, such as games-2025")
            if once[1].end < once[1].start:
                at["to"].wrong("the last day is not before the first")
        return Period(
            every,
            month_day(at["starts"]) or NEW_YEAR,
            at["named"].choice(("start", "end"), "start") == "end",
            at["years"].whole(1),
            at["since"].whole(in_force_from.year),
            once,
        )

    def settings(self, at: Cursor) -> Settings:
        """The seven facts that a union has to state; `open` is told to the union, and never published."""
        at.only("survey_weight", "carry_over", "decay", "categories", "counted_on", "ballot", "ties")
        if at.value is None:
            return Settings("", "", "", "", "", "", None)
        for name, each in at.pairs():
            if each.value == "open":
                each.warn("%(name)s is open: decide it before this scheme is published", name=name)
        counted = at["counted_on"].text()
        if counted not in (*COUNTING, "open", ""):
            month_day(at["counted_on"])
        carried = at["carry_over"].text()
        if carried not in ("none", "open", ""):
            self.carried = at["carry_over"]
        return Settings(
            at["survey_weight"].text(),
            carried,
            at["decay"].choice(("none", "by-item", "open")),
            self.category(at["categories"]),
            counted,
            at["ballot"].choice(("none", "share", "places", "open")),
            None if at["ties"].value == "open" else self.ties(at["ties"]),
        )

    def gates(self, at: Cursor, grades: set[str]) -> tuple[Gate, ...]:
        awards = {each["id"].text("") for each in at["awards"].items()}
        self.own_ids(at["gates"].items())
        return tuple(self.gate(each, grades | awards) for each in at["gates"].items())

    def gate(self, at: Cursor, all_: set[str]) -> Gate:
        if "bars" not in at:
            at.wrong("say what is barred: `all`, or a list of grades and awards")
        if "node" in at and at["years"].whole(1) > 1:
            at["years"].wrong("points of a node are those of this period; leave `years` out")
        bars = [each.choice(all_ | {"all", PLACE}) for each in at["bars"].items()]
        return Gate(
            at["id"].text(),
            at["title"].title(),
            self.citations(at["cite"], needed=True),
            self.judged(at, "id", "cite", "bars", "years", "kinds", "size"),
            frozenset(all_) if "all" in bars else frozenset(bars) & all_,
            self.some_kinds(at["kinds"]),
            at["years"].whole(1),
            self.test(at["size"]) if "size" in at else None,
            PLACE in bars and PLACE not in all_,
        )

    def ladder(self, at: Cursor) -> Ladder:
        at.only("kinds", "node", "cite", "line")
        grades = []
        for each in at["line"].items():
            each.only("grade", "title", "at")
            grades.append(Grade(each["grade"].text(), each["title"].title(), each["at"].number()))
        if [each.at for each in grades] != sorted((each.at for each in grades), reverse=True):
            at["line"].wrong("write the best grade first")
        kinds = self.some_kinds(at["kinds"]) or frozenset(self.kinds)
        node = next(iter(self.node_names(at["node"])), "")
        return Ladder(kinds, node, self.citations(at["cite"], needed=True), tuple(grades))

    def interim(self, at: Cursor) -> Interim:
        at.only("every", "on", "cite")
        days = [month_day(each) for each in at["on"].items()]
        every = at["every"].choice(SUB_PERIODS, "" if days else None)
        cite = self.citations(at["cite"], needed=True)
        return Interim(every, cite, tuple(each for each in days if each))

    def units(self, at: Cursor) -> Units:
        if at.value is None:
            return Units()
        at.only("successor", "min_days", "before_founding", "part_period")
        return Units(
            at["successor"].choice(("own", "inherits"), "own"),
            at["min_days"].whole(0),
            at["before_founding"].choice(NONE, "full"),
            at["part_period"].choice(("graded", "prorated", "ungraded"), "graded"),
        )


def day(at: Cursor) -> date:
    return made(at, date.fromisoformat, date.min, "write a day as 2025-01-01")
