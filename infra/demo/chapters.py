"""The whole story, service by service, in order of time: whoever tells it tells these acts."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from infra.demo import congress, evaluation, membership, welfare
from infra.demo.act import Act
from infra.demo.campus import Campus
from services.congress.rulebooks import in_force
from services.welfare import rulebooks as standards


class StoryBroken(Exception):
    """A command of the story was refused: the story and the rules have drifted apart."""


@dataclass(frozen=True)
class Chapter:
    """What one service is told; `hears`: its commands look at what it has heard of the chapters before."""

    service: str
    acts: list[Act]
    hears: bool


def chapters(campus: Campus) -> list[Chapter]:
    """The whole story: whoever hears another is told later."""
    settings = in_force(campus.start).settings()
    offers = list(standards.shipped())
    return [
        Chapter("membership", in_time(membership.story(campus)), hears=False),
        Chapter("welfare", in_time(welfare.story(campus, offers)), hears=True),
        Chapter("congress", in_time(congress.story(campus, settings)), hears=True),
        Chapter("evaluation", in_time(evaluation.story(campus)), hears=True),
    ]


def in_time(acts: Iterable[Act]) -> list[Act]:
    """The acts by moment; acts of one moment keep the story's order."""
    return sorted(acts, key=lambda act: act.at)


def published_at(campus: Campus) -> datetime:
    """When the office publishes the shipped assessment sheet: before anything else is told."""
    return campus.at(campus.start, "edition").replace(hour=6)
