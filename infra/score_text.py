"""Scores in the terminal: a table or a tree for people, JSON for programs."""

import json
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import click
from rich.console import Console
from rich.table import Table
from rich.tree import Tree

from infra.embedded import Embedded
from services.evaluation.queries import explanation_of, scores_of
from services.evaluation.questions import NoAnswer

Plain = dict[str, Any]


def scores(platform: Embedded, period: str, as_of: date | None, known_on: date | None, as_json: bool) -> str:
    """All branches, best first within their kind."""
    try:
        found = scores_of(platform.parts["evaluation"], period, as_of, known_on)
    except NoAnswer as problem:
        raise click.ClickException(str(problem)) from problem
    return as_text(found) if as_json else drawn([_table(found), *_footing(found)])


def explain(
    platform: Embedded,
    branch: str,
    period: str,
    as_of: date | None,
    known_on: date | None,
    as_json: bool,
) -> str:
    """One branch's score as a tree of reasons."""
    try:
        found = explanation_of(platform.parts["evaluation"], branch, period, as_of, known_on)
    except NoAnswer as problem:
        raise click.ClickException(str(problem)) from problem
    return as_text(found) if as_json else drawn([_tree(found), *_footing(found)])


def as_text(found: Plain) -> str:
    return json.dumps(found, ensure_ascii=False, indent=1)


def drawn(parts: Iterable[Any]) -> str:
    """What rich makes of the parts, as text of the terminal's width."""
    screen = Console()
    with screen.capture() as captured:
        for each in parts:
            screen.print(each)
    return captured.get().rstrip("\n")


def number(exact: str | None) -> str:
    """An exact text with two decimals."""
    if exact is None:
        return "open"
    value = Fraction(exact)
    return f"{Decimal(value.numerator) / Decimal(value.denominator):.2f}"


def _table(found: Plain) -> Table:
    made = Table(title=f"{found['edition']['title']['zh']}  {found['from']} – {found['to']}")
    for name in ("rank", "branch", "kind", "total", "open", "grade"):
        made.add_column(name, justify="right" if name in ("rank", "total", "open") else "left")
    for each in found["items"]:
        grade = each["grade"]["title"]["zh"] if each["grade"] else "barred" if each.get("barred") else "–"
        kind = found["kinds"].get(each["kind"], {}).get("zh", each["kind"])
        made.add_row(
            str(each["rank"] or "–"), each["name"], kind, number(each["total"]), number(each["open"]), grade
        )
    return made


def _tree(found: Plain) -> Tree:
    grade = found["grade"]["title"]["zh"] if found["grade"] else found["why_no_grade"]
    made = Tree(f"[bold]{found['name']}[/bold]  {number(found['total'])}  {grade}")
    for bar in found["bars"]:
        made.add(f"barred: {bar['title']['zh']} ({', '.join(bar['bars'])})")
    for part in found["score"]["parts"]:
        _branch(made, part)
    return made


def _branch(tree: Tree, part: Plain) -> None:
    """A node and what it is made of; an item names its rule and how many facts stand behind it."""
    most = "" if part["most"] is None else f" of {number(part['most'])}"
    text = f"{part['title']['zh']}  {number(part['points'])}{most}"
    if proof := part.get("proof"):
        of = proof["of"]
        text += f"  [dim]{proof['rule']}: {of['counted']} facts count, {of['passed_over']} do not[/dim]"
    below = tree.add(text)
    for each in part.get("parts", ()):
        _branch(below, each)


def _footing(found: Plain) -> list[str]:
    complete = ", ".join(f"{source} {at}" for source, at in sorted(found["complete"].items()))
    behind = {source: head - found["complete"].get(source, 0) for source, head in found["head"].items()}
    waiting = ", ".join(f"{source} {count}" for source, count in sorted(behind.items()) if count)
    clock = f", as known on {found['known_on']}" if found["known_on"] else ""
    return [
        f"as of {found['as_of']}{clock}; complete up to: {complete}"
        + (f"; not heard yet: {waiting}" if waiting else "")
    ]
