"""A list as a table for a spreadsheet: the columns people ask for, headers and codes in their language."""

import csv
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Response

from services.chassis.running.parts import here
from services.chassis.web.language import gettext, lazy
from services.congress import words
from services.congress.projections import rolls

CSV_ANSWER = {"description": "CSV in UTF-8", "content": {"text/csv": {"schema": {"type": "string"}}}}
RISKY = ("=", "+", "-", "@", "\t", "\r")  # a spreadsheet would take these for a formula


@dataclass(frozen=True)
class Names:
    """Names by id: of people as far as the reader may know them, of branches, and the seconders' ids."""

    people: Mapping[str, str]
    branches: Mapping[str, str]
    seconders: Mapping[str, Sequence[str]]

    def seconders_of(self, proposal: str) -> str:
        return ", ".join(self.people.get(each, each) for each in self.seconders.get(proposal, ()))


Columns = Sequence[tuple[Any, Callable[[Any, Names], object]]]

PROPOSAL: Columns = (
    (lazy("Number"), lambda row, names: row.number),
    (lazy("Title"), lambda row, names: row.title),
    (lazy("Category"), lambda row, names: words.said(words.CATEGORIES, row.category)),
    (lazy("State"), lambda row, names: words.said(words.STATES, row.state)),
    (lazy("Branch"), lambda row, names: names.branches.get(row.branch, row.branch)),
    (lazy("Proposer"), lambda row, names: names.people.get(row.proposer, row.proposer)),
    (lazy("Seconders"), lambda row, names: names.seconders_of(row.proposal)),
    (lazy("Submitted on"), lambda row, names: row.submitted_on),
    (lazy("Late"), lambda row, names: gettext("yes") if row.late else gettext("no")),
    (lazy("Cause"), lambda row, names: row.cause),
    (lazy("Measures"), lambda row, names: row.measures),
    (lazy("Lead department"), lambda row, names: words.department(row.lead)),
    (lazy("Due"), lambda row, names: row.due_on),
    (lazy("Answered on"), lambda row, names: row.replied_on),
    (lazy("Result"), lambda row, names: words.said(words.RESULTS, row.result)),
    (lazy("Rating"), lambda row, names: words.said(words.RATINGS, row.rating)),
    (lazy("Round"), lambda row, names: row.round),
    (lazy("Id"), lambda row, names: row.proposal),
)
DELEGATE: Columns = (
    (lazy("Delegate"), lambda row, names: names.people.get(row.member, row.member)),
    (lazy("Branch"), lambda row, names: names.branches.get(row.branch, row.branch)),
    (lazy("Delegation"), lambda row, names: names.branches.get(row.delegation, row.delegation)),
    (lazy("Category"), lambda row, names: words.said(words.SEATS, row.category)),
    (lazy("Since"), lambda row, names: row.since),
    (lazy("Ended on"), lambda row, names: row.ended_on),
    (lazy("Why"), lambda row, names: words.said(words.ENDINGS, row.reason)),
    (lazy("Id"), lambda row, names: row.member),
)


def proposals(rows: Sequence[Any], seconders: Mapping[str, Sequence[str]]) -> Response:
    """The filtered list of proposals, with seconders and full texts."""
    named = {each.proposer for each in rows}.union(*seconders.values())
    return table("proposals", PROPOSAL, rows, names_of(named, seconders))


def delegates(rows: Sequence[Any]) -> Response:
    """The filtered register of delegates."""
    return table("delegates", DELEGATE, rows, names_of({each.member for each in rows}, {}))


def names_of(people: Iterable[str], seconders: Mapping[str, Sequence[str]]) -> Names:
    return Names(here().people(sorted(people)), branch_names(), seconders)


def branch_names() -> Mapping[str, str]:
    """Names of all branches, as membership told them."""
    with here().live().connect() as db:
        return rolls.names(db)


def table(name: str, columns: Columns, rows: Iterable[Any], names: Names) -> Response:
    """A CSV file with the mark that makes spreadsheets read it as UTF-8."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([str(label) for label, _ in columns])
    writer.writerows([cell(value(row, names)) for _, value in columns] for row in rows)
    response = Response("\ufeff" + text.getvalue(), mimetype="text/csv")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def cell(value: object) -> str:
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(RISKY) else text
