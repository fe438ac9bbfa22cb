"""What the pages have in common: filters of the address, timelines, plain forms, the choice of branches."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, cast

from flask import current_app, request
from marshmallow import EXCLUDE, Schema
from sqlalchemy import Connection, Select, func, select

from services.chassis import entry
from services.chassis.commands import Outcome
from services.chassis.running.parts import here
from services.chassis.web.auth import Answer, reach
from services.chassis.web.forms import form_page
from services.membership import words
from services.membership.acts import Acts
from services.membership.projections import branches
from services.membership.sight import known_names, today

Field = Mapping[str, Any]


def does() -> Acts:
    """The command sides of the application that answers this request."""
    return cast(Acts, current_app.extensions["acts"])


def asked(schema: type[Schema]) -> dict[str, Any]:
    """The filters in the address, checked by the API's own schema; empty ones are not asked."""
    given = {name: value for name, value in request.args.items() if value}
    return cast(dict[str, Any], schema(unknown=EXCLUDE).load(given))


def branch_choices(db: Connection, permission: str) -> list[tuple[str, str]]:
    """The living branches that the reader may act for."""
    far = reach(permission)
    return branches.choices(db, today(), None if far.all else sorted(far.units))


def by_state(db: Connection, rows: Select[Any]) -> dict[str, int]:
    """How many of these rows stand in each state, and under "" all of them."""
    found = rows.order_by(None).subquery()
    counted = db.execute(select(found.c.state, func.count()).group_by(found.c.state))
    counts: dict[str, int] = {state: count for state, count in counted}
    return {"": sum(counts.values()), **counts}


def timeline(db: Connection, stream: str) -> list[dict[str, Any]]:
    """What happened in a stream, latest first: when, what, by whom, and when it was recorded."""
    rows = [entry.read(row.entry) for row in here().store.read_stream(stream)]
    names = known_names(db, {row.authid for row in rows})
    return [_step(row, names) for row in reversed(rows)]


def _step(row: entry.Envelope, names: Mapping[str, str]) -> dict[str, Any]:
    event = here().teller.vocabulary.decode(row.type, row.data)
    short = row.type.split(".", 1)[1]
    return {
        "on": row.time[:10],
        "what": str(words.HAPPENED[short]),
        "text": next((text for name in ("reason", "opinion") if (text := getattr(event, name, ""))), "")
        if short != "member-left.v1"
        else str(words.LEFT[event.reason]),
        "who": names.get(row.authid, row.authid),
        "recorded": row.recordedtime,
        "id": row.id,
        "kind": words.KIND_OF_STEP.get(short, "neutral"),
    }


def plain_form(
    schema: type[Schema],
    act: Callable[[dict[str, Any]], Outcome],
    then: Callable[[Outcome], str],
    fields: Sequence[Field],
    *,
    title: str,
    label: str,
    back: str,
    place: str = "",
    lede: str = "",
    start: Mapping[str, Any] | None = None,
    version: int | None = None,
) -> Answer:
    """A form that is no more than its fields, with today as the day proposed."""
    return form_page(
        "membership/form.html",
        schema,
        act,
        then,
        {"on": today().isoformat(), **(start or {})},
        version,
        fields=fields,
        title=title,
        label=label,
        back=back,
        place=place,
        lede=lede,
    )
