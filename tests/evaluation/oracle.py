"""The five homes computed the plain way, from a list of facts, without a line of the engine.

Corrections replace a fact by its id, withdrawals delete it; then every item is a few words of Python.
"""

from collections import defaultdict
from datetime import date, timedelta
from fractions import Fraction as F

PRESENT = ("present", "late")


def day(text):
    return date.fromisoformat(text)


class Facts:
    """What stands at the end of `known_on`, told in order."""

    def __init__(self, told, known_on=date.max):
        self.activities, self.visits, self.incidents, self.figures = {}, {}, {}, {}
        self.others = defaultdict(list)
        for each in sorted(told, key=lambda t: (t.recorded, t.source, t.position)):
            if each.known <= known_on:
                self.take(each.type.split(".")[1], each.data)

    def take(self, name, data):
        for noun, facts in (
            ("activity", self.activities),
            ("visit", self.visits),
            ("incident", self.incidents),
            ("figure", self.figures),
        ):
            if name.startswith(f"{noun}-"):
                if "old" in data:
                    facts.pop(data["old"][noun])
                if "new" in data:
                    facts[data["new"][noun]] = data["new"]
                if "old" not in data:
                    facts[data[noun]] = data
                return
        self.others[name].append(data)


def rounded(points):
    hundredths = points * 100
    sign = -1 if hundredths < 0 else 1
    return F(sign * int(abs(hundredths) + F(1, 2)), 100)


def total(told, unit, start, end, as_of, known_on=date.max):
    """(total, barred grades, points by item) of a unit; `start`..`end` is the window."""
    sheet = Sheet(Facts(told, known_on), unit, start, end, min(as_of, end))
    points = {name: rounded(value) for name, value in sheet.items().items()}
    homes = [
        sum(points[i] for i in points if i.startswith(home))
        for home in ("development", "harmony", "democracy", "warmth", "learning")
    ]
    assert all(home <= 20 for home in homes)
    return sum(points.values()), sheet.barred(), points


