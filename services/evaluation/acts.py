"""Evaluation's command sides, each with what its decisions look up."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy.exc import IntegrityError

from services.chassis.commands import ATTEMPTS, Busy, Execute, Found, Look, Outcome, Teller, Write, executor
from services.chassis.event_store import EventStore
from services.evaluation import publishing
from services.evaluation.domain import edition, incident
from services.evaluation.domain.edition import EditionFacts, PublishEdition
from services.evaluation.domain.told import KINDS, life
from services.evaluation.looks import look_for
from services.evaluation.projections import editions


@dataclass(frozen=True)
class Acts:
    """Each runs on the stream of its own thing: `edition-...`, `incident-...`; told facts by their noun."""

    editions: Execute
    incidents: Execute
    told: Mapping[str, Execute]


def acts(store: EventStore, teller: Teller) -> Acts:
    """The command sides on a store. Texts of an edition are kept first: see `publishing.prepare`."""
    return Acts(
        decided_again(executor(store, teller, edition.decider, look_for_edition(store))),
        executor(store, teller, incident.decider),
        {
            kind.noun: executor(store, teller, life.decider(kind), look_for(kind.noun, store, teller.zone))
            for kind in KINDS
        },
    )


def look_for_edition(store: EventStore) -> Look:
    """For a publication: which edition scores the period now, and whether the kept texts are sound."""

    def look(command: PublishEdition, state: object) -> Found:
        texts = command.scheme_digest, command.catalogue_digest
        sound, undecided = publishing.sound(store, *texts), ", ".join(publishing.undecided(store, *texts))
        with store.reading() as db:
            standing = editions.standing(db, command.period)
        return Found(EditionFacts(standing=standing, sound=sound, undecided=undecided))

    return look


def decided_again(execute: Execute) -> Execute:
    """Of two publications for one period at the same moment the second collides, and decides again."""

    def execute_again(stream: str, command: object, write: Write) -> Outcome:
        for _ in range(ATTEMPTS):
            try:
                return execute(stream, command, write)
            except IntegrityError:
                continue
        raise Busy(stream)

    return execute_again


def publish_shipped(store: EventStore, does: Acts, write: Write, on: date) -> Outcome:
    """Publish the edition that comes with the platform; nothing happens when that was done before."""
    name = f"edition-{publishing.SCHEME}"
    told = publishing.prepare(store, publishing.shipped_texts(), edition=name, on=on, by=write.actor)
    return does.editions(name, told, write)
