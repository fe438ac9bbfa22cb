"""The congress's nouns, pure: no clock, no database, no other service. Settings arrive as facts."""

from typing import get_args

from services.chassis.events import Vocabulary
from services.congress.domain.congress import CongressEvent
from services.congress.domain.delegate import DelegateEvent
from services.congress.domain.proposal.events import ProposalEvent

VOCABULARY = Vocabulary(*get_args(CongressEvent), *get_args(DelegateEvent), *get_args(ProposalEvent))
