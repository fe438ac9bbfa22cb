"""What users read, in their language: zh_CN by default, en complete. English texts are the message ids."""

import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import flask_babel  # type: ignore[import-untyped]
from babel import negotiate_locale
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations
from flask import Flask, Response, current_app, request

LOCALES = ("zh_CN", "en")
ALIASES = {"zh": "zh_CN"}
COOKIE = "lang"  # set by the switches of web/, which turn ?lang= into it


def gettext(text: str, **values: object) -> str:
    """The text in the reader's language, with its %(name)s places filled."""
    return str(flask_babel.gettext(text, **values)) if text else ""


def lazy(text: str) -> Any:
    """The same, translated only when it is shown."""
    return flask_babel.lazy_gettext(text)


def chosen() -> str:
    """The reader's locale: ?lang=, the cookie, Accept-Language, else Chinese."""
    asked = request.args.get("lang") or request.cookies.get(COOKIE)
    if asked in LOCALES:
        return asked
    wanted = [tag.replace("-", "_") for tag in request.accept_languages.values()]
    return negotiate_locale(wanted, LOCALES, aliases=ALIASES) or LOCALES[0]


class Catalogues(flask_babel.Domain):  # type: ignore[misc]
    """Catalogues in folders named `zh_CN`, which Babel itself would look for as `zh_Hans_CN`."""

    def get_translations(self) -> NullTranslations:
        locale = flask_babel.get_locale()
        if locale is None:
            return NullTranslations()
        name = next((each for each in LOCALES if each.startswith(locale.language)), LOCALES[0])
        if name not in self.cache:
            self.cache[name] = self._load(name)
        found: NullTranslations = self.cache[name]
        return found

    def _load(self, name: str) -> Translations:
        merged = Translations()
        for folder in self.translation_directories:
            found = Translations.load(folder, [name])
            if isinstance(found, Translations):
                merged.merge(found)
                merged.plural = found.plural  # which merge leaves out
        return merged


def speak(app: Flask, zone: str, folders: Sequence[Path], menu: Sequence[Path] = ()) -> None:
    """Let the application speak the languages of these catalogues; for the menu, those of `menu` win."""
    babel = flask_babel.Babel(app, default_locale=LOCALES[0], default_timezone=zone, locale_selector=chosen)
    babel.domain_instance = Catalogues(list(map(str, folders)))
    app.extensions["menu"] = Catalogues(list(map(str, [*folders, *menu])))
    app.after_request(vary)


def said_in_menu(text: str) -> str:
    """A menu's text: every service shows the same menu, whatever it calls things on its own pages."""
    return str(current_app.extensions["menu"].gettext(text)) if text else ""


def vary(response: Response) -> Response:
    """What was answered depends on the language and on who asked."""
    response.vary.update(["Accept-Language", "Cookie"])
    return response


def shown(value: object) -> object:
    """A fact inside a sentence: dates written out, words of the code translated where they are known."""
    if isinstance(value, date):
        return flask_babel.format_date(value, "long")
    return gettext(value) if isinstance(value, str) else value


# What marshmallow says, and what we say instead.
SAYINGS = {
    "Missing data for required field.": "Please fill this in.",
    "Field may not be null.": "Please fill this in.",
    "Invalid value.": "This value is not allowed.",
    "Invalid input.": "This value is not allowed.",
    "Invalid type.": "This is of the wrong kind.",
    "Invalid input type.": "This is of the wrong kind.",
    "Unknown field.": "This field is not known.",
    "Not a valid list.": "A list is needed.",
    "Not a valid string.": "A text is needed.",
    "Not a valid mapping type.": "An object with fields is needed.",
    "Not a valid number.": "A number is needed.",
    "Not a valid integer.": "A whole number is needed.",
    "Not a valid boolean.": "Yes or no is needed.",
    "Not a valid date.": "A date like 2025-06-30 is needed.",
    "Not a valid datetime.": "A date and time like 2025-06-30T09:00:00+08:00 is needed.",
    "Number too large.": "The number is too large.",
    "Special numeric values (nan or infinity) are not permitted.": "A number is needed.",
    "Not a valid UUID.": "This is not a valid id.",
    "String does not match expected pattern.": "This is not written as it must be.",
    "Shorter than minimum length {min}.": "At least %(min)s characters are needed.",
    "Longer than maximum length {max}.": "At most %(max)s characters are possible.",
    "Length must be between {min} and {max}.": "Between %(min)s and %(max)s characters are needed.",
    "Length must be {equal}.": "Exactly %(equal)s characters are needed.",
    "Must be greater than or equal to {min}.": "At least %(min)s is needed.",
    "Must be greater than {min}.": "More than %(min)s is needed.",
    "Must be less than or equal to {max}.": "At most %(max)s is possible.",
    "Must be less than {max}.": "Less than %(max)s is possible.",
    "Must be greater than or equal to {min} and less than or equal to {max}.": "Between %(min)s and %(max)s.",
    "Must be one of: {choices}.": "One of these is possible: %(choices)s.",
    "Must be equal to {other}.": "It must be %(other)s.",
}
PATTERNS = [
    (re.compile(re.sub(r"\\{(\w+)\\}", r"(?P<\1>.*)", re.escape(theirs)) + r"\Z", re.S), ours)
    for theirs, ours in SAYINGS.items()
]


def said(message: object) -> str:
    """A validation message in the reader's language."""
    text = str(message)
    for pattern, ours in PATTERNS:
        if found := pattern.match(text):
            return gettext(ours, **found.groupdict())
    return gettext(text)


def compile_catalogues(*folders: Path) -> int:
    """Compile every .po under these folders whose .mo is missing or older; how many."""
    stale = [po for folder in folders for po in folder.glob("*/LC_MESSAGES/*.po") if _outdated(po)]
    for po in stale:
        with po.open("rb") as text:
            catalogue = read_po(text, locale=po.parts[-3])
        new = po.with_suffix(".new")
        with new.open("wb") as out:
            write_mo(out, catalogue)
        new.replace(po.with_suffix(".mo"))  # at once: another process may be reading
    return len(stale)


def _outdated(po: Path) -> bool:
    mo = po.with_suffix(".mo")
    return not mo.exists() or mo.stat().st_mtime < po.stat().st_mtime
