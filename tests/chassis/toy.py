"""A toy service: jars of marbles. It knows everything that a service may do, and no union."""

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from flask import Blueprint as Pages
from flask import g, url_for
from flask_smorest import Blueprint
from marshmallow import Schema, fields, validate
from sqlalchemy import Column, Date, Integer, MetaData, String, Table, insert, select, update

from services.chassis.commands import executor
from services.chassis.decider import Decider, Refused
from services.chassis.events import Vocabulary, event
from services.chassis.projections import Projection
from services.chassis.web.app import create_app
from services.chassis.web.auth import must_reach, public, reach, requires
from services.chassis.web.fields import Day, Money, Text
from services.chassis.web.forms import form_page
from services.chassis.web.http import ListQuery, command, listed, new_id, paging, versioned, writing

SERVICE = "toy"
ACCESS = {
    "jars.read": {"member": "own", "chair": "unit", "office": "all"},
    "jars.fill": {"chair": "unit", "office": "all"},
    "events.read": {"service": "all", "operator": "open", "department": "open"},
    "disclosures.read": {"operator": "all"},
    "operator.read": {"operator": "all"},
    "operator.act": {"operator": "all"},
}


@event("toy.jar-opened.v1")
class JarOpened:
    """Somebody put a jar on the shelf."""

    jar: str
    shelf: str
    label: str
    on: date


@event("toy.marbles-added.v1", classification="restricted")
class MarblesAdded:
    """Marbles went into a jar."""

    jar: str
    count: int
    on: date


@dataclass(frozen=True)
class Jar:
    shelf: str = ""
    count: int = 0


@dataclass(frozen=True, kw_only=True)
class OpenJar:
    by: str
    jar: str
    shelf: str
    label: str
    on: date
    price: object = None


@dataclass(frozen=True, kw_only=True)
class AddMarbles:
    by: str
    jar: str
    count: int
    on: date


def evolve(jar, event):
    match event:
        case JarOpened(shelf=shelf):
            return replace(jar, shelf=shelf)
        case MarblesAdded(count=count):
            return replace(jar, count=jar.count + count)


def open_jar(command, jar, found):
    if jar.shelf:
        return []
    return [JarOpened(jar=command.jar, shelf=command.shelf, label=command.label, on=command.on)]


def add(command, jar, found):
    if not jar.shelf:
        raise Refused("no-such-jar", "There is no such jar.")
    if jar.count + command.count > 10:
        raise Refused("jar-full", "Only %(left)s more marbles fit in.", field="count", left=10 - jar.count)
    return [MarblesAdded(jar=command.jar, count=command.count, on=command.on)]


decider = Decider(Jar(), evolve, {OpenJar: open_jar, AddMarbles: add})

tables = MetaData()
jars = Table(
    "jars",
    tables,
    Column("jar", String(80), primary_key=True),
    Column("shelf", String(80), nullable=False),
    Column("label", String(200), nullable=False),
    Column("opened", Date, nullable=False),
    Column("count", Integer, nullable=False, default=0),
    Column("version", Integer, nullable=False, default=1),
)


def opened(db, event, told):
    row = {"jar": event.jar, "shelf": event.shelf, "label": event.label, "opened": event.on}
    db.execute(insert(jars).values(**row, count=0, version=told.version))


def added(db, event, told):
    more = {"count": jars.c.count + event.count, "version": told.version}
    db.execute(update(jars).where(jars.c.jar == event.jar).values(**more))


VOCABULARY = Vocabulary(JarOpened, MarblesAdded)
PROJECTIONS = (Projection("jars", (jars,), {JarOpened: opened, MarblesAdded: added}),)


class OpenJarBody(Schema):
    shelf = Text(most=40, required=True)
    label = Text(most=40, required=True)
    on = Day(required=True)
    price = Money(load_default=None)


class Row(Schema):
    count = fields.Integer(required=True, validate=validate.Range(1, 100))
    colour = Text(most=20)


class AddBody(Schema):
    count = fields.Integer(required=True, validate=validate.Range(1, 100))
    on = Day(required=True)
    rows = fields.List(fields.Nested(Row), load_default=list)


class JarSchema(Schema):
    jar = fields.String()
    shelf = fields.String()
    label = fields.String()
    opened = fields.Date()
    count = fields.Integer()


class JarFilter(ListQuery):
    shelf = Text(load_default="")


def resources(parts, execute):
    resource = Blueprint("jars", __name__, url_prefix="/api/jars", description="Jars of marbles")

    @resource.post("/")
    @requires("jars.fill")
    @resource.arguments(OpenJarBody)
    @command(creates=True)
    def open_one(body):
        """Put a jar on a shelf."""
        must_reach("jars.fill", unit=body["shelf"])
        jar = new_id("jar")
        return execute(jar, OpenJar(by=g.principal.id, jar=jar, **body), writing())

    @resource.post("/<jar>/add")
    @requires("jars.fill")
    @resource.arguments(AddBody)
    @command()
    def add_some(body, jar):
        """Put marbles into a jar."""
        body.pop("rows")
        return execute(jar, AddMarbles(by=g.principal.id, jar=jar, **body), writing())

    @resource.get("/")
    @requires("jars.read")
    @resource.arguments(JarFilter, location="query")
    @resource.response(200, listed(JarSchema))
    def index(query):
        """Jars by label."""
        mine = reach("jars.read")
        rows = select(jars)
        if not mine.all:
            rows = rows.where(jars.c.shelf.in_(sorted(mine.units)))
        if query["shelf"]:
            rows = rows.where(jars.c.shelf == query["shelf"])
        with parts.store.reading() as db:
            return paging(db, rows, (jars.c.opened, jars.c.jar), query, descending=True)

    @resource.get("/<jar>")
    @requires("jars.read")
    @resource.response(200, JarSchema)
    def one(jar):
        """One jar."""
        from flask import abort

        with parts.store.reading() as db:
            row = db.execute(select(jars).where(jars.c.jar == jar)).mappings().first()
        if row is None:
            abort(404)
        return versioned(dict(row), row["version"])

    return resource


def pages(parts, execute):
    shown = Pages("toy_pages", __name__, template_folder="toy_templates")

    @shown.route("/jars/new", methods=["GET", "POST"])
    @requires("jars.fill")
    def new():
        jar = new_id("jar")

        def act(body):
            return execute(jar, OpenJar(by=g.principal.id, jar=jar, **body), writing())

        return form_page(
            "toy/jar.html", OpenJarBody, act, lambda outcome: url_for(".done", jar=outcome.stream)
        )

    @shown.route("/jars/<jar>/add", methods=["GET", "POST"])
    @requires("jars.fill")
    def add_page(jar):
        def act(body):
            body.pop("rows")
            return execute(jar, AddMarbles(by=g.principal.id, jar=jar, **body), writing())

        version = len(parts.store.read_stream(jar))
        return form_page("toy/jar.html", AddBody, act, lambda _: url_for(".done", jar=jar), version=version)

    @shown.get("/jars/<jar>")
    @requires("jars.read")
    def done(jar):
        return f"<p>{jar}</p>"

    @shown.get("/broken")
    @public("to see how an error is shown")
    def broken():
        raise ZeroDivisionError("planted")

    return shown


def create(parts):
    execute = executor(parts.store, parts.teller, decider)
    return create_app(
        parts,
        access=ACCESS,
        blueprints=[resources(parts, execute)],
        pages=[pages(parts, execute)],
        folder=Path(__file__).parent,
    )
