"""The roster and one member: periods, timeline, and the acts that end or move a membership."""

from typing import Any

from flask import Blueprint, render_template, url_for
from flask_babel import gettext as _

from services.chassis.running.parts import here
from services.chassis.web.auth import Answer, reach, requires
from services.chassis.web.http import paging, writing
from services.membership import words
from services.membership.api.members import EraseBody, LeaveBody, MemberFilter, ReleaseBody, must_act
from services.membership.domain.member import EndMembership, ErasePerson, ReleaseMember
from services.membership.pages.shown import asked, by_state, does, plain_form, timeline
from services.membership.projections import branches, periods, roster
from services.membership.sight import people_in_sight, person, today, told

page = Blueprint("members_page", __name__, template_folder="templates")


@page.get("/members")
@requires("members.read")
def index() -> str:
    query = asked(MemberFilter)
    mine = roster.members().where(people_in_sight("members.read"))
    with here().store.reading() as db:
        found = paging(db, mine.where(roster.matching(query)), [roster.c.name, roster.c.member], query)
        counts = by_state(db, mine.where(roster.matching({**query, "state": ""})))
        names = branches.names_of(db, today())
    return render_template("membership/members.html", found=found, counts=counts, branches=names)


@page.get("/members/<member>")
@requires("members.read")
def one(member: str) -> str:
    with here().store.reading() as db:
        row = person(db, member, "members.read")
        told_of = {"periods": periods.of(db, member), "steps": timeline(db, member)}
        names = branches.names_of(db, today())
    return render_template("membership/member.html", row=row, branches=names, may=_may(row), **told_of)


def _may(row: Any) -> dict[str, bool]:
    """Which acts the reader may do now; what is not allowed is not offered."""
    member = row["state"] in roster.MEMBERS
    branch = row["branch"]
    return {
        "release": row["state"] == "active" and reach("transfers.release").covers(branch),
        "leave": member and reach("members.end").covers(branch),
        "erase": row["state"] in ("left", "rejected", "withdrawn") and reach("members.erase").covers(branch),
    }


@page.route("/members/<member>/release", methods=["GET", "POST"])
@requires("transfers.release")
def release(member: str) -> Answer:
    with here().store.reading() as db:
        row = person(db, member, "transfers.release")
        must_act("transfers.release", row)
        choices = [each for each in branches.choices(db, today()) if each[0] != row["branch"]]
    return _form(
        row, ReleaseBody, ReleaseMember, "transfers.release",
        (
            {"name": "to", "label": _("To which branch"), "type": "select", "options": choices,
             "required": True},
            {"name": "on", "label": _("Released on"), "type": "date", "required": True},
            {"name": "reason", "label": _("Reason"), "type": "textarea"},
        ),
        title=_("Release to another branch"), label=_("Release"),
        lede=_("The member stays with this branch until the new one accepts."),
    )  # fmt: skip


@page.route("/members/<member>/leave", methods=["GET", "POST"])
@requires("members.end")
def leave(member: str) -> Answer:
    with here().store.reading() as db:
        row = person(db, member, "members.end")
    sealed = _("Kept sealed; it does not leave membership.")
    return _form(
        row, LeaveBody, EndMembership, "members.end",
        (
            {"name": "reason", "label": _("Why"), "type": "select", "options": words.options(words.LEFT),
             "required": True},
            {"name": "on", "label": _("From which day on"), "type": "date", "required": True},
            {"name": "grounds", "label": _("Grounds"), "type": "textarea", "hint": sealed},
            {"name": "unpaid_since", "label": _("No dues since"), "type": "date",
             "hint": _("For a deemed withdrawal all three records are needed.")},
            {"name": "absent_since", "label": _("No union life since"), "type": "date"},
            {"name": "talked_on", "label": _("Talk held on"), "type": "date"},
        ),
        title=_("End the membership"), label=_("End the membership"), lede=_("Leaving is free."),
    )  # fmt: skip


@page.route("/members/<member>/erase", methods=["GET", "POST"])
@requires("members.erase")
def erase(member: str) -> Answer:
    with here().store.reading() as db:
        row = person(db, member, "members.erase")
    return _form(
        row, EraseBody, ErasePerson, "members.erase",
        (
            {"name": "basis", "label": _("Legal ground"), "type": "select",
             "options": words.options(words.BASES), "required": True},
            {"name": "on", "label": _("Day"), "type": "date", "required": True},
        ),
        title=_("Erase personal data"), label=_("Erase for ever"),
        lede=_("Name and numbers become unreadable for everybody; nothing brings them back."),
    )  # fmt: skip


def _form(row: Any, schema: Any, command: Any, permission: str, fields: Any, **words_of_page: str) -> Answer:
    member = row["member"]
    return plain_form(
        schema,
        lambda body: does().members(member, command(**told(body, permission)), writing()),
        lambda outcome: url_for("members_page.one", member=member),
        fields,
        back=url_for("members_page.one", member=member),
        place=row["name"] or member,
        version=row["version"],
        **words_of_page,
    )
