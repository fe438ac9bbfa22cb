"""代表名册: who sits for which branch; the composition against its targets; elected and ended."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Blueprint, g, redirect, render_template, request, url_for

from services.chassis.commands import Outcome
from services.chassis.running.parts import here
from services.chassis.web.auth import Answer, reach, requires
from services.chassis.web.forms import form_page
from services.chassis.web.http import paging, writing
from services.chassis.web.language import gettext
from services.chassis.web.problems import Problem
from services.chassis.web.switches import same_page
from services.congress import words
from services.congress.api import acts
from services.congress.api.delegates import DelegateQuery, Elect, End
from services.congress.day import dated, today
from services.congress.domain.delegate import ElectDelegate, EndDelegate, stream_of
from services.congress.pages import all_congresses, asked_for, branches, congress_options, options, people
from services.congress.projections import rolls
from services.congress.projections.delegates import c, composition, matching, one

pages = Blueprint("delegate", __name__, template_folder="templates")
TEACHERS, MANAGERS = 60, 20  # per cent: order no. 32 art. 9 at least; Shanghai ordinance art. 16 at most


@pages.get("/delegates")
@requires("delegates.read")
def index() -> str:
    held = all_congresses()
    chosen = request.args.get("congress") or (held[0].congress if held else "")
    asked = asked_for(DelegateQuery) | {"congress": chosen}
    with here().store.reading() as db:
        page = paging(db, matching(asked), [c.congress, c.branch, c.member], asked)
        shares = composition(db, chosen)
    return render_template(
        "congress/delegates.html",
        rows=page["items"],
        count=page["total"],
        next=same_page(after=page["next"]) if page["next"] else "",
        first=same_page(after="") if asked["after"] else "",
        names=people(each["member"] for each in page["items"]),
        elsewhere=moved_away(page["items"]),
        shares=share_lines(shares),
        chosen=chosen,
        congresses=congress_options(),
        branches=branches(),
        may={verb for verb in ("elect", "end") if reach(f"delegates.{verb}")},
        query=request.query_string.decode(),
        words=words,
        options=options,
    )


def moved_away(rows: Sequence[Mapping[str, Any]]) -> set[str]:
    """Current delegates who are no longer members of the branch that elected them."""
    sitting = {each["member"]: each["branch"] for each in rows if each["ended_on"] is None}
    with here().live().connect() as db:
        now = rolls.branches_of(db, sorted(sitting), today())
    return {member for member, branch in sitting.items() if now[member] != branch}


def share_lines(shares: dict[str, int]) -> list[dict[str, Any]]:
    """Each category's share of the current delegates, with the targets that rules set."""
    total = sum(shares.values())

    def per_cent(*categories: str) -> float:
        return 100 * sum(shares.get(each, 0) for each in categories) / total if total else 0.0

    teachers, managers = per_cent("teacher"), per_cent("manager", "leader")
    return [
        {"label": gettext("Current delegates"), "value": total, "note": ""},
        {
            "label": gettext("Front-line teachers"),
            "value": f"{teachers:.0f}%",
            "note": gettext("at least %(share)s%%", share=TEACHERS),
            "kept": not total or teachers >= TEACHERS,
        },
        {
            "label": gettext("Managers and leaders"),
            "value": f"{managers:.0f}%",
            "note": gettext("at most %(share)s%%", share=MANAGERS),
            "kept": managers <= MANAGERS,
        },
    ]


@pages.route("/delegates/new", methods=["GET", "POST"])
@requires("delegates.elect")
def new() -> Answer:
    branch = request.values.get("branch", "")
    with here().live().connect() as db:
        members = rolls.members_of(db, branch, today()) if branch else []
        open_ones = rolls.open_branches(db)
    names = people(members)
    return form_page(
        "congress/delegate_form.html",
        Elect,
        act=elect,
        then=lambda outcome: url_for("delegate.index", done="elect"),
        start={"branch": branch, "congress": request.args.get("congress", ""), "on": today().isoformat()},
        congresses=[(each.congress, each.name) for each in all_congresses() if each.closed_on is None],
        branches=list(open_ones.items()),
        members=sorted(names.items(), key=lambda pair: pair[1]),
        branch=branch,
        words=words,
        options=options,
    )


def elect(body: dict[str, Any]) -> Outcome:
    seat = stream_of(body["congress"], body["member"])
    return acts().delegates(seat, ElectDelegate(by=g.principal.id, **dated(body)), writing())


@pages.route("/delegates/<congress>/<member>/end", methods=["GET", "POST"])
@requires("delegates.end")
def end(congress: str, member: str) -> Answer:
    with here().store.reading() as db:
        row = one(db, congress, member)
    if row is None:
        raise Problem("not-found")
    if row.ended_on:
        return redirect(url_for("delegate.index", congress=congress))
    return form_page(
        "congress/delegate_end.html",
        End,
        act=lambda body: acts().delegates(
            row.stream, EndDelegate(by=g.principal.id, **dated(body)), writing()
        ),
        then=lambda outcome: url_for("delegate.index", congress=congress, state="ended", done="end"),
        start={"on": today().isoformat()},
        version=row.version,
        row=row,
        names=people([member]),
        branches=branches(),
        words=words,
        options=options,
    )
