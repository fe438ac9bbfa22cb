"""One resource for every kind of told fact: tell, correct, withdraw, list. A kind gives its fields."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

import msgspec
from flask import g
from flask_smorest import Blueprint  # type: ignore[import-untyped]
from marshmallow import Schema, ValidationError, fields, validate
from sqlalchemy import or_

from services.chassis.commands import Execute, Outcome, Write
from services.chassis.running.parts import Parts
from services.chassis.web.auth import reach, requires
from services.chassis.web.fields import Day, Id, Text
from services.chassis.web.http import ListQuery, command, listed, new_id, paging, versioned, writing
from services.chassis.web.language import gettext
from services.chassis.web.problems import Forbidden, Problem
from services.evaluation.branches import must_be_known
from services.evaluation.domain.told.life import Correct, Kind, Tell, Withdraw
from services.evaluation.projections import told as read_model

Body = dict[str, Any]
MOST = Decimal("999999999")
FINER = {2: "At most two decimals are possible.", 4: "At most four decimals are possible."}
SLUG = r"^[a-z0-9][a-z0-9._-]{0,99}$"


class Slug(fields.String):
    """A word of the code: small letters, digits, dots and dashes."""

    def __init__(self, **options: Any) -> None:
        pattern = SLUG if options.get("required") else rf"{SLUG}|^$"
        super().__init__(validate=validate.Regexp(pattern), **options)


class Value(fields.Decimal):
    """A number with at most `places` decimals (two or four); text in JSON."""

    def __init__(self, places: int = 2, **options: Any) -> None:
        super().__init__(as_string=True, metadata={"type": "string", "format": "decimal"}, **options)
        self.decimals = places

    def _validated(self, value: Any) -> Decimal:
        number = Decimal(super()._validated(value))
        if abs(number) > MOST:
            raise ValidationError("Number too large.")
        if number != round(number, self.decimals):
            raise ValidationError(FINER[self.decimals])
        return Decimal(format(number, "f"))


class Choice(fields.String):
    """One of a few words."""

    def __init__(self, words: tuple[str, ...], **options: Any) -> None:
        super().__init__(validate=validate.OneOf(words), **options)


class Filed(Schema):
    """`filed_on`: the day it was handed in (today, or as before, when not given)."""

    filed_on = Day(load_default=None, allow_none=True)


class Dated(Filed):
    """`on`: the day it happened or begins to hold."""

    on = Day(required=True)


class Reason(Schema):
    """Why what was told is taken back."""

    reason = Text(500, required=True)


def as_told(body: Body, parts: Parts, old: Any) -> Body:
    """A kind whose facts say only what the body says."""
    return body


@dataclass(frozen=True)
class Telling:
    """A kind over HTTP. `name` is its place under /api and begins its rights `<name>.read`, `<name>.tell`.

    `places` says where a body names its branches; `fill` adds what the body need not say (fields of
    `filled` that it does not have), given the fact that is corrected (None when it is told first).
    """

    kind: Kind[Any]
    name: str
    body: type[Schema]
    says: str
    places: str = "branch"
    filled: type[Schema] = Schema
    fill: Callable[[Body, Parts, Any], Body] = field(default=as_told)

    def tell(self, parts: Parts, execute: Execute, body: Body) -> Outcome:
        """Tell a fact under a new id."""
        write, name = writing(), new_id(self.kind.noun)
        fact = self._fact(parts, write, name, body)
        return execute(name, Tell(fact=fact, today=_day(parts, write), by=g.principal.id), write)

    def correct(self, parts: Parts, execute: Execute, name: str, body: Body) -> Outcome:
        """Replace what was told; the day it was handed in stays unless another is given."""
        old = self.fact(self.found(parts, name, "tell"))
        write, told = writing(), {each: value for each, value in body.items() if each != "reason"}
        fact = self._fact(parts, write, name, told, old)
        said = {"reason": body["reason"], "today": _day(parts, write), "by": g.principal.id}
        return execute(name, Correct(fact=fact, **said), write)

    def withdraw(self, parts: Parts, execute: Execute, name: str, body: Body) -> Outcome:
        """Take back what was told."""
        self.found(parts, name, "tell")
        return execute(name, Withdraw(reason=body["reason"], by=g.principal.id), writing())

    def _fact(self, parts: Parts, write: Write, name: str, body: Body, old: Any = None) -> Any:
        filed = body["filed_on"] or (old.filed_on if old else _day(parts, write))
        told = {**body, "filed_on": filed, self.kind.key: name}
        fact = msgspec.convert(self.fill(told, parts, old), self.kind.fact)
        self._must_reach("tell", fact)
        branches = enumerate(self.kind.branches(fact))
        must_be_known(parts, {self.places.format(place): branch for place, branch in branches})
        return fact

    def fact(self, row: Any) -> Any:
        """The fact that a row keeps."""
        return read_model.fact_in(self.kind, row.body)

    def found(self, parts: Parts, name: str, right: str = "read") -> Any:
        """The row of a fact that the asker may read or change; raises 404 or 403."""
        with parts.store.reading() as db:
            row = read_model.one(db, self.kind, name)
        if row is None:
            raise Problem("not-found", gettext("Nothing was told under this id."))
        self._must_reach(right, self.fact(row))
        return row

    def _must_reach(self, right: str, fact: Any) -> None:
        """To read, one branch of the reader's own is enough; to tell, all must be the teller's."""
        mine = reach(f"{self.name}.{right}")
        owner = getattr(fact, self.kind.owner) if self.kind.owner else ""
        covered = [mine.covers(branch, owner) for branch in self.kind.branches(fact)]
        if not (mine.all or (any(covered) if right == "read" else covered and all(covered))):
            raise Forbidden("out-of-reach")

    def page(self, parts: Parts, query: Body) -> Body:
        """The facts that the reader may see, latest day first."""
        mine = reach(f"{self.name}.read")
        rows = read_model.rows(self.kind, query["branch"], query[self.kind.about], query["state"])
        if not mine.all:
            rows = rows.where(or_(read_model.naming(mine.units), read_model.c.owner == (mine.own or None)))
        with parts.store.reading() as db:
            found = paging(db, rows, (read_model.c.on, read_model.c.id), query, descending=True)
        return {**found, "items": [self.item(row) for row in found["items"]]}

    def item(self, row: Any) -> Body:
        """A fact as it stands, as plain values."""
        values = {name: row[name] for name in ("version", "state", "reason", "told_by")}
        return {**vars(read_model.fact_in(self.kind, row["body"])), **values}


def _day(parts: Parts, write: Write) -> date:
    """The school's day of a write."""
    return write.at.astimezone(parts.zone).date()


