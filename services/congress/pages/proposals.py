"""提案: the list, mine, those inviting me, and the page to write one."""

from typing import Any

from flask import Blueprint, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from services.chassis.commands import Outcome
from services.chassis.running.parts import here
from services.chassis.web.auth import Answer, reach, requires
from services.chassis.web.forms import form_page
from services.chassis.web.http import new_id, paging, writing
from services.chassis.web.switches import same_page
from services.congress import words
from services.congress.api import acts
from services.congress.api.proposals import Draft, ProposalQuery, visible
from services.congress.day import today
from services.congress.domain.proposal.commands import DraftProposal
from services.congress.pages import all_congresses, asked_for, branches, congress_options, options, people
from services.congress.projections import delegates, invitations
from services.congress.projections.congresses import settings_of
from services.congress.projections.lists import counts, matching
from services.congress.projections.proposals import c

pages = Blueprint(
    "proposal_list", __name__, template_folder="templates", static_folder="static", static_url_path="/writing"
)


@pages.get("/")
@requires("proposals.read")
def start() -> Response:
    return redirect(url_for("proposal_list.index"))


@pages.get("/proposals")
@requires("proposals.read")
def index() -> str:
    view = request.args.get("view", "")
    shown = inviting() if view == "inviting" else listing(view)
    return render_template("congress/proposals.html", **common(), **shown)


def common() -> dict[str, Any]:
    """What all tabs of the list show."""
    with here().store.reading() as db:
        asking = len(invitations.waiting_for(db, g.principal.id))
    return {
        "words": words,
        "asking": asking,
        "may_write": bool(reach("proposals.write")),
        "may_export": bool(reach("proposals.export")),
        "query": request.query_string.decode(),
        "congresses": congress_options(),
        "branches": branches(),
        "options": options,
        "today": today(),
    }


def listing(view: str) -> dict[str, Any]:
    """The filtered list with counts by state; names instead of ids."""
    asked = asked_for(ProposalQuery) | ({"proposer": g.principal.id} if view == "mine" else {})
    with here().store.reading() as db:
        wanted = matching(asked, today()).where(visible())
        page = paging(db, wanted, [c.since, c.proposal], asked, descending=True)
        states = counts(db, asked, visible(), today())
    return {
        "rows": page["items"],
        "names": people(each["proposer"] for each in page["items"]),
        "count": page["total"],
        "states": states,
        "next": same_page(after=page["next"]) if page["next"] else "",
        "first": same_page(after="") if asked["after"] else "",
    }


def inviting() -> dict[str, Any]:
    """The drafts that wait for the reader's own answer."""
    with here().store.reading() as db:
        rows = invitations.waiting_for(db, g.principal.id)
    return {"invited": rows, "names": people(each.proposer for each in rows)}


@pages.route("/proposals/new", methods=["GET", "POST"])
@requires("proposals.write")
def new() -> Answer:
    congresses = seated()
    first = congresses[0] if congresses else None
    return form_page(
        "congress/write.html",
        Draft,
        act=write,
        then=lambda outcome: url_for("proposal.show", proposal=outcome.stream, done="draft"),
        start={"congress": first.congress if first else ""},
        congresses=[(each.congress, each.name) for each in congresses],
        settings=settings_of(first.settings) if first else None,
        window=first,
        words=words,
        options=options,
    )


def write(body: dict[str, Any]) -> Outcome:
    proposal = new_id("proposal")
    asked = DraftProposal(by=g.principal.id, proposal=proposal, on=today(), **body)
    return acts().proposals(proposal, asked, writing())


def seated() -> list[Any]:
    """The open congresses in which the reader sits."""
    with here().store.reading() as db:
        return [
            each
            for each in all_congresses()
            if each.closed_on is None
            and (seat := delegates.one(db, each.congress, g.principal.id))
            and seat.ended_on is None
        ]
