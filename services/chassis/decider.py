"""A domain is a first state and two pure functions; this module gives them a common shape."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import reduce
from typing import Any, Generic, TypeVar

State = TypeVar("State")


class Refused(Exception):
    """A command that the rules do not allow. Nothing happened and nothing was stored.

    `code` is stable (it becomes the problem's type); `text` is an English message id with
    %(name)s places for `facts`, translated where it is shown; `field` names the input at fault.
    """

    def __init__(self, code: str, text: str, field: str = "", **facts: object) -> None:
        super().__init__(code, text % facts if facts else text)
        self.code, self.text, self.field, self.facts = code, text, field, facts


@dataclass(frozen=True)
class Decider(Generic[State]):
    """`initial` state, `evolve(state, event)`, and one decision per command type.

    A decision is `decide(command, state, found) -> list[event]`: no events when the result
    already holds, `Refused` when it is not allowed. `found` is what the look brought.
    """

    initial: State
    evolve: Callable[[State, Any], State]
    decisions: Mapping[type, Callable[[Any, State, Any], list[Any]]]

    def fold(self, history: Iterable[Any]) -> State:
        return reduce(self.evolve, history, self.initial)

    def decide(self, command: object, state: State, found: Any = None) -> list[Any]:
        return self.decisions[type(command)](command, state, found)
