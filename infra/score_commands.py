"""The commands `hearth scores` and `hearth explain`."""

from datetime import date
from typing import Any

import click

from infra import score_text
from infra.opening import opened

Day = click.DateTime(formats=["%Y-%m-%d"])
PERIOD = "A period's id: 2025, 2024-2025, 2025-Q2 and so on; without it the trailing 365 days."


@click.command()
@click.option("--period", default="trailing", help=PERIOD)
@click.option("--as-of", type=Day, help="The day asked; without it today.")
@click.option("--known-on", type=Day, help="As known at the end of this day; without it now.")
@click.option("--json", "as_json", is_flag=True, help="Exact figures for programs.")
def scores(period: str, as_of: Any, known_on: Any, as_json: bool) -> None:
    """The scores of all branches."""
    click.echo(score_text.scores(opened(), period, _day(as_of), _day(known_on), as_json))


@click.command()
@click.argument("branch")
@click.option("--period", default="trailing", help=PERIOD)
@click.option("--as-of", type=Day, help="The day asked; without it today.")
@click.option("--known-on", type=Day, help="As known at the end of this day; without it now.")
@click.option("--json", "as_json", is_flag=True, help="Everything down to event ids, for programs.")
def explain(branch: str, period: str, as_of: Any, known_on: Any, as_json: bool) -> None:
    """Why BRANCH (an id or a name) has the score it has."""
    click.echo(score_text.explain(opened(), branch, period, _day(as_of), _day(known_on), as_json))


def _day(given: Any) -> date | None:
    return given.date() if given else None
