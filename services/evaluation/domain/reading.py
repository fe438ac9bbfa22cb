"""A cursor over plain data (from YAML) that collects every mistake with its place and what to do."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from fractions import Fraction
from typing import Any

Path = tuple[str | int, ...]
LANGUAGES = ("zh", "en")
FULL_WIDTH = {"：": ": ", "，": ", ", "；": ", ", "｛": "{", "｝": "}", "［": "[", "］": "]"}
SURE = 0.8  # how much two names must look alike for one to be taken for the other


@dataclass(frozen=True)
class Problem:
    """One mistake: where it is, and an English message id with %(name)s places for `facts`."""

    path: Path
    text: str
    facts: Mapping[str, object] = field(default_factory=dict)
    warning: bool = False

    def __str__(self) -> str:
        return self.text % self.facts


class Wrong(Exception):
    """The data cannot be used; `problems` names every reason."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(f"{'.'.join(map(str, p.path))}: {p}" for p in self.problems))


class Cursor:
    """A value and its path. Reading never raises: it notes a problem and answers a harmless value."""

    def __init__(self, value: Any, path: Path = (), problems: list[Problem] | None = None) -> None:
        self.value, self.path = value, path
        self.problems: list[Problem] = [] if problems is None else problems

    def wrong(self, text: str, **facts: object) -> None:
        self.problems.append(Problem(self.path, text, facts))

    def warn(self, text: str, **facts: object) -> None:
        """Note what a real sheet may say and a union should look at; nothing is refused."""
        self.problems.append(Problem(self.path, text, facts, warning=True))

    @property
    def warnings(self) -> list[Problem]:
        return [each for each in self.problems if each.warning]

    def check(self) -> None:
        """Raises Wrong when anything read so far was at fault."""
        if len(self.warnings) < len(self.problems):
            raise Wrong(each for each in self.problems if not each.warning)

    def __contains__(self, name: str) -> bool:
        return isinstance(self.value, Mapping) and self.value.get(name) is not None

    def __getitem__(self, name: str) -> "Cursor":
        value = self.value.get(name) if isinstance(self.value, Mapping) else None
        return Cursor(value, (*self.path, name), self.problems)

    @property
    def name(self) -> str:
        """The setting that this value belongs to."""
        return next((step for step in reversed(self.path) if isinstance(step, str)), "")

    def only(self, *names: str, told: Collection[str] = ()) -> None:
        """Note names that nobody reads, with the one that is surely meant or all there are.

        `told`: names of which somebody else says what is wrong with them.
        """
        if not isinstance(self.value, Mapping):
            self.no_names()
            return
        for name in self.value:
            if name not in names and name not in told:
                self[name].unknown_setting(str(name), names)

    def unknown_setting(self, name: str, names: Collection[str]) -> None:
        if wide := next((sign for sign in name if sign in FULL_WIDTH), ""):
            self.wrong(
                "write “%(plain)s” instead of the full-width “%(sign)s”", plain=FULL_WIDTH[wide], sign=wide
            )
        elif near := nearest(name, names):
            self.wrong("unknown setting %(name)s; did you mean %(near)s?", name=name, near=near)
        elif self.value is None:
            self.wrong("`%(name)s` has no value; a text with , : [ ] { } needs quotes", name=name)
        else:
            self.wrong("unknown setting %(name)s; here there may be: %(names)s", name=name,
                       names=", ".join(sorted(names)))  # fmt: skip

    def no_names(self) -> None:
        """Note that named settings are wanted here."""
        if self.value is None and self.path:
            self.wrong("`%(name)s` is missing", name=self.name)
        else:
            self.wrong("must be a list of named settings")

    def text(self, default: str | None = None) -> str:
        if self.value is None and default is not None:
            return default
        if isinstance(self.value, str | int) and not isinstance(self.value, bool) and str(self.value):
            return str(self.value)
        if self.value in (None, ""):
            self.wrong("`%(name)s` is missing", name=self.name)
        else:
            self.wrong("`%(name)s` must be a text", name=self.name)
        return ""

    def choice(self, options: Iterable[str], default: str | None = None, also: str = "") -> str:
        """One of some words; `also` describes further ones that the caller knows how to read."""
        found = self.text(default)
        known = sorted(options)
        if not found or found in known or found == default:
            return found
        if near := nearest(found, known):
            self.wrong("%(value)s is not known; did you mean %(near)s?", value=found, near=near)
        elif known:
            all_ = ", ".join([*known, *([also] if also else [])])
            self.wrong("%(value)s is not known; use one of: %(options)s", value=found, options=all_)
        else:
            self.wrong("%(value)s is not known here, and there is nothing that could be named", value=found)
        return next(iter(known), "")

    def number(self, default: Fraction | None = None) -> Fraction:
        """An exact number: 3, 0.5, "95 %" or "10/3"."""
        if self.value is None:
            if default is None:
                self.wrong("`%(name)s` is missing; write a number", name=self.name)
            return default or Fraction(0)
        found = as_number(self.value)
        if found is None:
            self.no_number()
        return found or Fraction(0)

    def no_number(self) -> None:
        if isinstance(self.value, Mapping | list):
            self.wrong("`%(name)s` must be a number, such as 3, 0.5, 95%% or 10/3", name=self.name)
        else:
            self.wrong("%(value)s is not a number; write 3, 0.5, 95%% or 10/3", value=self.value)

    def whole(self, default: int) -> int:
        """A whole number."""
        found = self.number(Fraction(default))
        if found.denominator != 1:
            self.wrong("%(value)s is not a whole number", value=self.value)
        return int(found)

    def maybe(self) -> Fraction | None:
        return None if self.value is None else self.number()

    def items(self) -> list["Cursor"]:
        """The elements of a list; a single value is a list of one."""
        if self.value is None:
            return []
        values = self.value if isinstance(self.value, list) else [self.value]
        return [Cursor(each, (*self.path, place), self.problems) for place, each in enumerate(values)]

    def pairs(self) -> list[tuple[str, "Cursor"]]:
        if self.value is None:
            return []
        if not isinstance(self.value, Mapping):
            self.no_names()
            return []
        return [(str(name), self[name]) for name in self.value]

    def texts(self) -> tuple[str, ...]:
        return tuple(each.text() for each in self.items())

    def title(self) -> dict[str, str]:
        """The same words in every language."""
        if not isinstance(self.value, Mapping):
            self.wrong("write `%(name)s: {zh: ..., en: ...}`", name=self.name)
            return dict.fromkeys(LANGUAGES, "")
        self.only(*LANGUAGES)
        return {language: self[language].text() for language in LANGUAGES}


def as_number(value: Any) -> Fraction | None:
    """The exact number that a value writes, None where it is none."""
    text = str(value).replace(" ", "")
    try:
        return Fraction(text[:-1]) / 100 if text.endswith("%") else Fraction(text)
    except (ValueError, ZeroDivisionError):
        return None


def nearest(name: str, names: Iterable[str]) -> str:
    """The one name that is surely meant; none where several or none look alike."""
    near = get_close_matches(name, list(names), 2, SURE)
    return near[0] if len(near) == 1 else ""
