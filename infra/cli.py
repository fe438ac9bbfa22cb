"""The command line: `hearth run`, `platform`, `scores`, `explain`, `audit`, `rebuild`, `scheme`, `facts`...

A command's module is imported when the command is called: a relay or a worker starts by this line too,
and need not wait for what it never uses.
"""

from collections.abc import Mapping
from importlib import import_module
from pathlib import Path

import click

from infra.garbage import starting

COMMANDS: Mapping[str, str] = {
    "admit": "infra.department_token:admit",
    "audit": "infra.audit_commands:audit_group",
    "contracts": "infra.contract_check:contracts_group",
    "demo": "infra.process_commands:demo",
    "explain": "infra.score_commands:explain",
    "facts": "infra.scheme_commands:facts_group",
    "platform": "infra.platform.commands:platform_group",
    "rebuild": "infra.rebuild_commands:rebuild",
    "refill": "infra.rebuild_commands:refill",
    "relay": "infra.process_commands:relay",
    "run": "infra.process_commands:run",
    "scheme": "infra.scheme_commands:scheme_group",
    "scores": "infra.score_commands:scores",
    "token": "infra.platform.commands:token",
    "topics": "infra.platform.commands:topics_group",
    "web": "infra.process_commands:web",
    "worker": "infra.process_commands:worker",
}


class OnDemand(click.Group):
    """A group that imports a command when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name].partition(":")
        found: click.Command = getattr(import_module(module), name)
        return found


@click.group(cls=OnDemand)
@click.option(
    "--platform",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Work on the platform in this folder (see `hearth platform`).",
)
def main(platform: Path | None) -> None:
    """Hearth: facts, scores and their reasons. Settings come from the environment."""


if __name__ == "__main__":
    starting()
    main()
