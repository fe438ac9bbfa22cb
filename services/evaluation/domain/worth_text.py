"""What one fact is worth, read from plain data: a table by tags, points by place, a share, a decay."""

from collections.abc import Mapping
from fractions import Fraction

from services.evaluation.domain.naming import Names
from services.evaluation.domain.quantity import Where, Worth
from services.evaluation.domain.reading import Cursor

ZERO = Fraction(0)


def worth(at: Cursor, names: Names, where: Where) -> Worth:
    """What one fact is worth; `where`: which facts come to it at all."""
    if not isinstance(at.value, Mapping):
        plainly = at.choice(("one", "amount", "days-late"), "one")
        names.amount(at, plainly)
        return Worth(plainly)
    at.only("by", "table", "otherwise", "places", "beyond", "field", "share", "decay", "of")
    kind = "table" if "table" in at else "places" if "places" in at else at["of"].choice(
        ("one", "amount", "days-late"), "one"
    )  # fmt: skip
    names.amount(at, kind)
    by = tuple(names.told(each) for each in at["by"].items())
    table = dict(_table(at["table"], len(by))) if "table" in at else {}
    if "table" in at and not by:
        at.wrong("say with `by` which tags the table is read by")
    _shut_out(at["table"], by, where)
    decay = [(each["after"].whole(0), each["worth"].number()) for each in at["decay"].items()]
    return Worth(
        kind,
        by,
        table,
        (at["beyond"] if "beyond" in at else at["otherwise"]).number(ZERO),
        tuple(each.number() for each in at["places"].items()),
        at["field"].choice(("all", "less-one"), "all") == "less-one",
        names.told(at["share"]) if "share" in at else "",
        tuple(sorted(decay)),
    )


def _table(at: Cursor, depth: int) -> list[tuple[tuple[str, ...], Fraction]]:
    """The leaves of a nested table by the path of their tags; a branch may end early."""
    found: list[tuple[tuple[str, ...], Fraction]] = []
    for name, each in at.pairs():
        if not isinstance(each.value, Mapping):
            found.append(((name,), each.number()))
        elif depth <= 1:
            each.wrong("the table is deeper than there are tags in `by`")
        else:
            found += [((name, *path), number) for path, number in _table(each, depth - 1)]
    return found


def _shut_out(at: Cursor, by: tuple[str, ...], where: Where) -> None:
    """Note entries of a table for tags that the quantity's own conditions never let through."""
    for name, each in at.pairs() if by and isinstance(at.value, Mapping) else ():
        if any(tag == by[0] and (name in values) is not wanted for tag, values, wanted in where):
            each.warn("%(name)s never comes here: `where` lets through no such %(tag)s", name=name, tag=by[0])
        else:
            _shut_out(each, by[1:], where)
