"""The command line: `hearth run`, `demo`, `scores`, `explain`, `audit`, `rebuild`, `scheme`, `facts`."""

import os
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import click
from rich.console import Console

from infra import progress
from infra.contract_check import contracts_group
from infra.department_token import admit
from infra.embedded import Embedded, open_embedded
from infra.platform.commands import platform_group, token, topics_group
from infra.platform.settings import read_environment
from infra.scheme_commands import facts_group, scheme_group
from infra.services import HEARING, SERVICES, SIGN_IN
from services.chassis.bus.topic import BusAway
from services.chassis.proof import audit, signed_note
from services.chassis.proof.signed_note import BadNote, Verifier
from services.chassis.running.config import Config, Misconfigured, from_environ
from services.chassis.running.log import configure

screen = Console(stderr=True)
# What one process on one machine starts from: a terminal is for people.
EMBEDDED = {**SIGN_IN, "HEARTH_LOG_LEVEL": "WARNING"}
Day = click.DateTime(formats=["%Y-%m-%d"])
PERIOD = "A period's id: 2025, 2024-2025, 2025-Q2 and so on; without it the trailing 365 days."


@click.group()
@click.option(
    "--platform",
    "folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Work on the platform in this folder (see `hearth platform`).",
)
@click.pass_context
def main(context: click.Context, folder: Path | None) -> None:
    """Hearth: facts, scores and their reasons. Settings come from the environment."""
    context.obj = opened  # for the commands of other modules


for each in (admit, contracts_group, facts_group, platform_group, scheme_group, topics_group, token):
    main.add_command(each)


def of_platform() -> dict[str, str]:
    """The settings of the platform that --platform names."""
    folder: Path | None = click.get_current_context().find_root().params.get("folder")
    if folder is None:
        return {}
    try:
        return read_environment(folder)
    except FileNotFoundError as problem:
        raise click.ClickException(f"no platform was ever started in {folder}") from problem


def configured() -> Config:
    """The configuration, or a sentence that says what to do."""
    try:
        config = from_environ({**EMBEDDED, **os.environ, **of_platform()})
    except Misconfigured as problem:
        raise click.ClickException(str(problem)) from problem
    configure(config.log_level)
    return config


def opened() -> Embedded:
    return open_embedded(configured())


@main.command()
def run() -> None:
    """Start all four services in one process; load the demo campus on first start."""
    from infra.serve import serve

    serve(configured(), screen)


@main.command()
@click.option("--http", is_flag=False, flag_value="", metavar="[URL]", help="Into the Hearth running there.")
def demo(http: str | None) -> None:
    """Load the demo campus into DATA without serving it. SEED and UNTIL choose which.

    With --http it is told to a running Hearth in demo mode whose keys lie in DATA, at HEARTH_BASE_URL
    unless another URL is given; a load that was broken off goes on where it was.
    """
    from infra.demo.first_start import load_demo, load_over_http

    if http is None:
        load_demo(opened(), screen)
    else:
        config = configured()
        load_over_http(config, http or config.url, screen)


@main.group("audit")
def audit_group() -> None:
    """Signed checkpoints, and the proof that nothing was altered."""


@audit_group.command("checkpoint")
@click.argument("services", nargs=-1, type=click.Choice(SERVICES))
def checkpoint(services: tuple[str, ...]) -> None:
    """Sign the head of each log now and print the notes."""
    platform = opened()
    for name in services or SERVICES:
        try:
            note = audit.checkpoint(
                platform.parts[name].store, platform.services[name].signer(), platform.clock
            )
        except audit.Tampered as problem:
            raise click.ClickException(
                f"{name}: the log does not continue what was signed ({problem}): "
                f"run `hearth audit verify {name}`"
            ) from problem
        click.echo(note, nl=False)  # its exact bytes: a file of it is a note


@audit_group.command("verify")
@click.argument("services", nargs=-1, type=click.Choice(SERVICES))
@click.option("--note", "notes", multiple=True, type=click.File(), help="A checkpoint kept elsewhere.")
def verify(services: tuple[str, ...], notes: tuple[Any, ...]) -> None:
    """Recompute everything from the stored bytes; names the first position that is wrong."""
    platform, kept = opened(), [note for each in notes for note in signed_note.notes_in(each.read())]
    reports = [(name, _verified(platform, name, kept)) for name in services or SERVICES]
    for name, report in reports:
        click.echo(f"{name}: {_verdict(report)}")
        for found in report.findings:
            click.echo(f"  {found.kind} at {_places(found)}: {found.detail}")
    if not all(report.ok for _, report in reports):
        sys.exit(1)


def _verified(platform: Embedded, name: str, notes: list[str]) -> audit.Report:
    log = platform.services[name].log
    ours = [each for each in notes if each.startswith(f"{log}\n")]
    return audit.verify(platform.parts[name].store, platform.services[name].signer().verifier(), ours)


def _verdict(report: audit.Report) -> str:
    if report.ok:
        return f"whole, {report.size} entries, signed up to {report.signed}, root {report.root.hex()}"
    return f"NOT WHOLE, first at position {report.findings[0].position}"


