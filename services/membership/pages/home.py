"""The landing page: what waits for me, and the ways on from here."""

from typing import Any

from flask import Blueprint, render_template
from sqlalchemy import Connection, func, select, true

from services.chassis.running.parts import here
from services.chassis.web.auth import reach, requires, signed_in
from services.membership.projections import activities, applications, branches, roster, transfers
from services.membership.sight import people_in_sight, today, transfers_in_sight

page = Blueprint("home", __name__, template_folder="templates")
QUEUES = {"applications.check": "submitted", "applications.approve": "checked"}  # right -> what waits for it
MOST = 10


@page.get("/")
@requires("home.read")
def index() -> str:
    with here().store.reading() as db:
        waiting = _waiting(db)
        me = roster.one(db, getattr(signed_in(), "id", ""))
        held = _held_this_year(db) if reach("activities.read") else None
        shown = {"open": _open(db), "branches": branches.names_of(db, today()), "year": today().year}
    return render_template("membership/home.html", waiting=waiting, me=me, held=held, **shown)


def _open(db: Connection) -> list[Any]:
    """The oldest of what waits for an act of the reader."""
    states = [state for right, state in QUEUES.items() if reach(right)]
    mine = applications.named().where(people_in_sight("applications.read"), applications.a.state.in_(states))
    asks = db.execute(mine.order_by(applications.a.changed_on).limit(MOST)).mappings() if states else ()
    found = [{**row, "page": "applications_page.one", "since": row["changed_on"]} for row in asks]
    answers = transfers.named().where(transfers.t.state == "open", transfers_in_sight())
    far = reach("transfers.answer")
    if far:
        mine = answers.where(true() if far.all else transfers.t.to.in_(far.units))
        moves = db.execute(mine.order_by(transfers.t.released_on).limit(MOST)).mappings()
        found += [{**row, "page": "transfers_page.one", "since": row["released_on"]} for row in moves]
    return sorted(found, key=lambda row: row["since"])[:MOST]


def _held_this_year(db: Connection) -> int:
    rows = activities.every().where(activities.v.on >= today().replace(month=1, day=1))
    return _count(db, rows.where(activities.v.state != "withdrawn"))


def _waiting(db: Connection) -> dict[str, int | None]:
    """How much waits in each of the reader's queues; None where there is no such queue for the reader."""
    mine = applications.named().where(people_in_sight("applications.read"))
    members = roster.members().where(people_in_sight("members.read"), roster.c.state.in_(roster.MEMBERS))
    moving = transfers.named().where(transfers_in_sight(), transfers.t.state == "open")
    return {
        "members": _count(db, members) if reach("members.read") else None,
        "to_check": _count(db, mine.where(applications.a.state == "submitted"))
        if reach("applications.check")
        else None,
        "to_approve": _count(db, mine.where(applications.a.state == "checked"))
        if reach("applications.approve")
        else None,
        "transfers": _count(db, moving) if reach("transfers.read") else None,
    }


def _count(db: Connection, rows: Any) -> int:
    return int(db.execute(select(func.count()).select_from(rows.subquery())).scalar_one())
