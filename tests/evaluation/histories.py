"""Random histories of four services: everything that can happen to a fact, in a random order."""

from datetime import date, timedelta
from random import Random

from tests.evaluation.telling import Campus, activity_fact, called, visit_fact

UNITS = ("branch-a", "branch-b", "branch-c")
MEMBERS = tuple(f"member-{number}" for number in range(14))
FIRST = date(2024, 11, 1)
KINDS = (
    "competition",
    "lecture",
    "training",
    "sports",
    "culture",
    "health",
    "brand_project",
    "plan",
    "summary",
    "meeting",
    "democracy_meeting",
    "openness",
    "reading",
    "volunteering",
)
OCCASIONS = (
    "hospital",
    "bereavement",
    "wedding",
    "birth",
    "retirement",
    "hardship",
    "accident",
    "festival",
    "birthday",
)


class Historian:
    """Writes a history of `length` acts from one seed; recorded days rise, the facts' own days do not."""

    def __init__(self, seed, length):
        self.by, self.campus, self.number = Random(seed), Campus(), 0
        self.campus.today = FIRST
        self.open = {"activity": {}, "visit": {}, "incident": {}, "figure": {}}
        self.campus.found("branch-a").found("branch-b", kind="administrative")
        self.campus.found("branch-c", kind="affiliated", on=date(2025, 4, 1), name="丙")
        self.campus.join(*MEMBERS[:9]).join(*MEMBERS[9:12], branch="branch-b")
        acts = (
            self.activity,
            self.activity,
            self.activity,
            self.visit,
            self.visit,
            self.correct,
            self.correct,
            self.withdraw,
            self.move,
            self.leave,
            self.head_count,
            self.proposal,
            self.incident,
            self.figure,
            self.merge,
        )
        for _ in range(length):
            self.campus.today += timedelta(days=self.by.choice((0, 0, 1, 3, 9)))
            self.by.choice(acts)()

    def id(self, noun):
        self.number += 1
        return f"{noun}-{self.number}"

    def day(self):
        return FIRST + timedelta(days=self.by.randrange(430))

    def facts(self, noun, **given):
        made = {"activity": self.activity_fact, "visit": self.visit_fact, "figure": self.figure_fact}
        return made[noun](**given)

    def activity_fact(self, activity):
        on, by = self.day(), self.by
        attendance = [
            called(by.choice(UNITS), state, by.sample(MEMBERS, by.randrange(6)))
            for state in ("present", "late", "excused", "absent")
        ]
        return activity_fact(
            activity,
            by.choice(UNITS),
            on,
            kind=by.choice(KINDS),
            attendance=attendance,
            home=by.choice(("learning", "harmony")),
            planned=by.random() < 0.7,
            filed_on=on + timedelta(days=by.choice((0, 3, 40))),
        )

    def visit_fact(self, visit):
        on, by = self.day(), self.by
        return visit_fact(
            visit,
            by.choice(UNITS),
            on,
            member=by.choice(MEMBERS),
            occasion=by.choice(OCCASIONS),
            filed_on=on + timedelta(days=by.choice((0, 9, 10, 11, 30))),
            flags=by.choice(([], ["over_cap"], ["late"])),
        )

    def figure_fact(self, figure):
        measure = self.by.choice(("commendations", "satisfaction"))
        # one figure a day and measure, as far as a tie would leave the plain calculation undecided
        on = FIRST + timedelta(days=5 * self.number % 430)
        return {
            "figure": figure,
            "branch": self.by.choice(UNITS),
            "measure": measure,
            "on": on,
            "value": self.by.choice(("0.5", "1", "0.25", "0.9")),
            "source_body": "x",
            "filed_on": on,
        }

    def tell(self, noun, name):
        key = self.id(noun)
        fact = self.facts(noun, **{noun: key})
        self.open[noun][key] = fact
        self.campus.tell(name, **fact)

    def activity(self):
        self.tell("activity", "membership.activity-held")

    def visit(self):
        self.tell("visit", "welfare.visit-logged")

    def figure(self):
        self.tell("figure", "evaluation.figure-entered")

    def any_open(self, *nouns):
        found = [(noun, key) for noun in nouns for key in self.open[noun]]
        return self.by.choice(found) if found else None

    def correct(self):
        """A correction may move unit, day and person at once."""
        if picked := self.any_open("activity", "visit", "figure"):
            noun, key = picked
            old, new = self.open[noun][key], self.facts(noun, **{noun: key})
            service = {"activity": "membership", "visit": "welfare", "figure": "evaluation"}[noun]
            self.open[noun][key] = new
            self.campus.tell(f"{service}.{noun}-corrected", old=old, new=new, reason="记错")

    def withdraw(self):
        if picked := self.any_open("activity", "visit", "incident", "figure"):
            noun, key = picked
            name = {
                "activity": "membership.activity-withdrawn",
                "visit": "welfare.visit-voided",
                "incident": "evaluation.incident-lifted",
                "figure": "evaluation.figure-withdrawn",
            }
            more = {"incident": key, "on": self.campus.today} if noun == "incident" else {}
            self.campus.tell(name[noun], old=self.open[noun].pop(key), reason="重复", **more)

    def incident(self):
        key = self.id("incident")
        fact = {
            "incident": key,
            "branch": self.by.choice(UNITS),
            "kind": "accident",
            "on": self.day(),
            "basis": "x",
        }
        self.open["incident"][key] = fact
        self.campus.tell("evaluation.incident-recorded", **fact)

    def move(self):
        """Often backdated."""
        old, new = self.by.sample(UNITS, 2)
        self.campus.tell(
            "membership.member-transferred",
            member=self.by.choice(MEMBERS),
            branch=new,
            old_branch=old,
            on=self.day(),
        )

    def leave(self):
        self.campus.tell(
            "membership.member-left",
            member=self.by.choice(MEMBERS),
            branch=self.by.choice(UNITS),
            on=self.day(),
            reason="retired",
        )

    def head_count(self):
        """Told late, sometimes again for the same day."""
        on = date(2024, 12, 31) if self.by.random() < 0.5 else self.day()
        self.campus.tell(
            "membership.head-count-told",
            branch=self.by.choice(UNITS),
            on=on,
            women=1,
            retired=0,
            staff=self.by.randrange(1, 12),
            non_establishment=0,
            filed_on=on,
        )

    def proposal(self):
        key, by, unit, on = self.id("proposal"), self.by, self.by.choice(UNITS), self.day()
        seconders = [{"member": m, "branch": by.choice(UNITS)} for m in by.sample(MEMBERS, by.randrange(5))]
        proposal = {"proposal": key, "branch": unit, "congress": "congress-1", "proposer": by.choice(MEMBERS)}
        tell = self.campus.tell
        tell(
            "congress.proposal-submitted", seconders=seconders, on=on, late=False, category="后勤", **proposal
        )
        name = by.choice(("proposal-filed", "proposal-merged", "proposal-not-filed"))
        later = on + timedelta(days=by.randrange(60))
        tell(f"congress.{name}", submitted_on=on, on=later, code="vague", into="proposal-0", **proposal)
        rating = by.choice(("satisfied", "basically", "dissatisfied"))
        tell("congress.proposal-rated", rater="member-1", round=1, rating=rating, on=later, **proposal)

    def merge(self):
        """Seldom, and at most once."""
        if self.by.random() < 0.3 and not any("merged" in each.type for each in self.campus.told):
            self.campus.tell("membership.branch-merged", branch="branch-b", into="branch-a", on=self.day())


def history(seed, length=40):
    return Historian(seed, length).campus
