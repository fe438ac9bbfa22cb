"""The commands `hearth audit checkpoint|verify|export|verify-export`."""

import sys
from pathlib import Path
from typing import Any

import click

from infra.embedded import Embedded
from infra.opening import opened
from infra.services import SERVICES
from services.chassis.proof import audit, signed_note
from services.chassis.proof.signed_note import BadNote, Verifier


@click.group("audit")
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
