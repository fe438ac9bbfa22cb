"""Signing in and out. In demo mode one chooses a persona; campus sign-on comes behind the same page."""

from collections.abc import Sequence

from flask import Blueprint, abort, render_template, request

from services.chassis.running.config import Misconfigured
from services.chassis.running.parts import Parts
from services.chassis.web.auth import Answer, own_path, public, sign_in_response, sign_out_response
from services.chassis.web.language import gettext
from services.chassis.web.tokens import Principal

WHY = "nobody is signed in before signing in"


def sign_in(parts: Parts, personas: Sequence[tuple[str, Principal]]) -> Blueprint:
    """The page; raises Misconfigured when personas are given outside demo mode."""
    if personas and not parts.config.demo_mode:
        raise Misconfigured("personas exist in demo mode only: set HEARTH_DEMO_MODE=yes on loopback")
    page = Blueprint("sign_in", __name__, template_folder="templates")

    @page.get("/sign-in")
    @public(WHY)
    def choose() -> str:
        shown = [(gettext(label), who.name) for label, who in personas] if parts.config.demo_mode else []
        return render_template(
            "membership/sign_in.html", personas=shown, to=own_path(request.args.get("next", "/"))
        )

    @page.post("/sign-in")
    @public(WHY)
    def enter() -> Answer:
        chosen = request.form.get("persona", "")
        if not parts.config.demo_mode or not chosen.isdecimal() or int(chosen) >= len(personas):
            abort(404)
        return sign_in_response(personas[int(chosen)][1], request.form.get("next", "/"))

    @page.post("/sign-out")
    @public("whoever is signed in may leave")
    def leave() -> Answer:
        return sign_out_response(parts.config.sign_in)

    return page
