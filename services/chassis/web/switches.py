"""What a reader chooses for the whole console by a plain link: language, light or dark."""

from collections.abc import Mapping
from urllib.parse import urlencode

from flask import Response, request
from werkzeug.datastructures import MultiDict

from services.chassis.web.language import COOKIE, chosen

LANGUAGES: Mapping[str, str] = {"zh_CN": "中文", "en": "English"}  # each in its own words
THEMES = ("auto", "light", "dark")
PASSING = ("lang", "theme")  # arguments that a cookie remembers, so that no link carries them on


def same_page(**changed: object) -> str:
    """The address of this page with some query arguments replaced; an empty value removes one."""
    wanted: MultiDict[str, str] = MultiDict(request.args)
    for name, value in (dict.fromkeys(PASSING, "") | changed).items():
        wanted.poplist(name)
        if value not in ("", None):
            wanted[name] = str(value)
    return "?" + urlencode(list(wanted.items(multi=True)))


def theme() -> str:
    """light, dark, or auto: as the reader's device has it."""
    asked = request.args.get("theme") or request.cookies.get("theme")
    return asked if asked in THEMES else THEMES[0]


def remember(response: Response) -> Response:
    """Keep a language or theme that was asked for by a link in a cookie."""
    for argument, cookie, known in (("lang", COOKIE, LANGUAGES), ("theme", "theme", THEMES)):
        asked = request.args.get(argument)
        if asked and asked in known and request.cookies.get(cookie) != asked:
            response.set_cookie(cookie, asked, max_age=31_536_000, samesite="Lax", httponly=True)
    return response


def chosen_here() -> dict[str, object]:
    """What the base template needs to draw the switches."""
    return {"language": chosen(), "languages": LANGUAGES, "theme": theme()}
