"""What the reader may see, and what a command tells beside its body: by whom and on which day."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from flask import g
from sqlalchemy import ColumnElement, Connection, true

from services.chassis.decider import Refused
from services.chassis.running.parts import People, here
from services.chassis.web.auth import reach, reach_of
from services.chassis.web.http import now
from services.chassis.web.problems import Forbidden, Problem
from services.membership.access import ACCESS
from services.membership.projections import activities, branches, roster, transfers


def today() -> date:
    """The school's day of this request."""
    return now().astimezone(here().zone).date()


def told(body: Mapping[str, Any], permission: str) -> dict[str, Any]:
    """A command's fields: the body, who sends it, and the day on which the unit handed it in.

    Only those who serve all units may name an earlier day of filing: a deadline is kept by it.
    """
    filed_on = body.get("filed_on") or today()
    if filed_on > today():
        raise Refused("not-happened-yet", "This day has not come yet.", "filed_on")
    if filed_on != today() and not reach(permission).all:
        raise Refused("filed-today", "A branch files today; the office may note an earlier day.", "filed_on")
    return {**body, "by": g.principal.id, "filed_on": filed_on}


def people_in_sight(permission: str) -> ColumnElement[bool]:
    """The rows of the roster that the reader may see."""
    far = reach(permission)
    return true() if far.all else roster.reachable(far.units, far.own)


def transfers_in_sight() -> ColumnElement[bool]:
    """The transfers that the reader may see."""
    far = reach("transfers.read")
    return true() if far.all else transfers.reachable(far.units, far.own)


def person(db: Connection, member: str, permission: str) -> Any:
    """A person's row, if the reader's right covers their branch, the one they move to, or themselves."""
    row = roster.one(db, member)
    if row is None:
        raise Problem("not-found")
    far = reach(permission)
    if not (far.covers(row["branch"], row["member"]) or far.covers(row["to"])):
        raise Forbidden("out-of-reach")
    return row


def branch(db: Connection, branch: str, on: date | None = None) -> Any:
    """A branch's row as on a day (today)."""
    row = branches.one(db, branch, on or today())
    if row is None:
        raise Problem("not-found")
    return row


def activity(db: Connection, activity: str) -> Any:
    """An activity's row."""
    row = activities.one(db, activity)
    if row is None:
        raise Problem("not-found")
    return row


def known_names(db: Connection, ids: Iterable[str]) -> dict[str, str]:
    """The names that the signed-in reader may know: members' by everybody who may ask for names,
    applicants' by those who handle their application, the erased by nobody."""
    asks = reach_of(g.get("principal"), "people.read", ACCESS)
    handles = reach_of(g.get("principal"), "applications.read", ACCESS)
    return {
        member: row["name"]
        for member, row in roster.names(db, ids).items()
        if (asks and row["joined_on"]) or handles.covers(row["branch"], member)
    }


def names_for_readers(parts: Any) -> People:
    """The look-up of names that membership offers to other services in the same process."""

    def names(ids: Iterable[str]) -> dict[str, str]:
        with parts.store.reading() as db:
            return known_names(db, ids)

    return names
