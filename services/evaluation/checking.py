"""A scheme's text checked: what must be mended (by line, item, what to do) and what should be looked at."""

from typing import Any

from services.chassis.web.language import gettext
from services.evaluation import code_words, publishing, rulebooks
from services.evaluation.domain.doubts import doubts
from services.evaluation.domain.frame import Scheme
from services.evaluation.domain.reading import Cursor
from services.evaluation.domain.scheme_text import Reader
from services.evaluation.rulebooks import BadRulebook, Fault
from services.evaluation.words import listed

Plain = dict[str, Any]


def checked(text: str, catalogue: str = "") -> Plain:
    """What is wrong with a scheme and what is doubtful, in the reader's language.

    `sound`: it can be computed; `publishable`: no setting is open either. `catalogue`: its text, the
    platform's own when it is not given.
    """
    try:
        scheme, warnings = read(text, catalogue)
    except BadRulebook as problem:
        return {"scheme": "", "sound": False, "publishable": False, "open": [],
                "faults": plain(problem.faults), "warnings": []}  # fmt: skip
    undecided = scheme.settings.open()
    return {"scheme": scheme.id, "sound": True, "publishable": not undecided, "open": undecided,
            "faults": [], "warnings": plain(warnings)}  # fmt: skip


def in_the_way(text: str) -> list[Plain]:
    """What must be mended or decided before a scheme can be published."""
    found = checked(text)
    undecided = {f"settings.{name}" for name in found["open"]}
    return found["faults"] or [each for each in found["warnings"] if each["item"] in undecided]


def read(text: str, catalogue: str = "") -> tuple[Scheme, list[Fault]]:
    """The scheme and its warnings in the order of their lines. Raises BadRulebook."""
    reader = Reader(publishing.catalogue_of(catalogue or publishing.catalogue_text()))

    def doubted(at: Cursor) -> Scheme:
        scheme = reader.scheme(at)
        doubts(at, code_words.known())
        return scheme

    return rulebooks.noted(text, doubted)


def plain(faults: list[Fault]) -> list[Plain]:
    """Faults as data, in the reader's language and the order of their lines."""
    return [{"line": each.line, "item": each.item, "message": said(each)} for each in faults]


def said(fault: Fault) -> str:
    """What a fault says, in the reader's language."""
    return gettext(fault.text, **fault.facts) if fault.facts else gettext(fault.text).replace("%%", "%")


def report(found: Plain) -> list[str]:
    """A check as lines for people: first what is wrong, then what is doubtful, then the verdict."""
    wrong = [_line(gettext("mistake"), each) for each in found["faults"]]
    doubtful = [_line(gettext("look at"), each) for each in found["warnings"]]
    return [*wrong, *doubtful, _verdict(found)]


def mistakes(problem: BadRulebook) -> list[str]:
    """The mistakes of a text that cannot be read, as lines for people."""
    return [_line(gettext("mistake"), each) for each in plain(problem.faults)]


def _line(name: str, fault: Plain) -> str:
    place = gettext("line %(line)s", line=fault["line"])
    if fault["item"]:
        place = gettext("line %(line)s, %(item)s", line=fault["line"], item=fault["item"])
    return gettext("%(name)s: %(place)s: %(message)s", name=name, place=place, message=fault["message"])


def _verdict(found: Plain) -> str:
    if not found["sound"]:
        return gettext("The scheme does not pass the check.")
    if not found["publishable"]:
        names = listed(found["open"])
        return gettext("The scheme is sound; before publication decide: %(names)s.", names=names)
    return gettext("The scheme is sound and can be published.")
