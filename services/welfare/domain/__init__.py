"""One module per noun, pure: no clock, no store, no configuration."""

from services.chassis.events import Vocabulary
from services.welfare.domain.standard import StandardEnded, StandardSet
from services.welfare.domain.visit import PersonErased, VisitCorrected, VisitLogged, VisitVoided

VOCABULARY = Vocabulary(StandardSet, StandardEnded, VisitLogged, VisitCorrected, VisitVoided, PersonErased)
