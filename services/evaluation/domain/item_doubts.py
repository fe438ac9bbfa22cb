"""Items that are sound and yet can hardly be meant so: numbers with the wrong sign, limits out of reach."""

from collections.abc import Callable, Iterator
from fractions import Fraction

from services.evaluation.domain.band_doubts import highest, number
from services.evaluation.domain.facts import exact
from services.evaluation.domain.reading import Cursor

ZERO, ONE = Fraction(0), Fraction(1)
TAKES_AWAY = {"shortfall": ("deduct",), "defect": ("deduct",), "penalty": ("deduct",), "steps": ("down",),
              "deadline": ("per_day",)}  # fmt: skip
FROM_NOTHING = ("shortfall", "steps", "defect")
OF_POINTS = ("minimum", "ratio", "deadline", "given")  # rules that give the points, or a share of them
LIMITS = ("at_least", "target", "full_at", "from", "at", "above", "below", "at_most", "reach")
PERCENT = 20  # a ratio of two counts that is asked to be so high is surely meant in per cent


def item(at: Cursor) -> None:
    """Note every doubt about one item."""
    for doubt in DOUBTS:
        doubt(at)


def _signs(at: Cursor) -> None:
    for name in TAKES_AWAY.get(at["rule"].value, ()):
        value = number(at[name])
        if value is not None and value < 0:
            at[name].warn("`%(name)s` takes away by itself; write %(value)s", name=name, value=exact(-value))


def _from_nothing(at: Cursor) -> None:
    """What only takes away from 0 points, where the points never fall below 0."""
    if "floor" in at or "raters" in at:
        return
    negative = any((number(each["points"]) or ZERO) < 0 for each in at["bands"].items())
    if at["rule"].value == "bands" and negative:
        at["bands"].warn("points below 0 count as 0 here; give the item `floor: none`")
    if at["rule"].value in FROM_NOTHING and _highest(at) == 0 and not (number(at["up"]) or "up" in at):
        at.warn(
            "from 0 points nothing can be taken, so this can never change the score; give it `floor: none`"
        )


def _steps(at: Cursor) -> None:
    if at["rule"].value != "steps":
        return
    up, most = number(at["up"]) or ZERO, _highest(at)
    if "up" not in at and "down" not in at:
        at.warn("without `up` and `down` the steps change nothing")
    elif up > 0 and most is not None and most <= (number(at["points"]) or ZERO):
        at["up"].warn("`up` can never count: the item is capped at its own points; give it a higher `cap`")


def _highest(at: Cursor) -> Fraction | None:
    """The most that an item can bring in any variant: its cap, by itself its points."""
    if "cap" in at:
        return number(at["cap"])
    return highest(map(number, (at["points"], *(one["points"] for one in at["variants"].items()))))


def _open(at: Cursor) -> None:
    if at["points"].value == "open" and at["rule"].value in OF_POINTS:
        at["points"].warn("this rule gives the points or a share of them, and of `open` that is 0 for ever")


def _beyond(at: Cursor) -> None:
    """Entries of bands and tables that the item's points cut off."""
    most, per = _highest(at), number(at["per"])
    if most is None:
        return
    given = [(each["points"], ONE) for each in at["bands"].items()]
    if at["rule"].value == "count" and per is not None and "over" not in at:
        given += [(each, per) for each in _leaves(at["of"]["worth"]["table"])]
    for entry, times in given:
        value = number(entry)
        if value is not None and value * times > most:
            entry.warn("this brings %(points)s points, of which only %(cap)s can count",
                       points=exact(value * times), cap=exact(most))  # fmt: skip
            return


def _leaves(at: Cursor) -> Iterator[Cursor]:
    for _, each in at.pairs() if isinstance(at.value, dict) else ():
        if isinstance(each.value, dict):
            yield from _leaves(each)
        else:
            yield each


# --- ratios


def ratio(at: Cursor) -> None:
    """Limits of a ratio of two counts that are surely meant in per cent."""
    if not (_counts(at["of"]) and _counts(at["over"])):
        return
    inside = [at, *at["bands"].items(), *at["variants"].items()]
    for each in (one[name] for one in inside for name in LIMITS):
        value = number(each)
        if value is not None and value >= PERCENT:
            each.warn("%(value)s is compared with a ratio, in which 1 is 100%%; did you mean %(value)s%%?",
                      value=exact(value))  # fmt: skip


def _counts(at: Cursor) -> bool:
    """Whether a quantity is a plain number of facts or heads."""
    if "over" in at or "worth" in at or "across" in at:
        return False
    return "measure" in at or "stock" in at or "units" in at or ("register" in at and "key" not in at)


DOUBTS: list[Callable[[Cursor], None]] = [_signs, _from_nothing, _steps, _open, _beyond, ratio]
