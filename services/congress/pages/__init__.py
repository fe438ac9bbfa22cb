"""Server-rendered pages, one module each; they use the API's schemas and the same acts."""

from collections.abc import Iterable, Mapping
from typing import Any

from flask import request
from marshmallow import EXCLUDE, Schema

from services.chassis.running.parts import here
from services.congress.projections import congresses as convened
from services.congress.projections import rolls


def asked_for(schema: type[Schema]) -> dict[str, Any]:
    """The filters in the address; blank ones are not asked. Raises a validation problem."""
    given = {name: value for name, value in request.args.items() if value}
    asked: dict[str, Any] = schema(unknown=EXCLUDE).load(given)
    return asked


def branches() -> dict[str, str]:
    """Names of all branches by id, as membership told them."""
    with here().live().connect() as db:
        return rolls.names(db)


def people(ids: Iterable[str]) -> Mapping[str, str]:
    """Names of people by id; an id whose name the reader may not know stands for itself."""
    wanted = sorted(set(filter(None, ids)))
    known = here().people(wanted)
    return {each: known.get(each, each) for each in wanted}


def options(words: Mapping[str, Any]) -> list[tuple[str, str]]:
    """(code, word) for a select."""
    return [(code, str(word)) for code, word in words.items()]


def all_congresses() -> list[Any]:
    """Every congress, the latest first."""
    with here().store.reading() as db:
        return convened.listed(db)


def congress_options() -> list[tuple[str, str]]:
    return [(each.congress, each.name) for each in all_congresses()]
