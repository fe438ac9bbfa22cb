"""Texts of an edition: checked, kept under their digests, and read back as a scheme.

An edition names its texts by digest only, so they are kept before the event that names them; a text
that was kept and then never published does no harm.
"""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from services.chassis.event_store import EventStore
from services.chassis.stores.attachments import Attachments, SqlAttachments
from services.evaluation import rulebooks
from services.evaluation.domain.catalogue import Catalogue
from services.evaluation.domain.edition import PublishEdition
from services.evaluation.domain.frame import Scheme
from services.evaluation.rulebooks import BadRulebook

MEDIA = "application/yaml"
CATALOGUE = "catalogue-2026"  # the one by which lines are kept; another would be another generation
SCHEME = "five-homes-2025"


@dataclass(frozen=True)
class Texts:
    """An edition's two YAML texts."""

    scheme: str
    catalogue: str


def shipped_texts() -> Texts:
    """The scheme and the catalogue that come with the platform."""
    return Texts(rulebooks.shipped(SCHEME), catalogue_text())


@lru_cache(maxsize=1)
def catalogue_text() -> str:
    return rulebooks.shipped(CATALOGUE)


@lru_cache(maxsize=4)
def catalogue_of(text: str) -> Catalogue:
    return rulebooks.catalogue(text)


@lru_cache(maxsize=16)
def scheme_of(texts: Texts) -> Scheme:
    """The scheme of an edition's texts. Raises BadRulebook with line, item and what to do."""
    return rulebooks.scheme(texts.scheme, catalogue_of(texts.catalogue))


def attachments(store: EventStore) -> Attachments:
    """Where evaluation keeps the texts of its editions."""
    return SqlAttachments(store.engine)


def texts_of(store: EventStore, scheme_digest: str, catalogue_digest: str) -> Texts:
    """The kept texts. Raises KeyError for an unknown digest."""
    kept = attachments(store)
    return Texts(kept.get(scheme_digest).content.decode(), kept.get(catalogue_digest).content.decode())


def sound(store: EventStore, scheme_digest: str, catalogue_digest: str) -> bool:
    """Whether both texts are kept and pass the check, with every setting decided."""
    try:
        scheme = scheme_of(texts_of(store, scheme_digest, catalogue_digest))
    except (KeyError, BadRulebook):
        return False
    return not scheme.settings.open()


def undecided(store: EventStore, scheme_digest: str, catalogue_digest: str) -> list[str]:
    """The settings that kept texts leave open; none of texts that are not sound otherwise."""
    try:
        return scheme_of(texts_of(store, scheme_digest, catalogue_digest)).settings.open()
    except (KeyError, BadRulebook):
        return []


def period_of(scheme: Scheme) -> str:
    """The first period that a scheme scores."""
    return scheme.period.holding(scheme.in_force_from, scheme.calendar)[0]


def prepare(
    store: EventStore, texts: Texts, *, edition: str, on: date, by: str, replaces: str = "", reason: str = ""
) -> PublishEdition:
    """Check and keep the texts; the command that publishes them. Raises BadRulebook."""
    scheme = scheme_of(texts)
    kept = attachments(store)
    return PublishEdition(
        edition=edition,
        scheme_digest=kept.put(texts.scheme.encode(), MEDIA),
        catalogue_digest=kept.put(texts.catalogue.encode(), MEDIA),
        in_force_from=scheme.in_force_from,
        period=period_of(scheme),
        reason=reason,
        replaces=replaces,
        on=on,
        by=by,
    )
