"""Who may do what. Every view names its permission, or says why it is public.

A service's ACCESS table says how far each role's right reaches: "all" units, the grant's "unit",
the reader's "own" things, or (of the log) what is "open": what is classed internal, and the class
that the grant names in the place of a unit, as in `welfare:restricted`.
"""

from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import dataclass
from functools import wraps
from typing import Any, ParamSpec, cast
from urllib.parse import urlencode, urlsplit

from flask import Flask, Response, current_app, g, redirect, request
from werkzeug.wrappers import Response as WerkzeugResponse

from services.chassis.running.parts import here
from services.chassis.web.problems import Forbidden, Problem, wants_page
from services.chassis.web.tokens import BadToken, Principal

Access = Mapping[str, Mapping[str, str]]
P = ParamSpec("P")
View = Callable[P, Any]

COOKIE = "hearth"
SECURITY: list[dict[str, list[str]]] = [{"bearer": []}, {"cookie": []}]
SAFE = {"GET", "HEAD", "OPTIONS"}


@dataclass(frozen=True)
class Reach:
    """How far a right goes: everything, these units, and whatever belongs to `own`."""

    all: bool = False
    units: frozenset[str] = frozenset()
    own: str = ""
    open: bool = False

    def covers(self, unit: str = "", owner: str = "") -> bool:
        return self.all or (bool(unit) and unit in self.units) or (bool(owner) and owner == self.own)

    def __bool__(self) -> bool:
        return self.all or bool(self.units) or bool(self.own) or self.open


def reach_of(principal: Principal | None, permission: str, access: Access) -> Reach:
    """What `principal` may do under `permission`, from what was granted and the ACCESS table."""
    if principal is None:
        return Reach()
    scopes = access[permission]
    held = [(scopes[grant.role], grant.unit) for grant in principal.grants if grant.role in scopes]
    return Reach(
        all=any(scope == "all" for scope, _ in held),
        units=frozenset(unit for scope, unit in held if scope in ("unit", "open") and unit),
        own=principal.id if any(scope == "own" for scope, _ in held) else "",
        open=any(scope == "open" for scope, _ in held),
    )


def reach(permission: str) -> Reach:
    """How far the reader's right goes; empty (false) when there is none."""
    return reach_of(signed_in(), permission, cast(Access, current_app.extensions["access"]))


def must_reach(permission: str, unit: str = "", owner: str = "") -> None:
    """Raise Forbidden unless the reader's right covers this unit or this owner's things."""
    if not reach(permission).covers(unit, owner):
        raise Forbidden("out-of-reach")


def signed_in() -> Principal | None:
    return cast("Principal | None", g.get("principal"))


def requires(permission: str) -> Callable[[View[P]], View[P]]:
    """The view is for those who hold `permission` to any extent; it narrows by `must_reach`."""

    def decorate(view: View[P]) -> View[P]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> Any:
            if signed_in() is None:
                return to_sign_in()
            if not reach(permission):
                raise Forbidden()
            return view(*args, **kwargs)

        guarded.permission = permission  # type: ignore[attr-defined]
        return documented(guarded, **{"x-permission": permission, "security": SECURITY})

    return decorate


def public(why: str) -> Callable[[View[P]], View[P]]:
    """The view is for everybody, and this is the reason."""

    def decorate(view: View[P]) -> View[P]:
        view.public = why  # type: ignore[attr-defined]
        return documented(view, **{"x-public": why, "security": []})

    return decorate


def documented(view: View[P], **doc: Any) -> View[P]:
    """Add members to the view's operation in the OpenAPI document."""
    notes = deepcopy(getattr(view, "_apidoc", {}))
    notes["manual_doc"] = notes.get("manual_doc", {}) | doc
    view._apidoc = notes  # type: ignore[attr-defined]
    return view


def to_sign_in() -> WerkzeugResponse:
    """A page sends its reader to the sign-in page and back; a program gets a 401."""
    if not wants_page() or request.method not in SAFE:
        raise Problem("unauthenticated")
    back = request.script_root + request.full_path.rstrip("?")
    return redirect(here().config.sign_in + "?" + urlencode({"next": back}), 303)


def identify() -> None:
    """Before each request: who asks? A bad bearer token is an error, a bad cookie is nobody."""
    g.principal, g.token = None, ""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        _accept(token.strip(), fatal=True)
    elif COOKIE in request.cookies:
        _accept(request.cookies[COOKIE], fatal=False)
        must_be_same_site()


def _accept(token: str, fatal: bool) -> None:
    try:
        g.principal, g.token = here().tokens.verify(token), token
    except BadToken:
        if fatal:
            raise Problem("unauthenticated") from None


def must_be_same_site() -> None:
    """A browser's cookie counts for an unsafe request only when one of our own pages sent it."""
    if request.method in SAFE or g.principal is None:
        return
    fetched = request.headers.get("Sec-Fetch-Site")
    origin = urlsplit(request.headers.get("Origin", "")).netloc
    if fetched == "same-origin" or (fetched is None and origin == request.host):
        return
    raise Problem("cross-site")


def sign_in_response(principal: Principal, to: str = "/") -> WerkzeugResponse:
    """Go to `to` (a path of ours, whatever was asked for) with a cookie that says who `principal` is."""
    parts = here()
    if parts.issuer is None:
        raise Problem("forbidden")
    response = redirect(own_path(to), 303)
    response.set_cookie(
        COOKIE,
        parts.issuer.issue(principal),
        max_age=parts.config.token_hours * 3600,
        httponly=True,
        samesite="Lax",
        secure=parts.config.url.startswith("https:"),
    )
    return response


def sign_out_response(to: str = "/") -> WerkzeugResponse:
    response = redirect(own_path(to), 303)
    response.delete_cookie(COOKIE, httponly=True, samesite="Lax")
    return response


def own_path(to: str) -> str:
    """A path of this site; anything that could lead elsewhere becomes `/`."""
    ours = to.startswith("/") and not to.startswith(("//", "/\\")) and "\r" not in to and "\n" not in to
    return to if ours else "/"


def permissions(app: Flask) -> dict[str, str]:
    """Endpoint -> permission ("" when public); raises when a view says neither, or names an unknown one."""
    access: Access = app.extensions["access"]
    found = {name: _declared(name, view) for name, view in app.view_functions.items()}
    unknown = {name: each for name, each in found.items() if each and each not in access}
    if unknown:
        raise LookupError(f"permissions missing from ACCESS: {unknown}")
    return found


def _declared(endpoint: str, view: Any) -> str:
    if hasattr(view, "permission"):
        return str(view.permission)
    if hasattr(view, "public") or endpoint.endswith("static"):
        return ""
    raise LookupError(f"{endpoint} names no permission: use @requires or @public")


def may_see(roles: frozenset[str]) -> bool:
    """Whether a link for these roles (none: everybody signed in) is shown to the reader."""
    principal = signed_in()
    return principal is not None and (not roles or bool(roles & principal.roles))


Answer = Response | WerkzeugResponse
