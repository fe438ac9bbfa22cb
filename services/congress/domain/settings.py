"""The proposal settings of one congress: figures with a citation, fixed when it is convened."""

from dataclasses import dataclass
from typing import Literal

from services.chassis.decider import Refused

LatePolicy = Literal["refuse", "suggest", "accept"]
LATE_POLICIES = ("refuse", "suggest", "accept")
AT_LEAST = {
    "min_seconders": 0,
    "review_days": 1,
    "reply_days": 1,
    "rating_days": 1,
    "max_rounds": 1,
    "title_max": 1,
    "part_min": 1,
}


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Days are working days; texts are counted in characters; `citation` says whose rule it is."""

    min_seconders: int = 2
    late_policy: LatePolicy = "suggest"
    review_days: int = 15
    reply_days: int = 30
    rating_days: int = 15
    max_rounds: int = 2
    title_max: int = 50
    part_min: int = 30
    number_code: str = "TA"
    citation: str = ""


def check(settings: Settings) -> None:
    """Raise Refused for a figure that no congress could work with, or one without a source."""
    for name, least in AT_LEAST.items():
        if getattr(settings, name) < least:
            raise Refused("setting-too-small", "The smallest value here is %(least)s.", name, least=least)
    if settings.late_policy not in LATE_POLICIES:
        raise Refused("unknown-late-policy", "Choose what happens to a late proposal.", "late_policy")
    if not settings.citation.strip():
        raise Refused("no-citation", "Say which rule these figures come from.", "citation")