def _places(found: audit.Finding) -> str:
    return str(found.position) if found.position == found.until else f"{found.position}-{found.until}"


@audit_group.command("export")
@click.argument("service", type=click.Choice(SERVICES))
@click.argument("folder", type=click.Path(file_okay=False))
def export(service: str, folder: str) -> None:
    """Write a log up to its last checkpoint, to be verified without Hearth's database."""
    platform = opened()
    try:
        count = audit.export(platform.parts[service].store, Path(folder))
    except BadNote as problem:
        raise click.ClickException(
            f"{service}: {problem}: sign one first with `hearth audit checkpoint {service}`"
        ) from problem
    (Path(folder) / "key").write_text(platform.services[service].signer().verifier().text() + "\n", "utf-8")
    click.echo(f"{count} entries in {folder}; verify with: hearth audit verify-export {folder}")


@audit_group.command("verify-export")
@click.argument("folder", type=click.Path(exists=True, file_okay=False))
@click.option("--key", help="The log's public key, had from a trusted place; else the export's own.")
def verify_export(folder: str, key: str | None) -> None:
    """Check an export alone: no database, no service, no configuration."""
    text = key or (Path(folder) / "key").read_text("utf-8").strip()
    report = audit.verify_export(Path(folder), Verifier.parse(text))
    click.echo(_verdict(report))
    for found in report.findings:
        click.echo(f"  {found.kind} at {_places(found)}: {found.detail}")
    sys.exit(0 if report.ok else 1)


@main.command()
@click.argument("service", type=click.Choice(SERVICES))
def web(service: str) -> None:
    """Answer SERVICE's requests under gunicorn until told to stop (platform mode)."""
    conf = str(Path(__file__).with_name("gunicorn.conf.py"))
    gunicorn = [sys.executable, "-m", "gunicorn", "-c", conf, f'infra.processes:web("{service}")']
    os.execv(gunicorn[0], gunicorn)


@main.command()
@click.argument("service", type=click.Choice(SERVICES))
def relay(service: str) -> None:
    """Publish SERVICE's log to its topics until told to stop (platform mode)."""
    from infra import processes

    processes.relay(service)


@main.command()
@click.argument("service", type=click.Choice(HEARING))
def worker(service: str) -> None:
    """Keep SERVICE's read models of other services' facts current until told to stop (platform mode)."""
    from infra import processes

    processes.worker(service)


@main.command()
@click.argument("service", type=click.Choice(SERVICES))
@click.option("--back", is_flag=True, help="Return to the generation before the last swap.")
def rebuild(service: str, back: bool) -> None:
    """Build a service's read models of others' facts anew beside the live ones, compare, swap."""
    platform = opened()
    views = platform.parts[service].views
    if views is None:
        raise click.ClickException(f"{service} hears no other service: it has nothing to rebuild")
    if platform.config.kafka:
        from infra.processes import feeds_from_kafka
        from infra.side_by_side import bulk_of

        views.again = lambda: feeds_from_kafka(platform.config, service)
        views.bulk = bulk_of(platform.config, service)
    act: Callable[[Any, Console], str] = progress.back if back else progress.rebuild
    try:
        click.echo(f"{service}: {act(views, screen)}")
    except (LookupError, progress.Differs) as problem:
        raise click.ClickException(f"{service}: {problem}") from problem


@main.command()
@click.argument("service", type=click.Choice(SERVICES))
@click.option("--yes", is_flag=True, help="Do not ask.")
def refill(service: str, yes: bool) -> None:
    """Make SERVICE's topics anew and fill them from its log (platform mode)."""
    from infra.refill import refill as remake

    yes or click.confirm(f"Delete {service}'s two topics and fill them again from its log?", abort=True)
    try:
        remake(configured(), service, click.echo)
    except BusAway as problem:
        raise click.ClickException(f"Kafka cannot be asked ({problem}): start it first") from problem


@main.command()
@click.option("--period", default="trailing", help=PERIOD)
@click.option("--as-of", type=Day, help="The day asked; without it today.")
@click.option("--known-on", type=Day, help="As known at the end of this day; without it now.")
@click.option("--json", "as_json", is_flag=True, help="Exact figures for programs.")
def scores(period: str, as_of: Any, known_on: Any, as_json: bool) -> None:
    """The scores of all branches."""
    from infra import score_text

    click.echo(score_text.scores(opened(), period, _day(as_of), _day(known_on), as_json))


@main.command()
@click.argument("branch")
@click.option("--period", default="trailing", help=PERIOD)
@click.option("--as-of", type=Day, help="The day asked; without it today.")
@click.option("--known-on", type=Day, help="As known at the end of this day; without it now.")
@click.option("--json", "as_json", is_flag=True, help="Everything down to event ids, for programs.")
def explain(branch: str, period: str, as_of: Any, known_on: Any, as_json: bool) -> None:
    """Why BRANCH (an id or a name) has the score it has."""
    from infra import score_text

    click.echo(score_text.explain(opened(), branch, period, _day(as_of), _day(known_on), as_json))


def _day(given: Any) -> date | None:
    return given.date() if given else None


if __name__ == "__main__":
    main()
