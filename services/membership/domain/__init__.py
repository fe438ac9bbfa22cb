"""What the union has and what it allows; pure. No clock, no database, no web in here."""

from typing import get_args

from services.chassis.events import Vocabulary
from services.membership.domain.activity.history import ActivityEvent
from services.membership.domain.branch.history import BranchEvent
from services.membership.domain.member.history import MemberEvent
from services.membership.domain.reader import ReaderAdmitted

VOCABULARY = Vocabulary(
    *get_args(BranchEvent), *get_args(MemberEvent), *get_args(ActivityEvent), ReaderAdmitted
)
