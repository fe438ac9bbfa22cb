"""The scoring engine and evaluation's own aggregates: pure functions, no input or output."""

from services.chassis.events import Vocabulary
from services.evaluation.domain.edition import EditionPublished
from services.evaluation.domain.figure import FigureCorrected, FigureEntered, FigureWithdrawn
from services.evaluation.domain.incident import IncidentLifted, IncidentRecorded

VOCABULARY = Vocabulary(
    EditionPublished, IncidentRecorded, IncidentLifted, FigureEntered, FigureCorrected, FigureWithdrawn
)
