"""The facts behind an item as rows: what, when, about whom, what it is worth or why it does not count."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from flask import url_for

from services.chassis.web.auth import reach, signed_in
from services.chassis.web.language import gettext as _
from services.evaluation import words
from services.evaluation.code_words import coded
from services.evaluation.domain.catalogue import Catalogue
from services.evaluation.domain.facts import exact

FEW, PAGE = 20, 200  # rows shown before more are asked for, and then at once
Plain = Mapping[str, Any]
SHOWN = (
    "kind",
    "figure",
    "state",
    "rating",
    "planned",
    "level",
    "grade",
    "outlet",
    "format",
    "topic",
    "role",
    "place",
    "option",
    "name",
)  # tags that tell facts of one measure apart
# Kind of fact -> the page that shows it, and which of its key's parts is the id.
PAGES = {
    "activity": "/membership/activities/",
    "visit": "/welfare/visits/",
    "submission": "/congress/proposals/",
    "filed-proposal": "/congress/proposals/",
    "merged-proposal": "/congress/proposals/",
    "conversion": "/congress/proposals/",
    "refusal": "/congress/proposals/",
    "reply": "/congress/proposals/",
    "rating": "/congress/proposals/",
    "joining": "/membership/members/",
    "transfer": "/membership/members/",
    "leaving": "/membership/members/",
    "head-count": "/membership/branches/",
}


@dataclass(frozen=True)
class Row:
    """A fact. `href` is empty where the reader may not see its page; `why` is empty where it counts."""

    what: str
    day: str
    filed: str
    who: str
    worth: str
    why: str
    href: str
    event: Plain | None
    taken: Plain | None


@dataclass(frozen=True)
class Evidence:
    """Rows `first` to `last` of one list, the latest facts first; `total`: of how many."""

    rows: Sequence[Row]
    total: int
    first: int = 0

    @property
    def last(self) -> int:
        return self.first + len(self.rows)

    @property
    def named(self) -> bool:
        """Whether any of the rows is about a person."""
        return any(row.who for row in self.rows)

    @property
    def filed(self) -> bool:
        """Whether any of the rows was handed in."""
        return any(row.filed for row in self.rows)


@dataclass(frozen=True)
class Slice:
    """Which rows of a list are shown: the first few, or a page of the item that was opened."""

    first: int = 0
    rows: int = FEW

    def of(self, facts: Sequence[Plain]) -> Sequence[Plain]:
        ordered = sorted(facts, key=lambda fact: str(fact["day"]), reverse=True)
        return ordered[self.first : self.first + self.rows]


def persons(facts: Iterable[Plain]) -> set[str]:
    """Everybody whom the facts name, to ask for their names once."""
    return {fact["person"] for fact in facts if "person" in fact}


@dataclass(frozen=True)
class Clerk:
    """Writes rows for one reader: names by id, the catalogue's words, where a fact leads."""

    unit: str
    names: Mapping[str, str]
    catalogue: Catalogue
    events: Mapping[str, Plain]  # by source/position

    def evidence(self, facts: Sequence[Plain], shown: Slice) -> Evidence:
        return Evidence([self._row(fact) for fact in shown.of(facts)], len(facts), shown.first)

    def _row(self, fact: Plain) -> Row:
        person = fact.get("person", "")
        return Row(
            what=self._what(fact),
            day=fact["day"],
            filed=fact.get("filed") or "",
            who=self.names.get(person, person),
            worth=_worth(fact.get("worth")),
            why=words.said(words.WHY_NOT, fact["why"]) if "why" in fact else "",
            href=self._href(fact.get("fact", "")),
            event=self.events.get(fact.get("event", "")),
            taken=self.events.get(fact.get("taken_by", "")),
        )

    def _what(self, fact: Plain) -> str:
        measure = self.catalogue.measures.get(fact["measure"])
        title = words.titled(measure.title) if measure else fact["measure"]
        tags = fact.get("tags", {})
        told = [coded(name, tags[name]) for name in SHOWN if tags.get(name)]
        if fact.get("occasion") in words.OCCASION:
            told.append(words.said(words.OCCASION, fact["occasion"]))
        return _("%(what)s · %(details)s", what=title, details=words.listed(told)) if told else title

    def _href(self, identity: str) -> str:
        kind, _sep, rest = identity.partition("/")
        if not rest or not self._may():
            return ""
        if kind in ("figure", "incident"):
            return url_for("told.index", _anchor=rest)
        return PAGES[kind] + rest.split("/")[0] if kind in PAGES else ""

    def _may(self) -> bool:
        return signed_in() is not None and reach("facts.read").covers(self.unit)


def _worth(text: str | None) -> str:
    if text is None:
        return ""
    value = Fraction(text)
    return ("−" if value < 0 else "+") + exact(abs(value))
