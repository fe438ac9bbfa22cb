"""A cursor over plain data (from YAML) that collects every mistake with its place and what to do."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from fractions import Fraction
from typing import Any

Path = tuple[str | int, ...]
LANGUAGES = ("zh", "en")


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

    def only(self, *names: str) -> None:
        """Note names that nobody reads, with the nearest one that somebody does."""
        if not isinstance(self.value, Mapping):
            self.wrong("must be a list of named settings")
            return
        for name in self.value:
            if name not in names:
                near = get_close_matches(str(name), names, 1) or sorted(names)
                Cursor(None, (*self.path, name), self.problems).wrong(
                    "unknown setting %(name)s; did you mean %(near)s?", name=name, near=", ".join(near)
                )

    def text(self, default: str | None = None) -> str:
        if self.value is None and default is not None:
            return default
        if isinstance(self.value, str | int) and not isinstance(self.value, bool) and str(self.value):
            return str(self.value)
        self.wrong("is missing or not a text; write it here")
        return ""

    def choice(self, options: Iterable[str], default: str | None = None) -> str:
        found = self.text(default)
        known = sorted(options)
        if found and found not in known and found != default:
            near = get_close_matches(found, known, 1)
            self.wrong("%(value)s is not known; use one of %(options)s", value=found,
                       options=", ".join(near or known))  # fmt: skip
            return known[0]
        return found

    def number(self, default: Fraction | None = None) -> Fraction:
        """An exact number: 3, 0.5, "95 %" or "10/3"."""
        if self.value is None and default is not None:
            return default
        text = "" if isinstance(self.value, bool) else str(self.value).replace(" ", "")
        try:
            return Fraction(text[:-1]) / 100 if text.endswith("%") else Fraction(text)
        except (ValueError, ZeroDivisionError):
            self.wrong("%(value)s is not a number; write 3, 0.5, 95%% or 10/3", value=self.value)
            return Fraction(0)

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
            self.wrong("must be a list of named settings")
            return []
        return [(str(name), self[name]) for name in self.value]

    def texts(self) -> tuple[str, ...]:
        return tuple(each.text() for each in self.items())

    def title(self) -> dict[str, str]:
        """The same words in every language."""
        self.only(*LANGUAGES)
        return {language: self[language].text() for language in LANGUAGES}
