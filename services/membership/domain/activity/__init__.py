"""Branch activities: the fact, and how it is told, corrected and withdrawn."""

from services.chassis.decider import Decider
from services.membership.domain.activity.history import ToldActivity, evolve
from services.membership.domain.activity.telling import (
    CorrectActivity,
    TellActivity,
    WithdrawActivity,
    correct,
    hold,
    withdraw,
)

__all__ = ["CorrectActivity", "TellActivity", "ToldActivity", "WithdrawActivity", "decider"]

decider = Decider(
    ToldActivity(), evolve, {TellActivity: hold, CorrectActivity: correct, WithdrawActivity: withdraw}
)
