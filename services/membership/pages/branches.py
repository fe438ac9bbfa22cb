"""Branches as on a day; one branch with its names, head counts, groups and the acts on it."""

from dataclasses import replace
from typing import Any

from flask import Blueprint, render_template, url_for
from flask_babel import gettext as _

from services.chassis.commands import Outcome
from services.chassis.running.parts import here
from services.chassis.web.auth import Answer, must_reach, reach, requires
from services.chassis.web.http import new_id, paging, writing
from services.membership import words
from services.membership.api.branches import (
    CHANGE,
    BranchFilter,
    DissolveBranchBody,
    FoundBranchBody,
    MergeBranchBody,
    OnDay,
    RenameBranchBody,
)
from services.membership.api.members import FollowBody
from services.membership.api.units import CloseGroupBody, FormGroupBody, HeadCountBody
from services.membership.domain.branch import (
    CloseGroup,
    DissolveBranch,
    FormGroup,
    FoundBranch,
    MergeBranch,
    RenameBranch,
    TellHeadCount,
)
from services.membership.domain.member import FollowMerger
from services.membership.pages.shown import asked, does, plain_form, timeline
from services.membership.projections import branches, roster
from services.membership.sight import branch as seen_branch
from services.membership.sight import today, told

page = Blueprint("branches_page", __name__, template_folder="templates")
MAY = (CHANGE, "head-counts.tell", "groups.change", "members.read", "transfers.follow")
DAY = {"name": "on", "type": "date", "required": True}


@page.get("/branches")
@requires("branches.read")
def index() -> str:
    query = asked(BranchFilter)
    on = query["on"] or today()
    if query["living"] is None:
        query["living"] = True
    rows = branches.on_day(on).where(branches.matching(query, on))
    with here().store.reading() as db:
        found = paging(db, rows, [branches.b.kind, branches.b.branch], {**query, "limit": 200})
        names = branches.names_of(db, on)
    may = reach(CHANGE).all
    return render_template("membership/branches.html", found=found, names=names, on=on, may=may)


@page.get("/branches/<branch>")
@requires("branches.read")
def one(branch: str) -> str:
    on = asked(OnDay)["on"] or today()
    with here().store.reading() as db:
        row = seen_branch(db, branch, on)
        told_of = {
            "counts": paging(db, branches.counts(branch), [branches.head_counts.c.on], {}, descending=True),
            "groups": paging(db, branches.groups_of(branch), [branches.groups.c.group], {"limit": 200}),
            "through_time": branches.names_through_time(db, branch),
            "names": branches.names_of(db, on),
            "steps": timeline(db, branch) if reach("members.read").covers(branch) else [],
        }
    may = {name: reach(name).covers(branch) for name in MAY}
    return render_template("membership/branch.html", row=row, on=on, may=may, **told_of)


@page.route("/branches/new", methods=["GET", "POST"])
@requires(CHANGE)
def new() -> Answer:
    with here().store.reading() as db:
        parents = branches.choices(db, today())
    kinds = words.options(words.BRANCH_KINDS)
    return plain_form(
        FoundBranchBody,
        _found,
        lambda outcome: url_for("branches_page.one", branch=outcome.stream),
        (
            {"name": "name", "label": _("Name"), "required": True},
            {"name": "kind", "label": _("Kind"), "type": "select", "options": kinds, "required": True},
            {"name": "parent", "label": _("Under which branch"), "type": "select", "options": parents,
             "placeholder": _("right under the school union")},
            {**DAY, "label": _("Founded on")},
        ),
        title=_("Found a branch"), label=_("Found"), back=url_for("branches_page.index"),
    )  # fmt: skip


def _found(body: dict[str, Any]) -> Outcome:
    branch = new_id("branch")
    return does().branches(branch, FoundBranch(branch=branch, **told(body, CHANGE)), writing())


@page.route("/branches/<branch>/rename", methods=["GET", "POST"])
@requires(CHANGE)
def rename(branch: str) -> Answer:
    fields = (
        {"name": "name", "label": _("New name"), "required": True},
        {**DAY, "label": _("From which day on")},
    )
    return _form(branch, CHANGE, RenameBranchBody, RenameBranch, fields, _("Rename the branch"), _("Rename"))


