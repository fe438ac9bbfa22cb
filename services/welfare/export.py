"""The visits that a filter finds, as CSV for a spreadsheet: labels, text-safe cells, real numbers."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from flask import Response
from sqlalchemy import ColumnElement

from services.chassis.running.parts import Parts
from services.chassis.web.language import gettext
from services.chassis.web.problems import Problem
from services.welfare import words
from services.welfare.projections import rolls, visits
from services.welfare.projections.standards import yuan

MOST_ROWS = 1_048_575  # of a worksheet, below its header
FORMULA = ("=", "+", "-", "@", "\t", "\r")
BOM = "\ufeff"


def header() -> list[str]:
    """The columns' names in the reader's language."""
    return [
        gettext("Visit"),
        gettext("Day of the visit"),
        gettext("Person"),
        gettext("Person's id"),
        gettext("Branch"),
        gettext("Occasion"),
        gettext("Relation"),
        gettext("Amount (yuan)"),
        gettext("In kind"),
        gettext("Handed in on"),
        gettext("Standard"),
        gettext("Marks"),
        gettext("State"),
    ]


def csv_of(parts: Parts, asked: Mapping[str, Any], seen: ColumnElement[bool]) -> Response:
    """The whole list as a file; raises a problem when a worksheet could not hold it."""
    order = [each.desc() for each in visits.ORDER]
    with parts.store.reading() as db:
        count, _ = visits.totals(db, asked, seen)
        if count > MOST_ROWS:
            raise Problem("oversize", gettext("This list is too long for a spreadsheet: narrow the filter."))
        rows = db.execute(visits.matching(asked, seen).order_by(*order)).all()
    with parts.live().connect() as live:
        branches = rolls.branch_names(live)
    names = parts.people({row.member for row in rows})
    body = "".join(lines([header(), *(cells(row, branches, names) for row in rows)]))
    headers = {"Content-Disposition": 'attachment; filename="visits.csv"'}
    return Response(BOM + body, mimetype="text/csv", headers=headers)


def cells(row: Any, branches: Mapping[str, str], names: Mapping[str, str]) -> list[str]:
    """One visit, in the order of the header."""
    return [
        row.visit,
        row.on.isoformat(),
        names.get(row.member, ""),
        row.member,
        branches.get(row.branch, row.branch),
        words.said(words.OCCASION, row.occasion),
        words.said(words.RELATION, row.relation),
        str(yuan(row.fen)),
        gettext("yes") if row.in_kind else gettext("no"),
        row.filed_on.isoformat(),
        row.standard,
        "; ".join(words.said(words.FLAG, flag) for flag in row.flags.split()),
        words.said(words.STATE, row.state),
    ]


def lines(table: Iterable[list[str]]) -> Iterator[str]:
    """CSV lines; a cell that a spreadsheet would take for a formula is quoted as text."""
    for row in table:
        out = io.StringIO()
        csv.writer(out).writerow([f"'{cell}" if cell.startswith(FORMULA) else cell for cell in row])
        yield out.getvalue()
