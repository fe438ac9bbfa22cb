"""A department's token, asked of a running Hearth: membership gives it and tells that it did."""

import click
import httpx

from infra.embedded import now
from infra.opening import configured
from services.chassis.running.config import Config
from services.chassis.running.keys import signing_key
from services.chassis.web.tokens import Grant, Issuer, Principal

OPERATOR = Principal("operator-cli", (Grant("operator"),), kind="system")
SECONDS = 60


class NotGiven(Exception):
    """No token came; the text says why."""


def asked(config: Config, department: str, purpose: str, sees: tuple[str, ...], days: int) -> str:
    """The token. Whoever holds the installation's signing key may ask as its operator. Raises NotGiven."""
    operator = Issuer(signing_key(config), config.school, now).issue(OPERATOR)
    body = {"id": department, "role": "department", "purpose": purpose, "sees": list(sees), "days": days}
    try:
        answer = httpx.post(
            f"{config.url}/membership/api/tokens/",
            json=body,
            headers={"Authorization": f"Bearer {operator}"},
            timeout=SECONDS,
        )
    except httpx.HTTPError as problem:
        raise NotGiven(
            f"no Hearth answers at {config.url} ({problem}): start it or set HEARTH_BASE_URL"
        ) from None
    if answer.status_code != 201:
        raise NotGiven(f"{config.url} refused: {answer.text}")
    return str(answer.json()["token"])


@click.command("admit")
@click.argument("department")
@click.option("--purpose", required=True, help="What it reads the events for; kept with what it is shown.")
@click.option("--sees", multiple=True, metavar="SERVICE:CLASS", help="Withheld entries that it may see.")
@click.option("--days", default=90, show_default=True, help="How long the token is good for.")
def admit(department: str, purpose: str, sees: tuple[str, ...], days: int) -> None:
    """Print a token with which DEPARTMENT may read the events of the running Hearth."""
    try:
        click.echo(asked(configured(), department, purpose, sees, days))
    except NotGiven as problem:
        raise click.ClickException(str(problem)) from problem