@page.route("/branches/<branch>/merge", methods=["GET", "POST"])
@requires(CHANGE)
def merge(branch: str) -> Answer:
    with here().store.reading() as db:
        others = [each for each in branches.choices(db, today()) if each[0] != branch]
    fields = (
        {
            "name": "into",
            "label": _("Into which branch"),
            "type": "select",
            "options": others,
            "required": True,
        },
        {**DAY, "label": _("From which day on")},
    )
    return _form(branch, CHANGE, MergeBranchBody, MergeBranch, fields, _("Merge the branch"), _("Merge"))


@page.route("/branches/<branch>/dissolve", methods=["GET", "POST"])
@requires(CHANGE)
def dissolve(branch: str) -> Answer:
    fields = (
        {"name": "reason", "label": _("Reason"), "type": "textarea", "required": True},
        {**DAY, "label": _("From which day on")},
    )
    return _form(
        branch, CHANGE, DissolveBranchBody, DissolveBranch, fields, _("Dissolve the branch"), _("Dissolve")
    )


@page.route("/branches/<branch>/head-count", methods=["GET", "POST"])
@requires("head-counts.tell")
def head_count(branch: str) -> Answer:
    labels = {
        "staff": _("All staff"),
        "women": _("of them women"),
        "non_establishment": _("of them outside the establishment"),
        "retired": _("Retired"),
    }
    counts = [
        {"name": name, "label": label, "type": "number", "required": True} for name, label in labels.items()
    ]
    return _form(
        branch, "head-counts.tell", HeadCountBody, TellHeadCount,
        ({**DAY, "label": _("As on which day")}, *counts), _("Tell the head count"), _("Tell"),
    )  # fmt: skip


@page.route("/branches/<branch>/groups/new", methods=["GET", "POST"])
@requires("groups.change")
def form_group(branch: str) -> Answer:
    fields = ({"name": "name", "label": _("Name"), "required": True}, {**DAY, "label": _("Formed on")})
    act = lambda **body: FormGroup(group=new_id("group"), **body)  # noqa: E731
    return _form(branch, "groups.change", FormGroupBody, act, fields, _("Form a group"), _("Form"))


@page.route("/branches/<branch>/groups/<group>/close", methods=["GET", "POST"])
@requires("groups.change")
def close_group(branch: str, group: str) -> Answer:
    act = lambda **body: CloseGroup(group=group, **body)  # noqa: E731
    fields = ({**DAY, "label": _("Closed on")},)
    return _form(branch, "groups.change", CloseGroupBody, act, fields, _("Close the group"), _("Close"))


@page.route("/branches/<branch>/follow", methods=["GET", "POST"])
@requires("transfers.follow")
def follow(branch: str) -> Answer:
    with here().store.reading() as db:
        row = seen_branch(db, branch)
    back = url_for("branches_page.one", branch=branch)
    return plain_form(
        FollowBody,
        lambda body: _follow(branch, row["version"]),
        lambda outcome: back,
        (),
        title=_("Move all members to the successor"),
        label=_("Move"),
        back=back,
        place=row["name"],
        lede=_("Each moves on the day of the merger; open transfers stay as they are."),
    )


def _follow(branch: str, version: int) -> Outcome:
    """One append a member; done twice it changes nothing, so the members share no key."""
    with here().store.reading() as db:
        rows = roster.members().where(roster.c.branch == branch, roster.c.state == "active")
        left = [row.member for row in db.execute(rows)]
    for member in left:
        does().members(member, FollowMerger(**told({}, "transfers.follow")), replace(writing(), key=None))
    return Outcome(branch, version, 200)


def _form(branch: str, permission: str, schema: Any, act: Any, fields: Any, title: str, label: str) -> Answer:
    with here().store.reading() as db:
        row = seen_branch(db, branch)
    must_reach(permission, unit=branch)
    return plain_form(
        schema,
        lambda body: does().branches(branch, act(**told(body, permission)), writing()),
        lambda outcome: url_for("branches_page.one", branch=branch),
        fields,
        title=title,
        label=label,
        back=url_for("branches_page.one", branch=branch),
        place=row["name"],
        version=row["version"],
    )
