"""Slips that are surely meant as something else: each is told with what to write."""

from collections.abc import Collection, Mapping

from services.evaluation.domain.catalogue import Catalogue
from services.evaluation.domain.quantity import Title
from services.evaluation.domain.reading import Cursor
from services.evaluation.domain.rules import RULES, Rule

FORMS = {  # by what is wanted: the name that it must have, and what is said of a text with other names
    "scheme": ("root", {
        "tellings": "this is a facts file and not a scheme",
        "measures": "this is a catalogue of measures and not a scheme",
        "": "this is no scheme: not one of its names is known",
    }),
    "facts": ("tellings", {
        "root": "this is a scheme and not a facts file",
        "": "this is no facts file: not one of its names is known",
    }),
}  # fmt: skip


def no_quantity(at: Cursor, catalogue: Catalogue) -> bool:
    """Note a bare word where a quantity is wanted, with the quantity that has this name."""
    if isinstance(at.value, Mapping):
        return False
    form = _named(str(at.value), catalogue)
    if at.value is None:
        at.wrong("`%(name)s` is missing", name=at.name)
    elif form:
        at.wrong("write `%(name)s: {%(form)s: %(value)s}`", name=at.name, form=form, value=at.value)
    else:
        at.wrong("a quantity names what is counted, such as `%(name)s: {measure: ...}`", name=at.name)
    return True


def _named(word: str, catalogue: Catalogue) -> str:
    """As what a catalogue knows a word."""
    known = {
        "measure": catalogue.measures,
        "stock": catalogue.stocks,
        "register": catalogue.register_names,
    }
    return next((form for form, names in known.items() if word in names), "")


def whole_file(at: Cursor, form: str, names: Collection[str]) -> None:
    """Note in one sentence that a text is empty or another one than is wanted. Raises Wrong."""
    own, other = FORMS[form]
    given = next((mark for mark in other if mark in at and own not in at), "")
    if at.value is None:
        at.wrong("this file is empty")
    elif given:
        at.wrong(other[given])
    elif not isinstance(at.value, Mapping) or not {*names} & {*at.value}:
        at.wrong(other[""])
    at.check()


def bare_node(at: Cursor) -> bool:
    """Note a node's id where `{node: id}` is wanted."""
    if not isinstance(at.value, str):
        return False
    at.wrong("write `%(name)s: {node: %(value)s}`", name=at.name, value=at.value)
    return True


def kinds(at: Cursor) -> dict[str, Title]:
    """Kinds with their titles; names without titles are noted once and then known."""
    if at.value is None or isinstance(at.value, Mapping):
        return {name: each.title() for name, each in at.pairs()}
    found = at.texts()
    at.wrong("write every kind with its title: `%(kind)s: {zh: ..., en: ...}`", kind=next(iter(found), ""))
    return {name: {} for name in found}


def others_numbers(at: Cursor, name: str, rule: Rule, placing: tuple[str, ...]) -> set[str]:
    """Note the numbers of other rules than an item's own; their names."""
    own = [*rule.needs, *rule.takes, *(placing if name == "place" else ())]
    numbers = {each for one in RULES.values() for each in (*one.needs, *one.takes)} | {*placing}
    strange = (
        {each for each in at.value if each in numbers - {*own}} if isinstance(at.value, Mapping) else set()
    )
    for each in sorted(strange):
        if own:
            at[each].wrong("the rule %(rule)s has no %(name)s; it knows %(own)s", rule=name, name=each,
                           own=", ".join(own))  # fmt: skip
        else:
            at[each].wrong("the rule %(rule)s has no %(name)s; leave it out", rule=name, name=each)
    return strange
