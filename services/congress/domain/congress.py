"""A session of the staff congress: convened with its proposal window and settings; closed."""

from dataclasses import dataclass, field, replace
from datetime import date
from typing import assert_never

from services.chassis.decider import Decider, Refused
from services.chassis.events import event
from services.congress.domain.settings import Settings, check


@event("congress.congress-convened.v1")
class CongressConvened:
    """A session was called; `on` is its opening day, the window is when proposals are in time."""

    congress: str
    name: str
    term: int
    session: int
    on: date
    window_from: date
    window_to: date
    settings: Settings


@event("congress.congress-closed.v1")
class CongressClosed:
    """The session ended; its proposals are handled to their end all the same."""

    congress: str
    on: date


CongressEvent = CongressConvened | CongressClosed


@dataclass(frozen=True, kw_only=True)
class ConveneCongress:
    by: str
    congress: str
    name: str
    term: int
    session: int
    on: date
    window_from: date
    window_to: date
    settings: Settings


@dataclass(frozen=True, kw_only=True)
class CloseCongress:
    by: str
    on: date


@dataclass(frozen=True)
class Congress:
    """What a decision needs to know of a congress."""

    id: str = ""
    opens_on: date = date.min
    window_from: date = date.min
    window_to: date = date.max
    closed_on: date | None = None
    settings: Settings = field(default_factory=Settings)

    @property
    def open(self) -> bool:
        return bool(self.id) and self.closed_on is None


def evolve(congress: Congress, event: CongressEvent) -> Congress:
    match event:
        case CongressConvened():
            return Congress(
                event.congress, event.on, event.window_from, event.window_to, None, event.settings
            )
        case CongressClosed(on=on):
            return replace(congress, closed_on=on)
    assert_never(event)


def convene(command: ConveneCongress, congress: Congress, found: object) -> list[CongressEvent]:
    """Call a session with a window that ends before it opens and figures that have a source."""
    if congress.id:
        raise Refused("congress-exists", "This congress has been convened already.")
    if command.window_to < command.window_from:
        raise Refused("window-reversed", "The window cannot end before it begins.", "window_to")
    if command.window_to > command.on:
        raise Refused(
            "window-after-opening", "The window ends on the opening day at the latest.", "window_to"
        )
    check(command.settings)
    return [
        CongressConvened(
            congress=command.congress,
            name=command.name,
            term=command.term,
            session=command.session,
            on=command.on,
            window_from=command.window_from,
            window_to=command.window_to,
            settings=command.settings,
        )
    ]


def close(command: CloseCongress, congress: Congress, found: object) -> list[CongressEvent]:
    """End the session; closing it again changes nothing."""
    if not congress.id:
        raise Refused("no-such-congress", "There is no such congress.")
    if congress.closed_on is not None:
        return []
    if command.on < congress.opens_on:
        raise Refused("closed-before-opening", "A congress closes on its opening day or later.", "on")
    return [CongressClosed(congress=congress.id, on=command.on)]


decider = Decider(Congress(), evolve, {ConveneCongress: convene, CloseCongress: close})
