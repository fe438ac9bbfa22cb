"""What changed between two schemes, in words: added, removed, moved, and every value that differs.

The texts are compared as they are written, item by item under its id, so that nothing that a text
can say is left out; numbers are compared by value, lists of conditions without their order.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from services.chassis.web.language import gettext as _
from services.evaluation import rulebooks
from services.evaluation.scheme_words import RULE, SECTION, path_words
from services.evaluation.words import listed, said, titled

Plain = dict[str, Any]
Path = tuple[str, ...]
LISTS = {"gates": "gate", "awards": "award", "allowances": "allowance"}
OWN = ("root", "settings", "grades", *LISTS)  # parts of a scheme that are compared for themselves
AND = "\x1f"  # between the words of a list
UNORDERED = ("where", "kinds", "bars", "for", "only_of", "not_of", "units")


@dataclass(frozen=True)
class Part:
    """One thing that a scheme says, with its values by path."""

    section: str
    id: str
    title: Mapping[str, str]
    parent: str
    values: Mapping[Path, str]

    @property
    def name(self) -> str:
        return f"{titled(self.title)} ({self.id})" if titled(self.title) else self.id


def differences(old: str, new: str) -> list[Plain]:
    """From an old text to a new one, in the new one's order, the removed last. Raises BadRulebook."""
    before, after = parts(rulebooks.plain(old)), parts(rulebooks.plain(new))
    found: list[Plain] = []
    for key, part in after.items():
        found += compared(before[key], part) if key in before else [_said("added", part)]
    found += [_said("removed", part) for key, part in before.items() if key not in after]
    return found + _award_order(before, after)


def report(found: list[Plain]) -> list[str]:
    """Differences as lines for people."""
    return [each["text"] for each in found] or [_("The two schemes say the same.")]


def parts(scheme: Plain) -> dict[tuple[str, str], Part]:
    """Everything that a scheme says, by section and id. An item that becomes a section is another thing."""
    found = [_of_scheme(scheme), _settings(scheme), *_nodes(scheme.get("root"), "")]
    for ladder in _list(scheme.get("grades")):
        found += _ladder(ladder)
    for name, section in LISTS.items():
        for each in _list(scheme.get(name)):
            node = each.get("of") if section == "allowance" else None
            plain = {key: value for key, value in each.items() if value is not node}
            found += [_part(section, plain, ""), *(_nodes(node, str(each.get("id"))) if node else ())]
    return {(each.section, each.id): each for each in found}


def compared(old: Part, new: Part) -> list[Plain]:
    """How one thing changed."""
    found = [_said("moved", new, old=old.parent, new=new.parent)] if old.parent != new.parent else []
    for path in dict.fromkeys([*new.values, *old.values]):
        was, now = old.values.get(path), new.values.get(path)
        if not _alike(was, now):
            found.append(_said("changed", new, path, was, now))
    return found


def _of_scheme(scheme: Plain) -> Part:
    rest = {key: value for key, value in scheme.items() if key not in OWN}
    return Part("scheme", "", {}, "", dict(_values(rest)))


def _settings(scheme: Plain) -> Part:
    return Part("setting", "", {}, "", dict(_values(scheme.get("settings") or {})))


def _nodes(node: Any, parent: str) -> Iterator[Part]:
    if not isinstance(node, dict):
        return
    children = [] if "rule" in node else _list(node.get("of"))
    rest = {key: value for key, value in node.items() if key != "of" or "rule" in node}
    yield _part("item" if "rule" in node else "branch", rest, parent)
    for child in children:
        yield from _nodes(child, str(node.get("id")))


def _ladder(ladder: Plain) -> list[Part]:
    """A grade is known by its id and by whom it is for."""
    kinds = "+".join(map(str, _list(ladder.get("kinds"))))
    rest = {key: value for key, value in ladder.items() if key not in ("line", "kinds")}
    grades = [{**rest, **each, "id": f"{each.get('grade')}/{kinds}"} for each in _list(ladder.get("line"))]
    return [_part("grade", each, "") for each in grades]


