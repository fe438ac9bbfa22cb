"""Editions of the assessment sheet: published with a date of force, replaced with a reason.

The texts (scheme and catalogue) are attachments; the event names them by the SHA-256 of their bytes.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from services.chassis.decider import Decider, Refused
from services.chassis.events import event


@event("evaluation.edition-published.v1")
class EditionPublished:
    """From `in_force_from` on, this scheme and catalogue score the period."""

    edition: str
    scheme_digest: str
    catalogue_digest: str
    in_force_from: date
    period: str
    reason: str
    replaces: str
    on: date


EditionEvent = EditionPublished


@dataclass(frozen=True, kw_only=True)
class PublishEdition:
    """Publish checked texts; `replaces` names the edition that scored the period until now."""

    edition: str
    scheme_digest: str
    catalogue_digest: str
    in_force_from: date
    period: str
    reason: str = ""
    replaces: str = ""
    on: date
    by: str


@dataclass(frozen=True, kw_only=True)
class EditionFacts:
    """What was looked up: the edition that scores this period now ("" for none), whether texts are sound.

    `undecided`: the settings that stand open.
    """

    standing: str = ""
    sound: bool = True
    undecided: str = ""
    over: bool = False  # the period's results were published


@dataclass(frozen=True)
class Edition:
    """What was published under this id."""

    published: EditionPublished | None = None


def evolve(edition: Edition, told: EditionEvent) -> Edition:
    return Edition(told)


def publish(command: PublishEdition, edition: Edition, facts: EditionFacts) -> list[EditionEvent]:
    """Publish once; a running period changes its edition only by naming the old one and a reason."""
    told = EditionPublished(
        edition=command.edition,
        scheme_digest=command.scheme_digest,
        catalogue_digest=command.catalogue_digest,
        in_force_from=command.in_force_from,
        period=command.period,
        reason=command.reason,
        replaces=command.replaces,
        on=command.on,
    )
    if edition.published == told:
        return []
    if edition.published:
        raise Refused("edition-published", "A published edition never changes; publish a new one.")
    _allowed(command, facts)
    return [told]


def _allowed(command: PublishEdition, facts: EditionFacts) -> None:
    if facts.undecided:
        text = "Decide these settings before publication: %(settings)s."
        raise Refused("settings-open", text, field="scheme", settings=facts.undecided)
    if not facts.sound:
        raise Refused("edition-unsound", "Mend the scheme first: it does not pass the check.")
    if facts.over:
        text = "The results of %(period)s are published."
        raise Refused("period-published", text, field="period", period=command.period)
    if command.replaces != facts.standing:
        raise Refused(
            "edition-standing",
            "%(period)s is scored by edition %(standing)s; name it as the one replaced.",
            field="replaces",
            period=command.period,
            standing=facts.standing or "-",
        )
    if command.replaces and not command.reason:
        raise Refused("reason-missing", "Say why the edition is replaced.", field="reason")


decider: Decider[Any] = Decider(Edition(), evolve, {PublishEdition: publish})
