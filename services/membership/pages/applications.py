"""Applications: the form, the desk, and one application with the opinion that comes next."""

from typing import Any

from flask import Blueprint, render_template, url_for
from flask_babel import gettext as _
from marshmallow import Schema, fields, validate

from services.chassis.commands import Outcome
from services.chassis.decider import Refused
from services.chassis.running.parts import here
from services.chassis.web.auth import Answer, reach, requires
from services.chassis.web.fields import Day, Text
from services.chassis.web.forms import form_page
from services.chassis.web.http import paging, writing
from services.chassis.web.problems import Forbidden, Problem
from services.membership import words
from services.membership.api.applications import (
    SUBMIT,
    ApplicationFilter,
    SubmitApplicationBody,
    submit_new,
)
from services.membership.domain.member import (
    ApproveApplication,
    CheckApplication,
    RejectApplication,
    ReturnApplication,
    SubmitApplication,
    WithdrawApplication,
)
from services.membership.pages.shown import asked, branch_choices, by_state, does, plain_form, timeline
from services.membership.projections import applications, branches
from services.membership.sight import people_in_sight, person, today, told

page = Blueprint("applications_page", __name__, template_folder="templates")
# Decision -> its permission, the command, and the states in which it comes next.
STEPS: dict[str, tuple[str, Any, tuple[str, ...]]] = {
    "check": ("applications.check", CheckApplication, ("submitted",)),
    "approve": ("applications.approve", ApproveApplication, ("checked",)),
    "return": ("applications.answer", ReturnApplication, ("submitted", "checked")),
    "reject": ("applications.answer", RejectApplication, ("submitted", "checked")),
    "withdraw": ("applications.withdraw", WithdrawApplication, ("submitted", "returned")),
}


class Decision(Schema):
    """What the opinion dialog sends."""

    decision = fields.String(required=True, validate=validate.OneOf([*STEPS]))
    reason = Text(1000, load_default="")
    on = Day(load_default=None)


@page.get("/applications")
@requires("applications.read")
def index() -> str:
    query = asked(ApplicationFilter)
    mine = applications.named().where(people_in_sight("applications.read"))
    by = [applications.a.submitted_on, applications.a.member]
    with here().store.reading() as db:
        found = paging(db, mine.where(applications.matching(query)), by, query, descending=True)
        counts = by_state(db, mine.where(applications.matching({**query, "state": ""})))
        names = branches.names_of(db, today())
    may = bool(reach(SUBMIT).all or reach(SUBMIT).units)
    return render_template(
        "membership/applications.html", found=found, counts=counts, branches=names, may=may
    )


@page.route("/applications/new", methods=["GET", "POST"])
@requires(SUBMIT)
def new() -> Answer:
    with here().store.reading() as db:
        choices = branch_choices(db, SUBMIT)
    if not choices:
        raise Forbidden("out-of-reach")
    return plain_form(
        SubmitApplicationBody,
        lambda body: submit_new(does().members, body),
        lambda outcome: url_for("applications_page.one", member=outcome.stream),
        _fields(choices),
        title=_("Application for membership"),
        label=_("Submit"),
        back=url_for("applications_page.index"),
        lede=_("Joining is voluntary. Name, staff number and mobile number are kept sealed."),
        start={"branch": choices[0][0]} if len(choices) == 1 else None,
    )


@page.route("/applications/<member>/again", methods=["GET", "POST"])
@requires(SUBMIT)
def again(member: str) -> Answer:
    """What was given before stays in the form."""
    with here().store.reading() as db:
        row = person(db, member, SUBMIT)
        choices = branch_choices(db, SUBMIT) or [
            (row["branch"], branches.names_of(db, today())[row["branch"]])
        ]
    here_again = url_for("applications_page.one", member=member)
    return plain_form(
        SubmitApplicationBody,
        lambda body: _submit_again(member, body),
        lambda outcome: here_again,
        _fields(choices),
        title=_("Submit again"),
        label=_("Submit"),
        back=here_again,
        place=row["name"],
        start={name: row[name] for name in ("branch", "employment_type", "name", "staff_no", "mobile")},
        version=row["version"],
    )


def _submit_again(member: str, body: dict[str, Any]) -> Outcome:
    return does().members(member, SubmitApplication(member=member, **told(body, SUBMIT)), writing())


def _fields(choices: list[tuple[str, str]]) -> list[dict[str, Any]]:
    employment = words.options(words.EMPLOYMENT)
    return [
        {"name": "name", "label": _("Full name"), "required": True},
        {"name": "staff_no", "label": _("Staff number")},
        {"name": "mobile", "label": _("Mobile number"), "hint": _("11 digits")},
        {"name": "branch", "label": _("Branch"), "type": "select", "options": choices, "required": True},
        {"name": "employment_type", "label": _("Employment"), "type": "select", "options": employment,
         "required": True},
        {"name": "on", "label": _("Applied on"), "type": "date", "required": True},
    ]  # fmt: skip


@page.route("/applications/<member>", methods=["GET", "POST"])
@requires("applications.read")
def one(member: str) -> Answer:
    with here().store.reading() as db:
        person(db, member, "applications.read")
        row = applications.one(db, member)
        if row is None:
            raise Problem("not-found")
        steps, names = timeline(db, member), branches.names_of(db, today())
    open_steps = _open(row)
    return form_page(
        "membership/application.html",
        Decision,
        lambda body: _decide(row, body),
        lambda outcome: url_for("applications_page.one", member=member),
        {"on": today().isoformat()},
        row["version"],
        row=row,
        steps=steps,
        branches=names,
        choices=_choices(open_steps),
        may_again=row["state"] in ("returned", "rejected", "withdrawn") and _covers(SUBMIT, row),
    )


def _covers(permission: str, row: Any) -> bool:
    return reach(permission).covers(row["branch"], row["member"])


def _open(row: Any) -> list[str]:
    return [
        name
        for name, (permission, _command, states) in STEPS.items()
        if row["state"] in states and _covers(permission, row)
    ]


def _choices(names: list[str]) -> list[tuple[str, str, bool]]:
    said = {
        "check": (_("Pass on: eligible, voluntary, complete"), False),
        "approve": (_("Approve"), False),
        "return": (_("Return to be completed"), True),
        "reject": (_("Reject"), True),
        "withdraw": (_("Withdraw the application"), False),
    }
    return [(name, *said[name]) for name in names]


def _decide(row: Any, body: dict[str, Any]) -> Outcome:
    permission, command, _states = STEPS[body["decision"]]
    if not _covers(permission, row):
        raise Forbidden("out-of-reach")
    said = {"check": {"opinion": body["reason"]}, "approve": {}, "withdraw": {}}
    more = said.get(body["decision"], {"reason": body["reason"]})
    if "reason" in more and not more["reason"]:
        raise Refused("reason-needed", "Say why.", "reason")
    return does().members(
        row["member"], command(**told({"on": body["on"] or today(), **more}, permission)), writing()
    )
