"""The facts behind an item as rows: what, when, about whom, what it is worth or why it does not count."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from flask import url_for

from services.chassis.auth import reach, signed_in
from services.chassis.language import gettext as _
from services.evaluation import words
from services.evaluation.domain.catalogue import Catalogue
from services.evaluation.domain.facts import exact

FIRST = 20  # rows shown before the rest is asked for
Plain = Mapping[str, Any]
# Kind of fact -> the page that shows it, and which of its key's parts is the id.
PAGES = {
    "activity": "/membership/activities/",
    "visit": "/welfare/visits/",
    "submission": "/congress/proposals/",
    "filing": "/congress/proposals/",
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
    """Rows of one list: the first ones, or all of them when they were asked for."""

    rows: Sequence[Row]
    total: int

    @property
    def more(self) -> int:
        return self.total - len(self.rows)


def persons(measured: Iterable[Plain | None]) -> set[str]:
    """Everybody whom the facts name, to ask for their names once."""
    found = set()
    for each in measured:
        for fact in (*each.get("facts", ()), *each.get("not_counted", ())) if each else ():
            found |= {fact["person"]} if "person" in fact else set()
    return found


@dataclass(frozen=True)
class Clerk:
    """Writes rows for one reader: names by id, the catalogue's words, where a fact leads."""

    unit: str
    names: Mapping[str, str]
    catalogue: Catalogue
    events: Mapping[str, Plain]  # by source/position

    def evidence(self, facts: Sequence[Plain], whole: bool) -> Evidence:
        """The latest first; `whole`: all of them."""
        ordered = sorted(facts, key=lambda fact: str(fact["day"]), reverse=True)
        shown = ordered if whole else ordered[:FIRST]
        return Evidence([self._row(fact) for fact in shown], len(ordered))

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
        told = [words.said(known, tags[name]) for name, known in words.TAG.items() if tags.get(name) in known]
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
