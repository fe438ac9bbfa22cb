"""The commands `hearth scores` and `hearth explain`."""

from datetime import date

import click

from infra import score_text
from infra.opening import opened
from infra.options import DAY, in_json, known_on_day

PERIOD = "A period's id: 2025, 2024-2025, 2025-Q2 and so on; without it the trailing 365 days."


@click.command()
@click.option("--period", default="trailing", help=PERIOD)
@click.option("--as-of", type=DAY, help="The day asked; without it today.")
@known_on_day
@in_json
def scores(period: str, as_of: date | None, known_on: date | None, as_json: bool) -> None:
    """The scores of all branches."""
    click.echo(score_text.scores(opened(), period, as_of, known_on, as_json))


@click.command()
@click.argument("branch")
@click.option("--period", default="trailing", help=PERIOD)
@click.option("--as-of", type=DAY, help="The day asked; without it today.")
@known_on_day
@click.option("--json", "as_json", is_flag=True, help="Everything down to event ids, for programs.")
def explain(branch: str, period: str, as_of: date | None, known_on: date | None, as_json: bool) -> None:
    """Why BRANCH (an id or a name) has the score it has."""
    click.echo(score_text.explain(opened(), branch, period, as_of, known_on, as_json))
