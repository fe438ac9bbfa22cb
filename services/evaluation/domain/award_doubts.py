"""What grades, gates and awards say that a union should look at: lines beyond all points, numbers unread."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction

from services.evaluation.domain.band_doubts import number
from services.evaluation.domain.facts import exact
from services.evaluation.domain.quantity import SIGNS
from services.evaluation.domain.reading import Cursor

ZERO = Fraction(0)
Most = Callable[[Cursor, str], Fraction | None]  # of a node, for a kind of unit
OF_SHARE = ("of", "round", "least")


class Around:
    """Doubts about what stands around the tree: every node with the points that it can have."""

    def __init__(self, at: Cursor, most: Most) -> None:
        self.at, self.most = at, most
        self.nodes = {node["id"].text(): (node, part) for node, part in _nodes(at["root"], "")}
        self.kinds = list(at["kinds"].value) if isinstance(at["kinds"].value, Mapping) else []

    def highest(self, node: str, kinds: Sequence[str]) -> Fraction | None:
        """The most points that a node can have for any of these kinds (for any at all)."""
        of = self.nodes.get(node, (self.at["root"], ""))[0]
        found = [self.most(of, kind) for kind in kinds or self.kinds]
        return max((each for each in found if each is not None), default=None)

    def doubts(self) -> None:
        self.grades()
        for gate in self.at["gates"].items():
            if not gate["bars"].items():
                gate.warn("this gate bars nothing; name in `bars` what it takes away")
            self.condition(gate, gate["kinds"].texts())
        for award in self.at["awards"].items():
            self.award(award)
        for asked in _asked(self.at):
            self.parted(asked)

    # --- grades

    def grades(self) -> None:
        """Kinds that no ladder grades or that two do, and grades beyond all points."""
        ladders, seen = self.at["grades"].items(), set[str]()
        for ladder in ladders:
            kinds = ladder["kinds"].texts() or tuple(self.kinds)
            for kind in [each for each in kinds if each in seen]:
                ladder["kinds"].warn("%(kind)s has grades already; the first ones count", kind=kind)
            seen |= {*kinds}
            _reachable(ladder["line"], self.highest(ladder["node"].text(""), kinds))
        missing = sorted(set(self.kinds) - seen) if ladders else []
        if missing:
            self.at["grades"].warn("nobody grades %(kinds)s", kinds=", ".join(missing))

    # --- gates

    def condition(self, test: Cursor, kinds: Sequence[str]) -> None:
        """A limit on points that every branch keeps, or none."""
        nodes = [each.text() for each in test["node"].items()]
        if not nodes or "over_node" in test or any(self.nodes[each][1] for each in nodes):
            return
        highest = [self.highest(each, kinds) for each in nodes]
        most = None if None in highest else sum((each for each in highest if each is not None), ZERO)
        least = None if any(_loses(self.nodes[each][0]) for each in nodes) else ZERO
        for sign in SIGNS:
            limit = number(test[sign])
            if limit is not None and (always := _always(sign, limit, least, most)) is not None:
                _held(test[sign], always, least, most)

    # --- awards

    def award(self, at: Cursor) -> None:
        """An award's line, its number of winners, what it requires."""
        kinds = at["kinds"].texts()
        for test in at["requires"].items():
            self.condition(test, kinds)
        line = number(at["at_least"])
        if line is not None and ("by" not in at or "node" in at["by"]):
            most = self.highest(at["by"]["node"].text(""), kinds)
            if most is not None and line > most:
                at["at_least"].warn("this award asks for %(at)s points, but the sheet has only %(most)s",
                                    at=exact(line), most=exact(most))  # fmt: skip
        self.quota(at)

    def quota(self, at: Cursor) -> None:
        """Numbers of winners that nobody looks at."""
        if "share" in at and "number" in at:
            at["number"].warn("`number` is not looked at where there is a `share`")
        for name in OF_SHARE if "share" not in at else ():
            if name in at:
                at[name].warn("`%(name)s` is looked at only where there is a `share`", name=name)
        within = at["within"].text("") or self.at["settings"]["categories"].text("")
        told = (
            {} if "allowance" in at["number"] else dict(at["number"].pairs() if _named(at["number"]) else ())
        )
        for name, each in told.items():
            if within == "kind" and name not in self.kinds:
                each.warn("%(name)s is no kind of this scheme; there are: %(kinds)s", name=name,
                          kinds=", ".join(self.kinds))  # fmt: skip
        if told and within == "none":
            at["number"].warn("nobody wins: there are no categories here; say with `within` which are meant")

    # --- nodes that are computed for parts of the period

    def parted(self, asked: Cursor) -> None:
        """A node that has points for each part of the period, of which only the last are asked."""
        part = self.nodes.get(str(asked.value), (None, ""))[1]
        if part:
            asked.warn("%(node)s is computed for each %(part)s; only the last of them is asked here",
                       node=asked.value, part=part)  # fmt: skip


def _named(at: Cursor) -> bool:
    return isinstance(at.value, Mapping)


def _nodes(at: Cursor, part: str) -> Iterator[tuple[Cursor, str]]:
    """Every node, and for which parts of the period it is computed (empty: for the period)."""
    yield at, part
    for child in [] if "rule" in at else at["of"].items():
        yield from _nodes(child, at["each_period"].text("") or part)


def _asked(at: Cursor) -> Iterator[Cursor]:
    """Every place where points of a node are asked."""
    awards = at["awards"].items()
    for each in (*at["gates"].items(), *(one for award in awards for one in award["requires"].items())):
        yield from (*each["node"].items(), *each["over_node"].items())
    for each in (*at["grades"].items(), *(award["by"] for award in awards)):
        yield from each["node"].items()
    for ties in (at["settings"]["ties"], *(award["ties"] for award in awards)):
        for key in ties.items():
            yield from key["node"].items()


def _reachable(line: Cursor, highest: Fraction | None) -> None:
    for each in line.items():
        wanted = number(each["at"])
        if highest is not None and wanted is not None and wanted > highest:
            each["at"].warn("this grade asks for %(at)s points, but the sheet has only %(most)s",
                            at=exact(wanted), most=exact(highest))  # fmt: skip


def _loses(at: Cursor) -> bool:
    """Whether a node can have fewer than no points."""
    floor = number(at["floor"])
    if floor is not None:
        return floor < 0
    if "rule" in at:
        return at["rule"].text("") == "penalty" or at["floor"].text("") == "none"
    return any(_loses(child) for child in at["of"].items())


def _always(sign: str, limit: Fraction, least: Fraction | None, most: Fraction | None) -> bool | None:
    """Whether points from least to most keep a limit always or never; None when now and then."""
    if sign in ("at_most", "below"):
        other = _always({"at_most": "above", "below": "at_least"}[sign], limit, least, most)
        return None if other is None else not other
    if most is not None and (limit > most or (sign == "above" and limit == most)):
        return False
    if least is not None and (limit < least or (sign == "at_least" and limit == least)):
        return True
    return None


def _held(at: Cursor, always: bool, least: Fraction | None, most: Fraction | None) -> None:
    facts = {"range": " – ".join("…" if each is None else exact(each) for each in (least, most))}
    if always:
        at.warn("this holds for every branch: the points lie within %(range)s", **facts)
    else:
        at.warn("this holds for no branch: the points lie within %(range)s", **facts)
