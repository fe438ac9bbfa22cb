"""The commands `hearth scheme check|diff|score|try` and `hearth facts export`."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from infra.score_text import as_text
from infra.spoken import in_language, spoken
from services.evaluation import checking, differences
from services.evaluation.rulebooks import BadRulebook

Text = click.Path(exists=True, dir_okay=False, path_type=Path)
Day = click.DateTime(formats=["%Y-%m-%d"])
in_json = click.option("--json", "as_json", is_flag=True, help="Exact figures for programs.")


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


@contextmanager
def in_words() -> Iterator[None]:
    """A text that cannot be used is told by its mistakes, not by a traceback."""
    try:
        yield
    except BadRulebook as problem:
        raise click.ClickException("\n".join(checking.mistakes(problem))) from problem


def read(file: Path) -> str:
    """The text of a file. Raises a sentence when it is no text."""
    try:
        return file.read_text("utf-8-sig")
    except UnicodeDecodeError as problem:
        raise click.ClickException(f"{file} is not UTF-8 text: {problem}") from problem
