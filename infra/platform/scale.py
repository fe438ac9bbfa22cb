"""How many processes of each kind: `welfare.web=2 congress.web=2 evaluation.worker=2`."""

from collections.abc import Mapping

from infra.services import HEARING, SERVICES

KINDS = ("web", "relay", "worker")
MOST = 10  # processes of one kind: so many ports are set aside for it
Scale = Mapping[str, int]


class BadScale(Exception):
    """A wish that cannot be fulfilled; the text says which word of it and what would do."""


def roles() -> tuple[str, ...]:
    """Every kind of process there can be, `<service>.<kind>`; membership hears nobody: it has no worker."""
    return tuple(
        f"{service}.{kind}"
        for service in SERVICES
        for kind in KINDS
        if kind != "worker" or service in HEARING
    )


ONE_EACH: Scale = dict.fromkeys(roles(), 1)


def parsed(text: str, before: Scale = ONE_EACH) -> Scale:
    """`before` with what `text` changes. Raises BadScale."""
    return {**before, **dict(map(_wish, text.replace(",", " ").split()))}


def _wish(word: str) -> tuple[str, int]:
    role, equals, number = word.partition("=")
    if role not in ONE_EACH:
        raise BadScale(f"{word}: there is no {role!r} to scale; say one of {', '.join(ONE_EACH)}")
    if not equals or not number.isdecimal():
        raise BadScale(f"{word}: say how many, for example {role}=2")
    least = 1 if role.endswith(".web") else 0
    if not least <= int(number) <= MOST:
        raise BadScale(f"{word}: {role} can have {least} to {MOST} processes")
    return role, int(number)


def told(scale: Scale) -> str:
    """The scale in its own words, only what is not one each; "" when nothing differs."""
    return " ".join(f"{role}={number}" for role, number in scale.items() if number != ONE_EACH[role])
