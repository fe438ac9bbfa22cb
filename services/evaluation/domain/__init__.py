"""The scoring engine and evaluation's own aggregates: pure functions, no input or output."""

from services.chassis.events import Vocabulary
from services.evaluation.domain.edition import EditionPublished
from services.evaluation.domain.incident import IncidentLifted, IncidentRecorded
from services.evaluation.domain.told import KINDS

VOCABULARY = Vocabulary(
    EditionPublished, IncidentRecorded, IncidentLifted, *(each for kind in KINDS for each in kind.events)
)
