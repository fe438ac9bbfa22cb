"""Branch activities: the list, one activity, and the form with its attendance."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask_babel import gettext as _
from marshmallow import Schema, pre_load

from services.chassis.commands import Outcome
from services.chassis.running.parts import here
from services.chassis.web.auth import Answer, reach, requires
from services.chassis.web.forms import form_page
from services.chassis.web.http import paging
from services.membership import words
from services.membership.acts import folded
from services.membership.api.activities import (
    ActivityFilter,
    CorrectActivityBody,
    TellActivityBody,
    WithdrawActivityBody,
    correct_told,
    seen_attendance,
    tell_new,
    withdraw_told,
)
from services.membership.api.branches import OnDay
from services.membership.domain import activity as domain
from services.membership.domain.activity.history import states, units
from services.membership.pages.shown import asked, branch_choices, by_state, does, plain_form, timeline
from services.membership.projections import activities, branches, roster
from services.membership.sight import activity as seen_activity
from services.membership.sight import known_names, today

page = Blueprint("activities_page", __name__, template_folder="templates")


MARK = "state-"


class Roll(Schema):
    """A line of the roll is one select per person, `state-<member>`; blank: not called."""

    @pre_load
    def gather(self, data: Mapping[str, Any], **kwargs: Any) -> dict[str, Any]:
        chosen = [(name, state) for name, state in request.form.items() if name.startswith(MARK) and state]
        rows = [{"member": name.removeprefix(MARK), "state": state} for name, state in chosen]
        return {**data, "attendance": rows}


class TellForm(TellActivityBody, Roll):
    """The API's body, with the attendance as the page sends it."""


class CorrectForm(CorrectActivityBody, Roll):
    """The same for a correction."""


@page.get("/activities")
@requires("activities.read")
def index() -> str:
    query = asked(ActivityFilter)
    rows = activities.every().where(activities.matching(query))
    by = [activities.v.on, activities.v.activity]
    with here().store.reading() as db:
        found = paging(db, rows, by, query, descending=True)
        open_to = activities.every().where(activities.matching({**query, "state": ""}))
        counts = by_state(db, open_to)
        names = branches.names_of(db, today())
    may = bool(reach("activities.tell"))
    return render_template("membership/activities.html", found=found, counts=counts, branches=names, may=may)


@page.get("/activities/<activity>")
@requires("activities.read")
def one(activity: str) -> str:
    state, _version = folded(here().store, domain.decider, activity)
    with here().store.reading() as db:
        row = seen_activity(db, activity)
        seen = seen_attendance(state.fact)
        names = known_names(db, [each["member"] for each in seen])
        told_of = {"branches": branches.names_of(db, row["on"]), "steps": timeline(db, activity)}
    may = row["state"] != "withdrawn" and reach("activities.correct").covers(row["branch"])
    return render_template(
        "membership/activity.html",
        row=row,
        seen=seen,
        names=names,
        withdrawn=state.withdrawn,
        may=may,
        **told_of,
    )


@page.route("/activities/new", methods=["GET", "POST"])
@requires("activities.tell")
def new() -> Answer:
    with here().store.reading() as db:
        choices = branch_choices(db, "activities.tell")
        branch = request.values.get("branch") or (choices[0][0] if choices else "")
        on = asked(OnDay)["on"] or today()
        people = roster.callable_on(db, branch, on) if reach("activities.tell").covers(branch) else []
    return _form(
        TellForm,
        lambda body: tell_new(does().activities, body),
        {"on": on.isoformat(), "branch": branch},
        people,
        choices,
        title=_("Tell an activity"),
        back=url_for("activities_page.index"),
    )


@page.route("/activities/<activity>/correct", methods=["GET", "POST"])
@requires("activities.correct")
def correct(activity: str) -> Answer:
    state, version = folded(here().store, domain.decider, activity)
    with here().store.reading() as db:
        row = seen_activity(db, activity)
        choices = branch_choices(db, "activities.correct")
        people = _people(db, row, state.fact)
    start = {name: row[name] for name in ("branch", "kind", "home", "title", "result", "planned")}
    marked = {MARK + member: each for member, each in states(state.fact.attendance).items()}
    return _form(
        CorrectForm,
        lambda body: correct_told(here(), does().activities, activity, body),
        {**start, **marked, "on": row["on"].isoformat()},
        people,
        choices,
        title=_("Correct the activity"),
        back=url_for("activities_page.one", activity=activity),
        version=version,
        corrects=True,
    )


def _people(db: Any, row: Any, fact: Any) -> list[Any]:
    """The branch's members of that day, and whoever else was called; for those who may see them."""
    if not reach("attendance.read").covers(row["branch"]):
        return []
    mine = roster.callable_on(db, row["branch"], row["on"])
    known = {each["member"] for each in mine}
    names = known_names(db, units(fact.attendance))
    others = [each for each in units(fact.attendance) if each not in known]
    return mine + [{"member": each, "name": names.get(each, each), "staff_no": ""} for each in others]


@page.route("/activities/<activity>/withdraw", methods=["GET", "POST"])
@requires("activities.withdraw")
def withdraw(activity: str) -> Answer:
    with here().store.reading() as db:
        row = seen_activity(db, activity)
    back = url_for("activities_page.one", activity=activity)
    return plain_form(
        WithdrawActivityBody,
        lambda body: withdraw_told(here(), does().activities, activity, body),
        lambda outcome: back,
        ({"name": "reason", "label": _("Reason"), "type": "textarea", "required": True},),
        title=_("Withdraw the activity"),
        label=_("Withdraw"),
        back=back,
        place=row["title"],
        lede=_("It stays readable and no longer counts."),
        version=row["version"],
    )


def _form(
    schema: type[Schema],
    act: Any,
    start: Mapping[str, Any],
    people: list[Any],
    choices: list[tuple[str, str]],
    *,
    title: str,
    back: str,
    version: int | None = None,
    corrects: bool = False,
) -> Answer:
    def then(outcome: Outcome) -> str:
        return url_for("activities_page.one", activity=outcome.stream)

    return form_page(
        "membership/activity_form.html",
        schema,
        act,
        then,
        start,
        version,
        people=people,
        choices=choices,
        title=title,
        back=back,
        corrects=corrects,
        attended=words.options(words.ATTENDED),
    )
