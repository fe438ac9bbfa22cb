"""The five homes computed the plain way, from a list of facts, without a line of the engine.

Corrections replace a fact by its id, withdrawals delete it; then every item is a few words of Python.
"""

from collections import defaultdict
from datetime import date, timedelta
from fractions import Fraction as F


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
        present = ("present", "late")
        count, roll = self.members()
        own = [
            f
            for f in self.now(self.facts.activities.values())
            if f["kind"] not in ("plan", "summary", "meeting")
        ]
        quarters = {(f["on"][:4], (int(f["on"][5:7]) - 1) // 3) for f in self.activities("meeting")}
        visits = self.now(self.facts.visits.values())
        timely = [v for v in visits if day(v["filed_on"]) - day(v["on"]) <= timedelta(days=10)]
        must = {v["occasion"] for v in visits} - {"festival", "birthday", "hardship"}
        proposals = self.now(self.facts.others["proposal-submitted"])
        filed = {
            f["proposal"]
            for name in ("proposal-filed", "proposal-merged")
            for f in self.now(self.facts.others[name])
        }
        ratings = self.now(self.facts.others["proposal-rated"])
        good = [r for r in ratings if r["rating"] in ("satisfied", "basically")]
        secondings = [
            s
            for p in self.facts.others["proposal-submitted"]
            for s in p["seconders"]
            if s["branch"] in self.units and self.start <= day(p["on"]) <= self.until
        ]
        study = lambda f: f["kind"] in ("training", "lecture", "reading")  # noqa: E731
        took_part = set(self.attended(lambda f: True, present)) & roll
        learned = set(self.attended(lambda f: f["home"] == "learning", present)) & roll
        asked = ("present", "late", "absent")
        brands = len(self.activities("brand_project"))
        medals = sum(
            (F(f["value"]) for f in self.now(self.facts.figures.values()) if f["measure"] == "commendations"),
            F(0),
        )
        over_cap = [v for v in visits if "over_cap" in v["flags"]]
        return {
            "development.plan": self.filing("plan", (3, 31), (1, 1), 3, 1),
            "development.summary": self.filing("summary", (12, 31), (11, 1), 2, 0),
            "development.committee": F(min(4, len(quarters))),
            "development.contests": F(min(4, 2 * len(self.activities("competition")))),
            "development.planned": part(sum(f["planned"] for f in own), len(own), 4, none=0),
            "development.brand": F(3 if brands else 0),
            "harmony.enrolment": least(count, self.staff(), F(95, 100), 4, none=0),
            "harmony.head-count": F(2 if self.now(self.facts.others["head-count-told"]) else 0),
            "harmony.recreation": F(4 if len(self.activities("sports", "culture")) >= 6 else 0),
            "harmony.health": F(min(2, len(self.activities("health")))),
            "harmony.participation": least(len(took_part), count, F(6, 10), 4, none=0)
            if count >= 10
            else F(4),
            "harmony.attendance": part(
                len(self.attended(lambda f: True, present)),
                len(self.attended(lambda f: True, asked)),
                4,
                none=0,
            ),
            "democracy.congress": F(5 if self.activities("democracy_meeting") else 0),
            "democracy.openness": F(max(0, 4 - max(0, 4 - len(self.activities("openness"))))),
            "democracy.proposals": min(
                F(3), len(proposals) * (F(1) if self.kind == "teaching" or not self.kind else F(3, 2))
            ),
            "democracy.filed": least(len(filed), len(proposals), F(6, 10), 3, none=F(3, 2)),
            "democracy.satisfaction": part(len(good), len(ratings), 3, none=3, full_at=F(9, 10)),
            "democracy.seconding": min(F(2), F(len(secondings), 3)),
            "warmth.festival": F(3 if len(self.visits("festival", "birthday")) >= 5 else 0),
            "warmth.must-visits": F(min(5, len(must))),
            "warmth.hospital": min(F(3), F(len(self.visits("hospital")), 2)),
            "warmth.timely": part(len(timely), len(visits), 4, none=0),
            "warmth.hardship": max(F(0), 3 - F(3, 2) * max(0, 2 - len(self.visits("hardship")))),
            "warmth.reach": least(len({v["member"] for v in visits} & roll), count, F(1, 10), 2, none=0),
            "learning.lectures": F(min(4, len(self.activities("lecture")))),
            "learning.training": F(4 if len(self.activities("training")) >= 2 else 0),
            "learning.reading": F(max(0, 4 - max(0, 4 - len(self.activities("reading"))))),
            "learning.attendance": part(
                len(self.attended(study, present)),
                len(self.attended(study, asked)),
                4,
                none=0,
                full_at=F(9, 10),
            ),
            "learning.learners": part(len(learned), count, 4, none=0, full_at=F(3, 4)),
            "bonus.brand": F(min(2, max(0, brands - 1))),
            "bonus.volunteering": min(F(1), F(len(self.activities("volunteering")), 2)),
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
