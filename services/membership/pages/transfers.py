"""Transfers: the list that both branches and the office see, and the new branch's answer."""

from typing import Any

from flask import Blueprint, render_template, url_for
from marshmallow import Schema, fields, validate

from services.chassis.commands import Outcome
from services.chassis.decider import Refused
from services.chassis.running.parts import here
from services.chassis.web.auth import Answer, reach, requires
from services.chassis.web.fields import Day, Text
from services.chassis.web.forms import form_page
from services.chassis.web.http import paging, writing
from services.membership.api.members import must_act
from services.membership.api.transfers import TransferFilter
from services.membership.domain.member import AcceptTransfer, DeclineTransfer
from services.membership.pages.shown import asked, by_state, does, timeline
from services.membership.projections import branches, transfers
from services.membership.sight import person, today, told, transfers_in_sight

page = Blueprint("transfers_page", __name__, template_folder="templates")
ANSWER = "transfers.answer"


class Answered(Schema):
    """What the opinion dialog sends."""

    decision = fields.String(required=True, validate=validate.OneOf(["accept", "decline"]))
    reason = Text(1000, load_default="")
    on = Day(load_default=None)


@page.get("/transfers")
@requires("transfers.read")
def index() -> str:
    query = asked(TransferFilter)
    mine = transfers.named().where(transfers_in_sight())
    by = [transfers.t.released_on, transfers.t.member, transfers.t.begun]
    with here().store.reading() as db:
        found = paging(db, mine.where(transfers.matching(query)), by, query, descending=True)
        counts = by_state(db, mine.where(transfers.matching({**query, "state": ""})))
        names = branches.names_of(db, today())
    return render_template("membership/transfers.html", found=found, counts=counts, branches=names)


@page.route("/transfers/<member>", methods=["GET", "POST"])
@requires("transfers.read")
def one(member: str) -> Answer:
    with here().store.reading() as db:
        row = person(db, member, "transfers.read")
        steps, names = timeline(db, member), branches.names_of(db, today())
    return form_page(
        "membership/transfer.html",
        Answered,
        lambda body: _answer(row, body),
        lambda outcome: url_for("transfers_page.index"),
        {"on": today().isoformat()},
        row["version"],
        row=row,
        steps=steps,
        branches=names,
        may=row["state"] == "released" and reach(ANSWER).covers(row["to"]),
    )


def _answer(row: Any, body: dict[str, Any]) -> Outcome:
    must_act(ANSWER, row)
    said: dict[str, Any] = {"on": body["on"] or today()}
    if body["decision"] == "accept":
        return does().members(row["member"], AcceptTransfer(**told(said, ANSWER)), writing())
    if not body["reason"]:
        raise Refused("reason-needed", "Say why.", "reason")
    command = DeclineTransfer(**told(said | {"reason": body["reason"]}, ANSWER))
    return does().members(row["member"], command, writing())