def _part(section: str, plain: Plain, parent: str) -> Part:
    title = plain.get("title")
    rest = {key: value for key, value in plain.items() if key != "id"}
    named = title if isinstance(title, dict) else {}
    return Part(section, str(plain.get("id")), named, parent, dict(_values(rest)))


def _values(value: Any, path: Path = ()) -> Iterator[tuple[Path, str]]:
    """The values of plain data by path; a list of words is one value."""
    if isinstance(value, dict):
        for name, each in value.items():
            yield from _values(each, (*path, str(name)))
    elif isinstance(value, list) and any(isinstance(each, dict | list) for each in value):
        several = len(value) > 1
        for number, each in enumerate(value, start=1):
            yield from _values(each, (*path, str(number)) if several else path)
    elif isinstance(value, list):
        words = list(map(_text, value))
        ordered = not set(path) & set(UNORDERED)
        yield path, AND.join(words if ordered else sorted(words))
    elif value is not None:
        yield path, _text(value)


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _alike(one: str | None, other: str | None) -> bool:
    if one is None or other is None:
        return one == other
    number = _number(one)
    return one == other or (number is not None and number == _number(other))


def _number(text: str) -> Fraction | None:
    """The value of a number however it is written: 0.5, 50%, 1/2."""
    try:
        return Fraction(text[:-1]) / 100 if text.endswith("%") else Fraction(text)
    except (ValueError, ZeroDivisionError):
        return None


def _award_order(
    before: Mapping[tuple[str, str], Part], after: Mapping[tuple[str, str], Part]
) -> list[Plain]:
    """Awards are given one after the other, so their order says something."""
    old, new = ([id for section, id in each if section == "award"] for each in (before, after))
    old, new = [id for id in old if id in new], [id for id in new if id in old]
    if old == new:
        return []
    was, now = listed(old), listed(new)
    text = _("The awards are given in another order: %(new)s (before: %(old)s)", old=was, new=now)
    same = {"change": "moved", "section": "award", "id": "", "title": {}, "field": ""}
    return [same | {"old": was, "new": now, "text": text}]


def _said(change: str, of: Part, path: Path = (), old: str | None = None, new: str | None = None) -> Plain:
    """A difference as plain data, with a sentence in the reader's language."""
    return {"change": change, "section": of.section, "id": of.id, "title": dict(of.title),
            "field": ".".join(path), "old": _shown(path, old), "new": _shown(path, new),
            "text": _sentence(change, of, path, old, new)}  # fmt: skip


def _sentence(change: str, of: Part, path: Path, old: str | None, new: str | None) -> str:
    facts: dict[str, object] = {
        "section": said(SECTION, of.section),
        "name": of.name,
        "field": path_words(path),
    }
    facts |= {"old": _shown(path, old), "new": _shown(path, new)}
    if change == "added":
        return _added(of, facts)
    if change == "removed":
        return _("%(section)s removed: %(name)s", **facts)
    if change == "moved":
        return _("%(section)s moved: %(name)s from %(old)s to %(new)s", **facts)
    facts["of"] = _("%(section)s %(name)s", **facts) if of.id else facts["section"]
    if old is None:
        return _("%(of)s: %(field)s is now given: %(new)s", **facts)
    if new is None:
        return _("%(of)s: %(field)s is no longer given (it was %(old)s)", **facts)
    return _("%(of)s: %(field)s %(old)s → %(new)s", **facts)


def _added(of: Part, facts: Mapping[str, object]) -> str:
    points = of.values.get(("points",))
    if points is None:
        return _("%(section)s added: %(name)s", **facts)
    return _("%(section)s added: %(name)s, points: %(points)s", **facts, points=points)


def _shown(path: Path, value: str | None) -> str | None:
    if value is None:
        return None
    return said(RULE, value) if path[-1:] == ("rule",) else listed(value.split(AND))
