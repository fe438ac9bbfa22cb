"""Whether today's code still keeps every promise of the published contracts, and whom a change would break.

Compared are the code with the contract files, the contract files with those of an older state of the
checkout, and both with kept examples, which are what is stored: not only with an older schema.
"""

import json
import subprocess
import sys
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import click
import msgspec

from infra.compatibility import Change, changes, forbidden, promised
from infra.event_catalogue import ROOT, SERVICES, vocabulary
from infra.hearers import Hearer, hearers
from services.chassis.events import Vocabulary
from services.chassis.running.contracts import contract

NOBODY = "no hearer in Hearth reads it; departments may"


@dataclass(frozen=True)
class Published:
    """A service's contracts as they were published, its words of today, and what it has stored."""

    service: str
    vocabulary: Vocabulary
    contracts: Mapping[str, Mapping[str, Any]]  # stored name -> schema, every version
    examples: Mapping[str, bytes]  # stored name -> `data` as it is stored

    @cached_property
    def told_today(self) -> dict[str, dict[str, Any]]:
        return {
            name: json.loads(json.dumps(contract(each))) for name, each in self.vocabulary.classes.items()
        }


def published(service: str) -> Published:
    contracts = (ROOT / "services" / service / "contracts").glob("*.json")
    examples = (ROOT / "tests" / service / "examples").glob("*.json")
    return Published(
        service,
        vocabulary(service),
        {f"{service}.{path.stem}": json.loads(path.read_text("utf-8")) for path in sorted(contracts)},
        {f"{service}.{path.stem}": path.read_bytes() for path in sorted(examples)},
    )


def findings(of: Published, listening: Sequence[Hearer]) -> list[str]:
    """Everything that is wrong, each in one sentence; empty when nothing is broken."""
    return [
        *(
            each
            for name, schema in of.told_today.items()
            for each in broken(name, of.contracts.get(name), schema, listening)
        ),
        *(
            f"{name}: {at}: not allowed in a contract"
            for name, schema in of.contracts.items()
            for at in forbidden(schema)
        ),
        *lost_versions(of, listening),
        *unread(of, listening),
        *not_promised(of, listening),
    ]


def broken(
    name: str, old: Mapping[str, Any] | None, new: Mapping[str, Any], listening: Sequence[Hearer]
) -> list[str]:
    """What a new state of a contract breaks, and who reads it."""
    found = changes(old, new) if old else []
    return [f"{name}: {each.pointer}: {each.said}; {readers(name, each, listening)}" for each in found]


def readers(name: str, change: Change, listening: Sequence[Hearer]) -> str:
    """Who reads the changed field: `welfare (rolls), evaluation (measure joined) reads it`."""
    touched = [each for each in listening if each.type == name and any(map(touches(change), each.reads))]
    parts: dict[str, list[str]] = {}
    for each in touched:
        parts.setdefault(each.service, []).append(each.part)
    said = [f"{service} ({', '.join(dict.fromkeys(of))})" for service, of in parts.items()]
    return f"{', '.join(said)} {'reads' if len(said) == 1 else 'read'} it" if said else NOBODY


def touches(change: Change) -> Callable[[tuple[str, ...]], bool]:
    """Whether a field is the changed one, lies inside it or around it."""

    def does(field: tuple[str, ...]) -> bool:
        common = min(len(field), len(change.field))
        return field[:common] == change.field[:common]

    return does


def lost_versions(of: Published, listening: Sequence[Hearer]) -> list[str]:
    """Published versions that nobody can lift, and versions that a hearer of another one does not hear."""
    known = {*of.vocabulary.classes, *of.vocabulary.upcasts}
    lost = [
        f"{name}: published, and neither told nor lifted by an upcast"
        for name in of.contracts
        if name not in known
    ]
    heard = {(each.service, each.part, each.type) for each in listening}
    deaf = [
        f"{name}: {service} ({part}) hears {other} and not this version"
        for service, part, other in sorted(heard)
        for name in of.contracts
        if family(name) == family(other) and (service, part, name) not in heard
    ]
    return lost + deaf


