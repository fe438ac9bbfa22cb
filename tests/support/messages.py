"""What a package says to its users, and which of it its Chinese catalogue knows."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.pofile import read_po

from tests.support.source import ROOT

KEYWORDS = {
    **dict.fromkeys(["_", "N_", "gettext", "lazy_gettext", "lazy"], None),
    **dict.fromkeys(["ngettext", "lazy_ngettext"], (1, 2)),
    "Refused": (2,),
}
QUOTED = re.compile(r"\"([^\"\n]+)\"|'([^'\n]+)'")
PLACE = re.compile(r"%\((\w+)\)[sd]|%%|%[sd]")


def folder(package: str) -> Path:
    return ROOT / "services" / package


def said_in(path: Path) -> set[str]:
    """The message ids that one file marks for translation (of a plural, both forms as one id)."""
    method, options = ("python", {}) if path.suffix == ".py" else ("jinja2", {"silent": "false"})
    with path.open("rb") as text:
        found = list(extract(method, text, keywords=KEYWORDS, options=options))
    return {message if isinstance(message, str) else message[0] for _, message, _, _ in found} - {""}


def files(package: str) -> list[Path]:
    found = [*folder(package).rglob("*.py"), *folder(package).rglob("*.html")]
    return [path for path in found if "/migrations/" not in path.as_posix()]


@cache
def said(package: str) -> frozenset[str]:
    """Everything that a package marks for translation."""
    return frozenset[str]().union(*map(said_in, files(package)))


def literals(package: str) -> Iterator[str]:
    """Every string written in a package, for messages that are translated where they are shown."""
    for path in files(package):
        text = path.read_text("utf-8")
        if path.suffix == ".py":
            nodes = ast.walk(ast.parse(text))
            yield from (n.value for n in nodes if isinstance(n, ast.Constant) and isinstance(n.value, str))
        else:
            yield from (double or single for double, single in QUOTED.findall(text))


@cache
def catalogue(package: str) -> Catalog | None:
    """The package's Chinese catalogue, None where it says nothing."""
    room = folder(package) / "web" if package == "chassis" else folder(package)
    path = room / "translations" / "zh_CN" / "LC_MESSAGES" / "messages.po"
    if not path.exists():
        return None
    with path.open("rb") as text:
        return read_po(text, locale="zh_CN", abort_invalid=True)


def entries(package: str) -> list[Message]:
    return [each for each in catalogue(package) or () if each.id]


def first(form: object) -> str:
    """The one form of a text, or the first of a plural's."""
    return str(form[0] if isinstance(form, tuple | list) else form)


def places(text: str) -> set[str]:
    """The %(name)s places of a text."""
    return {found.group(0) for found in PLACE.finditer(text)} - {"%%"}
