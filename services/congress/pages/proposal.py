"""One proposal: where it stands, with whom, since when; its texts, timeline, and what the reader may do."""

from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from flask import Blueprint, g, redirect, render_template, request, url_for

from services.chassis.running.parts import here
from services.chassis.web.auth import Answer, reach, requires
from services.chassis.web.forms import Form, form_page
from services.chassis.web.language import gettext
from services.chassis.web.problems import Problem
from services.congress import timeline, words
from services.congress.api import acts
from services.congress.api.congresses import found as congress_of
from services.congress.api.proposals import found, open_to, visible
from services.congress.day import today
from services.congress.domain.proposal.events import ProposalReplied
from services.congress.pages import branches, options, people
from services.congress.projections import delegates, invitations, proposals
from services.congress.projections.congresses import settings_of
from services.congress.projections.lists import matching
from services.congress.projections.similar import similar
from services.congress.steps import STEPS, Texts

pages = Blueprint("proposal", __name__, template_folder="templates")
STAGES = ("draft", "submitted", "filed", "assigned", "replied", "rated")
BESIDE = {"suggestion": "filed", "merged": "filed", "not_filed": "filed", "withdrawn": "submitted"}
REVIEW = ("file", "merge", "convert", "refuse")


@pages.get("/proposals/<proposal>")
@requires("proposals.read")
def show(proposal: str) -> str:
    row = found(proposal)
    blank = Form({}, str(uuid4()), str(row.version))
    return render_template("congress/proposal.html", form=blank, **context(row))


@pages.route("/proposals/<proposal>/<verb>", methods=["GET", "POST"])
@requires("proposals.read")
def act(proposal: str, verb: str) -> Answer:
    """One act; what is wrong is shown in its own dialog, with the input kept."""
    row = found(proposal)
    if verb not in STEPS or not reach(STEPS[verb].permission):
        raise Problem("not-found")
    if request.method != "POST":
        return redirect(url_for("proposal.show", proposal=proposal))
    return form_page(
        "congress/proposal.html",
        STEPS[verb].schema,
        act=lambda body: STEPS[verb].carry_out(acts(), proposal, body),
        then=lambda outcome: url_for("proposal.show", proposal=proposal, done=verb),
        **context(row, verb),
    )


@pages.route("/proposals/<proposal>/revise", methods=["GET", "POST"])
@requires("proposals.write")
def revise(proposal: str) -> Answer:
    row = found(proposal)
    return form_page(
        "congress/write.html",
        Texts,
        act=lambda body: STEPS["revise"].carry_out(acts(), proposal, body),
        then=lambda outcome: url_for("proposal.show", proposal=proposal, done="revise"),
        start=row._asdict(),
        version=row.version,
        row=row,
        words=words,
        options=options,
        **held_by(row),
    )


def held_by(row: Any) -> dict[str, Any]:
    """The congress of a proposal, with its settings."""
    congress = congress_of(row.congress)
    return {"window": congress, "settings": settings_of(congress.settings)}


def context(row: Any, verb: str = "") -> dict[str, Any]:
    """Everything that the page shows of a proposal; `verb` is the act that was just tried."""
    around = held_by(row) | neighbours(row)
    asked = open_to(g.principal.id, row, around["asked"])
    happened = timeline.of(here(), row.proposal, row.proposer == g.principal.id)
    ids = [row.proposer, *(each.seconder for each in asked), *(each.by for each in happened)]
    names = people([*ids, *(each.member for each in around["seats"])])
    return around | {
        "row": row,
        "verb": verb,
        "asked": asked,
        "names": names,
        "branches": branches(),
        "words": words,
        "options": options,
        "today": today(),
        "stages": stages(row),
        "holder": holder(row, names),
        "me": g.principal.id,
        "replies": [each for each in happened if isinstance(each.event, ProposalReplied)],
        "happened": [line(each, names) for each in happened],
        "may": offered(row, around["asked"]),
        "pickable": [(each.member, names[each.member]) for each in around["seats"]],
        "mergeable": [(each.proposal, f"{each.number} {each.title}") for each in around["targets"]],
        "missing": max(around["settings"].min_seconders - row.seconders, 0),
    }


def neighbours(row: Any) -> dict[str, Any]:
    """What stands around it: invitations, departments, originals, targets of a merger, like titles."""
    with here().store.reading() as db:
        others = matching({"congress": row.congress}, today()).where(visible())
        rows = [each for each in db.execute(others) if each.proposal != row.proposal]
        seats = delegates.current(db, row.congress) if row.state == "draft" else []
        return {
            "asked": invitations.of(db, row.proposal),
            "handled": proposals.departments_of(db, row.proposal),
            "originals": proposals.merged_into(db, row.proposal),
            "main": proposals.one(db, row.into) if row.into else None,
            "seats": [each for each in seats if each.member != row.proposer],
            "alike": similar(row.title, rows),
            "targets": [each for each in rows if each.state in ("filed", "assigned") and each.number],
        }


def stages(row: Any) -> list[dict[str, str]]:
    """The steps bar: what is done, where it stands, what is to come."""
    place = STAGES.index(BESIDE.get(row.state, row.state))
    labels = [words.said(words.STAGES, each) for each in STAGES]
    if row.state in BESIDE:
        labels[place] = words.said(words.STATES, row.state)
    done = place + (row.state == "rated")
    at = ["done" if n < done else "now" if n == place else "todo" for n in range(len(STAGES))]
    told = zip(labels, at, strict=True)
    return [{"label": label, "state": state} for label, state in told]


def holder(row: Any, names: Any) -> str:
    """Who has it in hand now."""
    if row.holder == "proposer":
        return str(names[row.proposer])
    return gettext("the union office") if row.holder == "office" else words.department(row.holder)


def line(step: timeline.Step, names: Any) -> dict[str, Any]:
    """A step as the timeline shows it."""
    return {
        "kind": step.kind,
        "on": step.on,
        "what": str(timeline.CALLED[type(step.event)]),
        "text": timeline.detail(step.event),
        "who": words.department(names.get(step.by, step.by)),
        "recorded": step.recorded,
        "id": step.id,
    }


def offered(row: Any, asked: Sequence[Any]) -> set[str]:
    """The acts that make sense for this reader now; what the rules refuse is said when it is tried."""
    me = g.principal.id
    by_state = {
        "draft": own(row, "invite", "uninvite", "submit", "revise", "withdraw") | answers(me, asked),
        "submitted": own(row, "withdraw") | reviewing(me, row, asked),
        "filed": {"assign"},
        "suggestion": {"assign"},
        "assigned": {"assign"} | ({"reply"} if reach("proposals.reply").covers(row.lead) else set()),
        "replied": own(row, "rate") if row.due_on is None or today() <= row.due_on else set(),
    }
    return {verb for verb in by_state.get(row.state, set()) if reach(STEPS[verb].permission)}


def own(row: Any, *verbs: str) -> set[str]:
    return set(verbs) if row.proposer == g.principal.id else set()


def answers(me: str, asked: Sequence[Any]) -> set[str]:
    """What an invited delegate can answer."""
    mine = next((each.answer for each in asked if each.seconder == me), "")
    return {"invited": {"second", "decline"}, "accepted": {"take-back"}}.get(mine, set())


def reviewing(me: str, row: Any, asked: Sequence[Any]) -> set[str]:
    """The office decides, but nobody on what he wrote or seconded."""
    seconded = any(each.seconder == me and each.answer == "accepted" for each in asked)
    return set() if seconded or row.proposer == me else set(REVIEW)
