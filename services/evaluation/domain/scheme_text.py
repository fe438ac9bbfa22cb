"""A scheme read from plain data, with every mistake named by its place."""

from datetime import date

from services.evaluation.domain.frame import (
    Allowance,
    Award,
    Grade,
    Interim,
    Ladder,
    Quota,
    Scheme,
    Settings,
    TieKey,
    Ties,
    Units,
)
from services.evaluation.domain.node_text import COUNTING, NONE, NodeReader, made, month_day
from services.evaluation.domain.reading import Cursor
from services.evaluation.domain.scheme import ONE, Gate, Rounding
from services.evaluation.domain.windows import NEW_YEAR, SUB_PERIODS, Calendar, Period, Window

NAMES = ("scheme", "title", "catalogue", "in_force_from", "period", "calendar", "kinds", "settings",
         "rounding", "units", "late_facts", "interim", "assumptions", "root", "gates", "grades", "awards",
         "allowances")  # fmt: skip
EVERY = ("year", "school-year", "semester", "quarter", "month", "years", "once")
QUOTA = ("number", "share", "of", "round", "least", "most")


class Reader(NodeReader):
    """Reads one scheme against one catalogue."""

    def scheme(self, at: Cursor) -> Scheme:
        """The scheme. Raises Wrong naming every mistake."""
        at.only(*NAMES)
        at["catalogue"].choice([self.catalogue.edition])
        self.kinds = {name: each.title() for name, each in at["kinds"].pairs()}
        self.item_rounding = self.rounding(at["rounding"])
        in_force_from = day(at["in_force_from"])
        root = self.node(at["root"])
        settings = self.settings(at["settings"])
        ladders = tuple(self.ladder(each) for each in at["grades"].items())
        won = {grade.id for ladder in ladders for grade in ladder.grades}
        found = Scheme(
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
            self.awards(at["awards"], won, settings),
            tuple(self.allowance(each, at) for each in at["allowances"].items()),
            self.units(at["units"]),
            at["late_facts"].choice(("restated", "carried"), "restated"),
            tuple(self.interim(each) for each in at["interim"].items()),
            tuple(each.title() for each in at["assumptions"].items()),
        )
        for each in self.asked:
            each.choice(self.ids)
        at.check()
        return found

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
            self.asked.append(at["carry_over"])
        return Settings(
            at["survey_weight"].text(),
            carried,
            at["decay"].choice(("none", "by-item", "open")),
            self.category(at["categories"]),
            counted,
            at["ballot"].choice(("none", "share", "places", "open")),
            None if at["ties"].value == "open" else self.ties(at["ties"]),
        )

    def category(self, at: Cursor, *more: str) -> str:
        found = at.text()
        return found if found.startswith("group:") else at.choice(("none", "kind", "open", *more))

    def ties(self, at: Cursor) -> Ties:
        if isinstance(at.value, str):
            return Ties(then=at.choice(("shared", "lot", "decide")))
        if not at.items():
            at.wrong("say how equal totals are told apart: shared, lot, decide, or a list of keys")
        keys, then = [], "shared"
        for each in at.items():
            if isinstance(each.value, str):
                then = each.choice(("shared", "lot", "decide"))
                continue
            each.only("node", "of", "order")
            of = self.quantity(each["of"]) if "of" in each else None
            node = next(iter(self.node_names(each["node"])), "")
            keys.append(TieKey(node, of, each["order"].choice(("high", "low"), "high") == "low"))
        return Ties(tuple(keys), then)

    def gates(self, at: Cursor, grades: set[str]) -> tuple[Gate, ...]:
        awards = {each["id"].text("") for each in at["awards"].items()}
        return tuple(self.gate(each, grades | awards) for each in at["gates"].items())

    def gate(self, at: Cursor, all_: set[str]) -> Gate:
        names = ("id", "cite", "bars", "years", "kinds")
        every = at["bars"].value == "all"
        if "bars" not in at:
            at.wrong("say what is barred: `all`, or a list of grades and awards")
        return Gate(
            at["id"].text(),
            at["title"].title(),
            self.citations(at["cite"], needed=True),
            self.test(at, *names),
            frozenset(all_) if every else frozenset(each.choice(all_) for each in at["bars"].items()),
            self.some_kinds(at["kinds"]),
            at["years"].whole(1),
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

    def awards(self, at: Cursor, grades: set[str], settings: Settings) -> tuple[Award, ...]:
        """Awards in their order; each may look at the grades and at the awards before it."""
        found, before = [], set(grades)
        for each in at.items():
            found.append(self.award(each, before, settings))
            before.add(found[-1].id)
        return tuple(found)

    def award(self, at: Cursor, before: set[str], settings: Settings) -> Award:
        at.only("id", "title", "cite", "entrants", "kinds", "by", "at_least", "order", "within", "only_of",
                "not_of", "requires", "ties", "reward", *QUOTA)  # fmt: skip
        by_node = at["by"].value is None or "node" in at["by"]
        if "node" in at["by"]:
            at["by"].only("node")
        entrants = at["entrants"].choice(("units", "persons"), "units")
        by = None if by_node else self.quantity(at["by"])
        if entrants == "persons" and not (by and "person" in by.each):
            at["by"].wrong("persons are ranked by a quantity for each person")
        tags = by.each if by else ()
        within = self.category(at["within"], "unit", *tags) if "within" in at else settings.categories
        return Award(
            at["id"].text(),
            at["title"].title(),
            self.citations(at["cite"], needed=True),
            entrants,
            self.some_kinds(at["kinds"]),
            next(iter(self.node_names(at["by"]["node"])), "") if by_node else "",
            by,
            at["order"].choice(("high", "low"), "high") == "low",
            at["at_least"].maybe(),
            within if "within" in at or entrants == "units" else "none",
            self.quota(at),
            tuple(each.choice(before) for each in at["only_of"].items()),
            tuple(each.choice(before) for each in at["not_of"].items()),
            tuple(self.test(each) for each in at["requires"].items()),
            self.ties(at["ties"]) if "ties" in at else settings.ties or Ties(),
            self.number(at["reward"]) if "reward" in at else None,
        )

    def quota(self, at: Cursor) -> Quota:
        number = at["number"]
        named = isinstance(number.value, dict)
        allowance = number["allowance"].text() if named and "allowance" in number else ""
        table = {name: each.whole(0) for name, each in number.pairs()} if named and not allowance else None
        return Quota(
            None if named or number.value is None else number.whole(0),
            table,
            at["share"].maybe(),
            at["of"].choice(("all", "eligible", "entrants"), "all"),
            self.rounding(at["round"]) or Rounding(ONE, "down"),
            at["least"].whole(0),
            at["most"].whole(0) if "most" in at else None,
            allowance,
        )

    def allowance(self, at: Cursor, scheme: Cursor) -> Allowance:
        at.only("id", "title", "cite", "unit", "for", "of", "round")
        cite = self.citations(at["cite"], needed=True)
        winners = {each["id"].text("") for each in scheme["awards"].items()}
        winners |= {
            one["grade"].text("") for each in scheme["grades"].items() for one in each["line"].items()
        }
        return Allowance(
            at["id"].text(),
            at["title"].title(),
            cite,
            at["unit"].choice(("places", "yuan")),
            tuple(each.choice(winners) for each in at["for"].items()),
            self.node(at["of"]),
            self.rounding(at["round"]),
        )

    def interim(self, at: Cursor) -> Interim:
        at.only("every", "cite")
        return Interim(at["every"].choice(SUB_PERIODS), self.citations(at["cite"], needed=True))

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