# --- schemas and routes


def made(name: str, says: str, more: dict[str, Any], *bases: type[Schema]) -> type[Schema]:
    """A schema of a kind under its own name in the API's document."""
    return type(name, bases, {"__doc__": says, **more})


@cache
def item_of(of: Telling) -> type[Schema]:
    """The schema of a fact as it stands: all its fields, and how it came to stand so."""
    stands = {
        of.kind.key: Id(required=True),
        "on": Day(required=True),
        "filed_on": Day(required=True),
        "version": fields.Integer(required=True),
        "state": Choice(read_model.STATES, required=True),
        "reason": fields.String(required=True),
        "told_by": Id(required=True),
    }
    return made(f"{of.kind.fact.__name__}Item", f"{of.says}: one as it stands.", stands, of.body, of.filled)


@cache
def corrected(of: Telling) -> type[Schema]:
    """The schema of a correction: the whole fact as it should have been told, and why."""
    says = "The whole fact as it should have been told, and why."
    return made(f"Correct{of.kind.fact.__name__}Body", says, {"reason": Text(500, required=True)}, of.body)


@cache
def filter_of(of: Telling) -> type[Schema]:
    """The schema of a list's filters."""
    more = {
        "branch": Id(load_default=""),
        "state": Choice(("", *read_model.STATES), load_default=""),
        of.kind.about: fields.String(load_default="", validate=validate.Length(max=200)),
    }
    says = "Filters of the list and of its page."
    return made(f"{of.kind.fact.__name__}Filter", says, more, ListQuery)


def resource_of(of: Telling, parts: Parts, execute: Execute) -> Blueprint:
    """The resource /api/<name>."""
    resource = Blueprint(of.name, __name__, url_prefix=f"/api/{of.name}", description=of.says)
    _acts(resource, of, parts, execute)
    _lists(resource, of, parts)
    return resource


def _acts(resource: Blueprint, of: Telling, parts: Parts, execute: Execute) -> None:
    @resource.post("/")
    @requires(f"{of.name}.tell")
    @resource.arguments(of.body)
    @command(creates=True)
    def tell(body: Body) -> Outcome:
        """Tell it under a new id."""
        return of.tell(parts, execute, body)

    @resource.post("/<name>/correct")
    @requires(f"{of.name}.tell")
    @resource.arguments(corrected(of))
    @command()
    def correct(body: Body, name: str) -> Outcome:
        """Replace what was told."""
        return of.correct(parts, execute, name, body)

    @resource.post("/<name>/withdraw")
    @requires(f"{of.name}.tell")
    @resource.arguments(Reason)
    @command()
    def withdraw(body: Body, name: str) -> Outcome:
        """Take back what was told."""
        return of.withdraw(parts, execute, name, body)


def _lists(resource: Blueprint, of: Telling, parts: Parts) -> None:
    item = item_of(of)

    @resource.get("/")
    @requires(f"{of.name}.read")
    @resource.arguments(filter_of(of), location="query")
    @resource.response(200, listed(item))
    def index(query: Body) -> Body:
        """What was told, latest day first."""
        return of.page(parts, query)

    @resource.get("/<name>")
    @requires(f"{of.name}.read")
    @resource.response(200, item)
    def one(name: str) -> Any:
        """One fact as it stands, with its version as ETag."""
        row = of.found(parts, name)
        return versioned(of.item(row._mapping), row.version)
