"""Facts told to the evaluation as the other services tell them: logs of real entry bytes, and feeds."""

import json
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import create_engine, select
from sqlalchemy.pool import StaticPool

from services.chassis import entry
from services.chassis.feed import Page
from services.chassis.stores.sqlite_store import transactional
from services.chassis.worker import Worker, reading
from services.evaluation import rulebooks
from services.evaluation.domain.facts import Register, book
from services.evaluation.domain.lines import Telling, fold
from services.evaluation.domain.netting import net
from services.evaluation.projections.ledger import LedgerFold, folio, metadata, recorded_day
from services.evaluation.projections.ledger import entry as dated_values

ZONE = ZoneInfo("Asia/Shanghai")
CATALOGUE_TEXT = rulebooks.shipped("catalogue-2026")
CATALOGUE = rulebooks.catalogue(CATALOGUE_TEXT)
FIVE_HOMES = rulebooks.scheme(rulebooks.shipped("five-homes-2025"), CATALOGUE)
FOLD = LedgerFold(CATALOGUE, rulebooks.digest(CATALOGUE_TEXT), ZONE)
SOURCES = ("congress", "evaluation", "membership", "welfare")


class Campus:
    """Four logs. `tell` appends to one of them at a recorded day (noon, one second later each time)."""

    def __init__(self):
        self.told, self.logs, self.today = [], {source: [] for source in SOURCES}, date(2025, 1, 1)

    def __repr__(self):
        return f"Campus({len(self.told)} events)"

    def tell(self, type_, recorded=None, **data):
        self.today = recorded or self.today
        source = type_.split(".")[0]
        position = len(self.logs[source]) + 1
        at = datetime(self.today.year, self.today.month, self.today.day, 4, tzinfo=UTC)
        recorded_text = entry.recorded_text(at + timedelta(seconds=len(self.told)))
        plain = json.loads(entry.encode(data))
        self.told.append(
            Telling(source, position, f"{type_}.v1", recorded_text, recorded_day(recorded_text, ZONE), plain)
        )
        self.logs[source].append(_bytes(source, position, f"{type_}.v1", recorded_text, plain))
        return self

    def found(self, branch="branch-a", kind="teaching", on=date(2020, 1, 1), name="甲"):
        return self.tell("membership.branch-founded", branch=branch, name=name, kind=kind, parent="", on=on)

    def join(self, *members, branch="branch-a", on=date(2024, 1, 1)):
        for member in members:
            self.tell(
                "membership.member-joined",
                member=member,
                branch=branch,
                group="",
                employment_type="established",
                on=on,
            )
        return self

    def hold(self, activity="activity-1", recorded=None, **changes):
        return self.tell("membership.activity-held", recorded, **activity_fact(activity, **changes))

    def visit(self, visit="visit-1", recorded=None, **changes):
        return self.tell("welfare.visit-logged", recorded, **visit_fact(visit, **changes))

    def book(self, unit="branch-a", known_on=date.max):
        """The pure engine's book of a unit, from everything told so far."""
        return book_of(self.told, unit, known_on)


def activity_fact(activity, branch="branch-a", on=date(2025, 3, 1), **changes):
    fact = {
        "activity": activity,
        "branch": branch,
        "kind": "sports",
        "home": "harmony",
        "title": "健步走",
        "on": on,
        "filed_on": on,
        "planned": True,
        "result": "",
        "attendance": [],
    }
    return fact | changes


def visit_fact(visit, branch="branch-a", on=date(2025, 3, 1), **changes):
    fact = {
        "visit": visit,
        "branch": branch,
        "member": "member-1",
        "occasion": "hospital",
        "relation": "self",
        "on": on,
        "filed_on": on,
        "amount": "300",
        "in_kind": False,
        "standard": "standard-1",
        "flags": [],
    }
    return fact | changes


def called(unit="branch-a", state="present", members=("member-1",)):
    return {"unit": unit, "state": state, "members": list(members)}


def book_of(told, unit, known_on=date.max):
    lines, entries = [], []
    for each in told:
        more, dated = fold(each, CATALOGUE)
        lines += more
        entries += dated
    mine = (line for line in lines if line.unit == unit)
    return book(unit, net(mine, known_on), Register(entries, known_on))


def _bytes(source, position, name, recorded, data):
    rest = entry.rest(
        {
            "specversion": "1.0",
            "id": f"{source}-{position}",
            "source": f"/hearth/toy/{source}",
            "type": name,
            "subject": f"{source}-stream",
            "streamversion": position,
            "time": recorded,
            "authid": "member-9",
            "data": data,
        }
    )
    return entry.complete(position, recorded, rest)


class Untidy:
    """A feed that repeats and reorders its pages by a seeded chance, but invents nothing."""

    def __init__(self, source, entries, chance=None):
        self.source, self.entries, self.chance = source, entries, chance

    def read(self, after, limit):
        page = self.entries[after : after + limit]
        if self.chance:
            page = [*page, *self.chance.choices(self.entries, k=2)] if page else page
            self.chance.shuffle(page)
        return Page(page, after + limit, len(self.entries))


def memory():
    engine = transactional(create_engine("sqlite://", poolclass=StaticPool), ())
    metadata.create_all(engine)
    reading.create_all(engine)
    return engine


def worker(engine, campus, batch=1_000, chance=None):
    feeds = {source: Untidy(source, campus.logs[source], chance) for source in SOURCES}
    return Worker(engine, FOLD, feeds, lambda: datetime(2026, 6, 1, tzinfo=UTC), batch=batch)


def heard(campus):
    """An engine that has heard everything."""
    engine = memory()
    reader = worker(engine, campus)
    while any(each.behind for each in reader.step()):
        pass
    return engine


def said(db):
    """Everything that a ledger says, in whatever folios it lies."""
    leaves = [row for row in db.execute(select(folio)) for row in _listed(row)]
    return Counter(leaves), Counter(tuple(row) for row in db.execute(select(dated_values)))


def _listed(row):
    place = (row.unit, row.year, row.source)
    return [(*place, each) for text in (row.lines, row.told) for each in text.split("\n") if each]
