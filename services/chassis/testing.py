"""The test kit: given / when / then for decisions; a memory world for requests."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest

from services.chassis.decider import Decider, Refused


@dataclass(frozen=True)
class Given:
    """A history; `when` folds it, decides one command and returns the new events."""

    decider: Decider[Any]
    history: tuple[Any, ...]

    def when(self, command: object, found: Any = None) -> list[Any]:
        return self.decider.decide(command, self.decider.fold(self.history), found)


def spec(decider: Decider[Any]) -> Any:
    """`given = spec(decider)`, then `given(*events).when(command, found) == [event, ...]`."""
    return lambda *history: Given(decider, history)


@contextmanager
def refused(code: str) -> Iterator[None]:
    """The block must be refused with this code."""
    with pytest.raises(Refused) as caught:
        yield
    assert caught.value.code == code, caught.value
