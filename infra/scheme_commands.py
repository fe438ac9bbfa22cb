"""The commands `hearth scheme check|diff|score|try` and `hearth facts export`."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from datetime import date
from pathlib import Path

import click
from rich.table import Table

from infra.opening import opened
from infra.options import DAY, in_json, known_on_day
from infra.score_text import as_text, drawn
from infra.spoken import in_language, spoken
from services.chassis.decider import Refused
from services.chassis.web.language import gettext
from services.evaluation import checking, differences, exporting, publishing, recounting, score_lines, trying
from services.evaluation.questions import ask
from services.evaluation.rulebooks import BadRulebook
from services.evaluation.score_lines import Report

Text = click.Path(exists=True, dir_okay=False, path_type=Path)
in_period = click.option("--period", required=True, help="2025, 2025-Q2, 2024-2025, ...; or `trailing`.")
as_of_day = click.option("--as-of", type=DAY, help="The last day whose facts matter.")


@click.group("scheme")
def scheme_group() -> None:
    """Assessment schemes: check one, compare two, score facts by one, try one on the platform."""


@scheme_group.command()
@click.argument("file", type=Text)
@in_language
@in_json
def check(file: Path, lang: str, as_json: bool) -> None:
    """Check the scheme in FILE: errors with line, item and what to do, then what should be looked at."""
    with spoken(lang):
        found = checking.checked(read(file))
        click.echo(as_text(found) if as_json else "\n".join(checking.report(found)))
    sys.exit(0 if found["sound"] else 1)


@scheme_group.command()
@click.argument("old", type=Text)
@click.argument("new", type=Text)
@in_language
@in_json
def diff(old: Path, new: Path, lang: str, as_json: bool) -> None:
    """What changed from the scheme in OLD to the one in NEW, in words."""
    with spoken(lang), in_words():
        found = differences.differences(read(old), read(new))
        click.echo(as_text({"differences": found}) if as_json else "\n".join(differences.report(found)))


@scheme_group.command()
@click.argument("file", type=Text)
@click.option("--facts", type=Text, required=True, help="A facts file, JSON or YAML.")
@in_period
@as_of_day
@known_on_day
@click.option("--catalogue", type=Text, help="Another catalogue of measures than the platform's.")
@in_language
@in_json
def score(file: Path, facts: Path, period: str, as_of: date | None, known_on: date | None,
          catalogue: Path | None, lang: str, as_json: bool) -> None:  # fmt: skip
    """Score the facts in a file by the scheme in FILE: totals, places, grades, awards; --json tells why."""
    with spoken(lang), in_words():
        texts = read(file), read(facts)
        other = read(catalogue) if catalogue else ""
        found = recounting.recounted(*texts, period, as_of, known_on, other)
        click.echo(as_text(found) if as_json else table(score_lines.report(found)))


@scheme_group.command("try")
@click.argument("file", type=Text)
@in_period
@as_of_day
@known_on_day
@click.option("--every", is_flag=True, help="Show items that do not differ too.")
@in_language
@in_json
def try_out(
    file: Path, period: str, as_of: date | None, known_on: date | None, every: bool, lang: str, as_json: bool
) -> None:
    """The scores that the scheme in FILE would have given here, beside those of the edition in force."""
    parts = opened().parts["evaluation"]
    with spoken(lang), in_words():
        found = trying.tried(parts, read(file), period, as_of, known_on)
        click.echo(as_text(found) if as_json else table(trying.report(found, every)))


@click.group("facts")
def facts_group() -> None:
    """The platform's facts as a plain file."""


@facts_group.command()
@click.option("--period", help="Only what can matter to this period: 2025, ...; without it everything.")
@known_on_day
@click.option(
    "--out", type=click.Path(dir_okay=False, writable=True, path_type=Path), help="Else the terminal."
)
@in_language
def export(period: str | None, known_on: date | None, out: Path | None, lang: str) -> None:
    """Write what the platform knows as a facts file; `hearth scheme score` makes the same scores of it."""
    parts = opened().parts["evaluation"]
    with spoken(lang), in_words(), parts.live().connect() as db:
        asked = ask(parts, period, None, known_on) if period else None
        told = exporting.exported(db, publishing.catalogue_of(publishing.catalogue_text()), known_on, asked)
        with out.open("w", encoding="utf-8") if out else nullcontext(sys.stdout) as file:
            for each in told:
                file.write(each)


@contextmanager
def in_words() -> Iterator[None]:
    """A text that cannot be used is told by its mistakes, not by a traceback."""
    try:
        yield
    except BadRulebook as problem:
        raise click.ClickException("\n".join(checking.mistakes(problem))) from problem
    except Refused as problem:
        raise click.ClickException(gettext(problem.text, **problem.facts)) from problem


def table(of: Report) -> str:
    """A report as a table of the terminal's width."""
    made = Table()
    for at, name in enumerate(of.headings):
        made.add_column(name, justify="right" if at in of.figures else "left")
    for row in of.rows:
        made.add_row(*row)
    return drawn([*of.title.splitlines(), made, *of.footing])


def read(file: Path) -> str:
    """The text of a file. Raises a sentence when it is no text."""
    try:
        return file.read_text("utf-8-sig")
    except UnicodeDecodeError as problem:
        raise click.ClickException(f"{file} is not UTF-8 text: {problem}") from problem