class Sheet:
    def __init__(self, facts, unit, start, end, until):
        self.facts, self.start, self.end, self.until = facts, start, end, until
        self.unit, self.units = unit, {unit}
        merged = {m["branch"]: m["into"] for m in facts.others["branch-merged"] if day(m["on"]) <= until}
        for old in merged:
            heir, seen = old, set()
            while heir in merged and heir not in seen:
                seen.add(heir)
                heir = merged[heir]
            if heir == unit:
                self.units.add(old)
        founded = [b for b in facts.others["branch-founded"] if b["branch"] == unit]
        self.kind = founded[-1]["kind"] if founded and day(founded[-1]["on"]) <= until else ""
        self.founded = day(founded[0]["on"]) if founded else None

    def now(self, facts, unit="branch"):
        return [f for f in facts if f[unit] in self.units and self.start <= day(f["on"]) <= self.until]

    def activities(self, *kinds):
        return [f for f in self.now(self.facts.activities.values()) if f["kind"] in kinds]

    def visits(self, *occasions):
        return [f for f in self.now(self.facts.visits.values()) if f["occasion"] in occasions]

    def attended(self, want, states):
        return [
            member
            for f in self.facts.activities.values()
            if self.start <= day(f["on"]) <= self.until and want(f)
            for called in f["attendance"]
            if (called["unit"] or f["branch"]) in self.units and called["state"] in states
            for member in called["members"]
        ]

    def members(self):
        held = defaultdict(int)
        for name, unit, sign in (
            ("member-joined", "branch", 1),
            ("member-transferred", "branch", 1),
            ("member-transferred", "old_branch", -1),
            ("member-left", "branch", -1),
        ):
            for f in self.facts.others[name]:
                if f[unit] in self.units and day(f["on"]) <= self.until:
                    held[f["member"]] += sign
        return sum(held.values()), {member for member, count in held.items() if count > 0}

    def staff(self):
        told = [
            f
            for f in self.facts.others["head-count-told"]
            if f["branch"] == self.unit and day(f["on"]) <= self.until
        ]
        latest = max((f["on"] for f in told), default=None)
        return [f for f in told if f["on"] == latest][-1]["staff"] if told else 0

    def filing(self, kind, due, opens, points, late):
        """A filing due on a month and day, opened on another; before the founding it is not asked."""
        due = max(d for y in (self.end.year - 1, self.end.year) if (d := date(y, *due)) <= self.end)
        if self.founded and due <= self.founded:
            return F(points)
        opens = max(d for y in (due.year - 1, due.year) if (d := date(y, *opens)) <= due)
        filed = [
            day(f["filed_on"])
            for f in self.facts.activities.values()
            if f["branch"] in self.units and f["kind"] == kind
        ]
        if any(opens <= f <= min(due, self.until) for f in filed):
            return F(points)
        return F(late) if any(due < f <= self.until for f in filed) else F(0)

    def items(self):
        homes = (self.development, self.harmony, self.democracy, self.warmth, self.learning, self.beside)
        return {item: points for home in homes for item, points in home().items()}

    def count(self, *kinds):
        return len(self.activities(*kinds))

    def rate(self, want=lambda fact: True):
        """How many of those called came, and how many were called (the excused left out)."""
        return len(self.attended(want, PRESENT)), len(self.attended(want, (*PRESENT, "absent")))

    def development(self):
        own = [
            f
            for f in self.now(self.facts.activities.values())
            if f["kind"] not in ("plan", "summary", "meeting")
        ]
        quarters = {(f["on"][:4], (int(f["on"][5:7]) - 1) // 3) for f in self.activities("meeting")}
        return {
            "development.plan": self.filing("plan", (3, 31), (1, 1), 3, 1),
            "development.summary": self.filing("summary", (12, 31), (11, 1), 2, 0),
            "development.committee": F(min(4, len(quarters))),
            "development.contests": F(min(4, 2 * self.count("competition"))),
            "development.planned": part(sum(f["planned"] for f in own), len(own), 4, none=0),
            "development.brand": F(3 if self.count("brand_project") else 0),
        }

    def harmony(self):
        count, roll = self.members()
        took_part = len(set(self.attended(lambda f: True, PRESENT)) & roll)
        return {
            "harmony.enrolment": least(count, self.staff(), F(95, 100), 4, none=0),
            "harmony.head-count": F(2 if self.now(self.facts.others["head-count-told"]) else 0),
            "harmony.recreation": F(4 if self.count("sports", "culture") >= 6 else 0),
            "harmony.health": F(min(2, self.count("health"))),
            "harmony.participation": F(4) if count < 10 else least(took_part, count, F(6, 10), 4, none=0),
            "harmony.attendance": part(*self.rate(), 4, none=0),
        }

    def democracy(self):
        others = self.facts.others
        proposals, ratings = self.now(others["proposal-submitted"]), self.now(others["proposal-rated"])
        filed = {
            f["proposal"] for name in ("proposal-filed", "proposal-merged") for f in self.now(others[name])
        }
        good = [r for r in ratings if r["rating"] in ("satisfied", "basically")]
        secondings = [
            s
            for p in others["proposal-submitted"]
            for s in p["seconders"]
            if s["branch"] in self.units and self.start <= day(p["on"]) <= self.until
        ]
        each = F(3, 2) if self.kind in ("administrative", "affiliated") else F(1)
        return {
            "democracy.congress": F(5 if self.count("democracy_meeting") else 0),
            "democracy.openness": F(max(0, 4 - max(0, 4 - self.count("openness")))),
            "democracy.proposals": min(F(3), len(proposals) * each),
            "democracy.filed": least(len(filed), len(proposals), F(6, 10), 3, none=F(3, 2)),
            "democracy.satisfaction": part(len(good), len(ratings), 3, none=3, full_at=F(9, 10)),
            "democracy.seconding": min(F(2), F(len(secondings), 3)),
        }

    def warmth(self):
        count, roll = self.members()
        visits = self.now(self.facts.visits.values())
        timely = [v for v in visits if day(v["filed_on"]) - day(v["on"]) <= timedelta(days=10)]
        must = {v["occasion"] for v in visits} - {"festival", "birthday", "hardship"}
        return {
            "warmth.festival": F(3 if len(self.visits("festival", "birthday")) >= 5 else 0),
            "warmth.must-visits": F(min(5, len(must))),
            "warmth.hospital": min(F(3), F(len(self.visits("hospital")), 2)),
            "warmth.timely": part(len(timely), len(visits), 4, none=0),
            "warmth.hardship": max(F(0), 3 - F(3, 2) * max(0, 2 - len(self.visits("hardship")))),
            "warmth.reach": least(len({v["member"] for v in visits} & roll), count, F(1, 10), 2, none=0),
        }

    def learning(self):
        count, roll = self.members()
        learned = set(self.attended(lambda f: f["home"] == "learning", PRESENT)) & roll
        came, called = self.rate(lambda f: f["kind"] in ("training", "lecture", "reading"))
        return {
            "learning.lectures": F(min(4, self.count("lecture"))),
            "learning.training": F(4 if self.count("training") >= 2 else 0),
            "learning.reading": F(max(0, 4 - max(0, 4 - self.count("reading")))),
            "learning.attendance": part(came, called, 4, none=0, full_at=F(9, 10)),
            "learning.learners": part(len(learned), count, 4, none=0, full_at=F(3, 4)),
        }

    def beside(self):
        figures = self.now(self.facts.figures.values())
        medals = sum((F(f["value"]) for f in figures if f["measure"] == "commendations"), F(0))
        over_cap = [v for v in self.now(self.facts.visits.values()) if "over_cap" in v["flags"]]
        return {
            "bonus.brand": F(min(2, max(0, self.count("brand_project") - 1))),
            "bonus.volunteering": min(F(1), F(self.count("volunteering"), 2)),
            "bonus.commendation": max(F(0), medals),
            "penalty.over-cap": max(F(-2), -F(len(over_cap), 5)),
        }

    def barred(self):
        bars = set()
        over = self.until >= self.end
        if self.now(self.facts.incidents.values()) or (over and not self.activities("democracy_meeting")):
            bars |= {"standard", "pacesetter"}
        marks = [
            f
            for f in self.facts.figures.values()
            if f["branch"] == self.unit and f["measure"] == "satisfaction" and day(f["on"]) <= self.until
        ]
        if over and marks and F(max(marks, key=lambda f: f["on"])["value"]) < F(6, 10):
            bars.add("pacesetter")
        return bars


def part(of, over, points, none, full_at=F(1)):
    return points * min(F(1), F(of, over) / full_at) if over > 0 else F(none)


def least(of, over, share, points, none):
    return F(points if F(of, over) >= share else 0) if over > 0 else F(none)
