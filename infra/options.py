"""Options that several commands have."""

from typing import Any

import click


class Day(click.DateTime):
    """A day, written as 2025-03-31."""

    def __init__(self) -> None:
        super().__init__(formats=["%Y-%m-%d"])

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The day as a `date`."""
        return super().convert(value, param, ctx).date()


DAY = Day()
known_on_day = click.option("--known-on", type=DAY, help="As known at the end of this day; without it now.")
in_json = click.option("--json", "as_json", is_flag=True, help="Exact figures for programs.")
