"""The awards and allowances of a scheme read from plain data: who is chosen, by what, how many."""

from services.evaluation.domain.advice import bare_node
from services.evaluation.domain.frame import (
    Allowance,
    Award,
    Quota,
    Settings,
    TieKey,
    Ties,
)
from services.evaluation.domain.node_text import NodeReader
from services.evaluation.domain.quantity import Quantity
from services.evaluation.domain.ranks import turned
from services.evaluation.domain.reading import Cursor
from services.evaluation.domain.scheme import ONE, Node, Rounding

QUOTA = ("number", "share", "of", "round", "least", "most")


class AwardReader(NodeReader):
    """Reads awards, ties and allowances."""

    def category(self, at: Cursor, *more: str) -> str:
        found = at.text()
        words = ("none", "kind", "open", *more)
        return found if found.startswith("group:") else at.choice(words, also="group:<grouping>")

    def ties(self, at: Cursor) -> Ties:
        if isinstance(at.value, str):
            return Ties(then=at.choice(("shared", "lot", "decide")))
        if not at.items():
            at.wrong("say how equal totals are told apart: shared, lot, decide, or a list of keys")
        keys, then = [], "shared"
        for each in at.items():
            if isinstance(each.value, str):
                then = each.choice(("shared", "lot", "decide"))
                continue
            each.only("node", "of", "order")
            of = self.quantity(each["of"]) if "of" in each else None
            node = next(iter(self.node_names(each["node"])), "")
            keys.append(TieKey(node, of, each["order"].choice(("high", "low"), "high") == "low"))
        return Ties(tuple(keys), then)

    def awards(self, scheme: Cursor, grades: set[str], settings: Settings) -> tuple[Award, ...]:
        """Awards in their order; each may look at the grades and at the awards before it."""
        at, allowances = scheme["awards"].items(), scheme["allowances"].items()
        self.own_ids(at)
        self.own_ids(allowances)
        found, before = [], set(grades)
        for each in at:
            found.append(self.award(each, before, settings, [one["id"].text("") for one in allowances]))
            before.add(found[-1].id)
        return tuple(found)

    def of_sheet(self, at: Cursor) -> None:
        """Note a node that is not one of the sheet itself: others have no points when this is asked."""
        if at.value in set(self.ids) - self.sheet:
            at.wrong("%(node)s is a node of an allowance; only nodes of the sheet itself can be asked here",
                     node=at.value)  # fmt: skip
        else:
            at.choice(self.sheet)

    def own_ids(self, found: list[Cursor]) -> None:
        """Note an id that stands twice."""
        ids = [each["id"].text("") for each in found]
        for at, each in enumerate(found):
            if ids[at] and ids[at] in ids[:at]:
                each["id"].wrong("%(id)s is the id of an earlier one; give each its own id", id=ids[at])

    def earlier(self, at: Cursor, before: set[str]) -> str:
        """A grade, or an award that is given before."""
        if at.value not in before:
            text = "%(id)s is not known here; only grades and awards written before this one can be named"
            at.wrong(text, id=at.value)
        return at.text("")

    def award(self, at: Cursor, before: set[str], settings: Settings, allowances: list[str]) -> Award:
        at.only("id", "title", "cite", "entrants", "kinds", "by", "at_least", "order", "within", "only_of",
                "not_of", "requires", "ties", "reward", *QUOTA)  # fmt: skip
        entrants = at["entrants"].choice(("units", "persons"), "units")
        node, by = self.ranked_by(at["by"])
        if entrants == "persons" and not (by and "person" in by.each):
            at["by"].wrong("persons are ranked by a quantity for each person")
        tags = by.each if by else ()
        within = self.category(at["within"], "unit", *tags) if "within" in at else settings.categories
        low = at["order"].choice(("high", "low"), "high") == "low"
        return Award(
            at["id"].text(),
            at["title"].title(),
            self.citations(at["cite"], needed=True),
            entrants,
            self.some_kinds(at["kinds"]),
            node,
            by,
            low,
            at["at_least"].maybe(),
            within if "within" in at or entrants == "units" else "none",
            self.quota(at, allowances),
            tuple(self.earlier(each, before) for each in at["only_of"].items()),
            tuple(self.earlier(each, before) for each in at["not_of"].items()),
            tuple(self.judged(each) for each in at["requires"].items()),
            self.ties(at["ties"]) if "ties" in at else _inherited(settings.ties, entrants, low),
            self.number(at["reward"]) if "reward" in at else None,
        )

    def ranked_by(self, at: Cursor) -> tuple[str, Quantity | None]:
        """What decides: the points of a node (of the whole sheet), or a quantity."""
        if at.value is not None and "node" not in at:
            return "", None if bare_node(at) else self.quantity(at)
        if "node" in at:
            at.only("node")
        return next(iter(self.node_names(at["node"])), ""), None

    def quota(self, at: Cursor, allowances: list[str]) -> Quota:
        number = at["number"]
        named = isinstance(number.value, dict)
        of_unit = named and "allowance" in number
        allowance = number["allowance"].choice(allowances) if of_unit else ""
        table = {name: each.whole(0) for name, each in number.pairs()} if named and not of_unit else None
        return Quota(
            None if named or number.value is None else number.whole(0),
            table,
            at["share"].maybe(),
            at["of"].choice(("all", "eligible", "entrants"), "all"),
            self.rounding(at["round"]) or Rounding(ONE, "down"),
            at["least"].whole(0),
            at["most"].whole(0) if "most" in at else None,
            allowance,
        )

    def allowance(self, at: Cursor, scheme: Cursor) -> Allowance:
        at.only("id", "title", "cite", "unit", "for", "of", "round")
        cite = self.citations(at["cite"], needed=True)
        winners = {each["id"].text("") for each in scheme["awards"].items()}
        winners |= {
            one["grade"].text("") for each in scheme["grades"].items() for one in each["line"].items()
        }
        return Allowance(
            at["id"].text(),
            at["title"].title(),
            cite,
            at["unit"].choice(("places", "yuan")),
            tuple(each.choice(winners) for each in at["for"].items()),
            self.after_score_node(at["of"]),
            self.rounding(at["round"]),
        )

    def after_score_node(self, at: Cursor) -> Node:
        """The node of an allowance, which may count points of the sheet."""
        self.after_score = True
        found = self.node(at)
        self.after_score = False
        return found


def _inherited(ties: Ties | None, entrants: str, low: bool) -> Ties:
    """The scheme's ties for an award that has none: its keys tell branches apart, turned for the last."""
    if ties is None or entrants == "persons":
        return Ties(then=ties.then if ties else "shared")
    return turned(ties) if low else ties