def family(name: str) -> str:
    """A stored name without its version."""
    return name.rsplit(".v", 1)[0]


def unread(of: Published, listening: Sequence[Hearer]) -> list[str]:
    """Stored events that today's code cannot read: the teller, or a hearer by the shape it decodes into."""
    found = []
    for name, data in of.examples.items():
        decoders: list[tuple[str, Callable[[], Any]]] = [
            (of.service, lambda n=name, d=data: of.vocabulary.decode(n, d))
        ]
        decoders += [
            (f"{each.service} ({each.part})", lambda s=each.shape, d=data: msgspec.json.decode(d, type=s))
            for each in listening
            if each.type == name and each.shape
        ]
        found += [
            f"{name}: {who} cannot read a stored event: {why}"
            for who, read in decoders
            if (why := cause(read))
        ]
    return found


def cause(read: Callable[[], Any]) -> str:
    """Why something cannot be read; "" when it can."""
    try:
        read()
    except (msgspec.ValidationError, KeyError, TypeError, ValueError) as problem:
        return f"{type(problem).__name__}: {problem}"
    return ""


def not_promised(of: Published, listening: Sequence[Hearer]) -> list[str]:
    """Fields without which a hearer cannot go on, and which the contract does not promise."""
    return [
        f"{each.type}: {each.service} ({each.part}) needs {'.'.join(field)}, which is not promised"
        for each in listening
        if each.type in of.contracts
        for field in sorted(each.needs)
        if not promised(of.contracts[each.type], field)
    ]


def unheard_of(contracts: Collection[str], listening: Sequence[Hearer]) -> list[str]:
    """Types that somebody hears and nobody publishes."""
    heard = sorted({(each.type, each.service, each.part) for each in listening})
    return [
        f"{name}: {who} ({part}) hears it, and nobody publishes it"
        for name, who, part in heard
        if name not in contracts
    ]


def since(ref: str, of: Published, listening: Sequence[Hearer]) -> list[str]:
    """What the contract files break that were published in an older state of the checkout."""
    older = contracts_at(ref, of.service)
    gone = [f"{name}: its contract was removed" for name in older if name not in of.contracts]
    edited = (
        broken(name, older[name], of.contracts[name], listening) for name in older if name in of.contracts
    )
    return gone + [each for several in edited for each in several]


def contracts_at(ref: str, service: str) -> dict[str, dict[str, Any]]:
    folder = f"services/{service}/contracts/"
    paths = [Path(each) for each in git("ls-tree", "--name-only", ref, folder).split()]
    return {f"{service}.{path.stem}": json.loads(git("show", f"{ref}:{path}")) for path in paths}


def git(*words: str) -> str:
    done = subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise click.ClickException(f"git {words[0]}: {done.stderr.strip()}")
    return done.stdout


@click.group("contracts")
def contracts_group() -> None:
    """What the services have promised to those who hear them."""


@contracts_group.command("check")
@click.argument("services", nargs=-1, type=click.Choice(SERVICES))
@click.option("--since", "ref", help="Compare the contract files with those of this commit or tag, too.")
def check(services: Sequence[str], ref: str | None) -> None:
    """Refuse what would break a hearer or leave a stored event unread; needs a checkout."""
    listening, everything = hearers(), [published(each) for each in SERVICES]
    found = unheard_of({name for each in everything for name in each.contracts}, listening)
    for each in (one for one in everything if not services or one.service in services):
        found += findings(each, listening) + (since(ref, each, listening) if ref else [])
        click.echo(f"{each.service}: {len(each.contracts)} contracts, {len(each.examples)} stored examples")
    for sentence in found:
        click.echo(sentence, err=True)
    sys.exit(1 if found else 0)
