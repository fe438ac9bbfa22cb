"""What holds for every sheet, shown on every scenario: order, clocks, sums of reasons, withdrawal."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from importlib import import_module
from pathlib import Path

import pytest

from services.evaluation.domain.combining import Part
from services.evaluation.domain.explanation import plain
from services.evaluation.domain.grading import walk
from services.evaluation.domain.scheme import Item
from tests.evaluation.sheets.scene import Found, Scene, Sheet
from tests.evaluation.sheets.stored import explained, from_the_ledger

MODULES = sorted(path.stem for path in Path(__file__).parent.glob("test_sheet_*.py"))
ZERO = Fraction(0)
EARNING = {"count", "minimum"}  # rules under which more can only bring more
SUMS = {"sum", "count", "max"}
TAKEN = 3  # facts withdrawn for each item


@dataclass(frozen=True)
class Asked:
    """A question that a scenario asked, and its answer."""

    scene: Scene
    period: str
    as_of: str
    known_on: str
    found: Found

    def again(self, tellings: list[dict[str, object]], known_on: str = "") -> Found:
        """The same question of other tellings."""
        return Scene(self.scene.sheet, tellings).scores(self.period, self.as_of, known_on)


@pytest.fixture(params=MODULES)
def asked(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> list[Asked]:
    """Every question of a sheet's scenarios, with what had been told until then."""
    module, questions, answer = import_module(f"tests.evaluation.sheets.{request.param}"), [], Scene.scores

    def remembered(scene: Scene, period: str, as_of: str = "", known_on: str = "") -> Found:
        found = answer(scene, period, as_of, known_on)
        placed = [one | {"position": at} for at, one in enumerate(scene.tellings, start=1)]
        told = Scene(scene.sheet, placed)
        questions.append(Asked(told, period, as_of, known_on, found))
        return found

    monkeypatch.setattr(Scene, "scores", remembered)
    sheet = Sheet.shipped(request.param.removeprefix("test_").replace("_", "-"))
    for name in [name for name in vars(module) if name.startswith("test_")]:
        getattr(module, name)(sheet)
    monkeypatch.setattr(Scene, "scores", answer)
    return questions


def everything(found: Found) -> dict[str, object]:
    """The whole outcome with all reasons, without the positions that only say where it was told."""
    reasons = {unit: plain(each, describe=None) for unit, each in found.results.items()}
    return {"reasons": reasons, "places": found.places, "awards": found.awards, "rewards": found.rewards}


def test_no_order_of_what_was_told_changes_anything(asked):
    for each in asked:
        shuffled = list(each.scene.tellings)
        random.Random(7).shuffle(shuffled)
        assert everything(each.again(shuffled, each.known_on)) == everything(each.found)


def test_an_earlier_clock_answers_as_if_nothing_later_had_been_told(asked):
    for each in asked:
        if each.known_on:
            early = [one for one in each.scene.tellings if one["known"] <= each.known_on]
            assert everything(each.again(early)) == everything(each.found)


def test_figures_read_as_sums_from_a_ledger_are_those_of_the_facts(asked):
    for each in asked:
        stored = from_the_ledger(each.scene, each.period, each.as_of, each.known_on)
        assert figures(stored) == figures(each.found)


def test_an_explanation_read_for_one_unit_is_that_of_all_facts(asked):
    for each in asked:
        for unit, result in each.found.results.items():
            alone = explained(each.scene, unit, each.period, each.as_of, each.known_on)
            assert plain(alone, describe=None) == plain(result, describe=None)


def figures(found: Found) -> list[object]:
    """Everything but the reasons."""
    points = {
        unit: {part.node.id: part.points for part in walk(each.root)} for unit, each in found.results.items()
    }
    return [points, found.totals, found.grades, found.places, found.bars, found.awards, found.undecided,
            found.rewards, found.allowances]  # fmt: skip


def test_the_parts_of_every_explanation_add_up_to_the_total_exactly(asked):
    for each in asked:
        for result in each.found.results.values():
            for part in walk(result.root):
                assert part.points == _raw(part) + sum((step.delta for step in part.steps), ZERO), (
                    part.node.id
                )


def test_what_is_earned_lost_and_open_is_the_most_that_can_be_had(asked):
    for each in asked:
        for result in each.found.results.values():
            for part in walk(result.root):
                assert min(part.lost, part.open) >= 0, part.node.id
                if part.most is not None and part.points <= part.most:
                    assert part.points + part.lost + part.open == part.most, part.node.id


def _raw(part: Part) -> Fraction:
    if part.proof:
        return part.proof.raw
    return sum((inner.share * inner.points for inner in part.parts), ZERO)


def test_withdrawing_a_fact_that_can_only_earn_never_raises_its_item(asked):
    for each in asked[:1]:
        told = each.scene.tellings
        last = date.fromisoformat(max(one["known"] for one in told)) + timedelta(days=1)
        before = each.again(told)
        for unit, node, fact in _earning(before):
            telling = next((one for one in told if _tells(one, fact)), None)
            if telling and not any(_takes(one, fact) for one in told):
                void = {"known": last.isoformat(), "takes": telling["tells"], "position": len(told) + 1}
                after = each.again([*told, void])
                assert Fraction(after.points(unit, node)) <= Fraction(before.points(unit, node)), (node, fact)


def _tells(telling: dict[str, object], fact: str) -> bool:
    return [one["fact"] for one in telling.get("tells", ())] == [fact]


def _takes(telling: dict[str, object], fact: str) -> bool:
    return fact in [one["fact"] for one in telling.get("takes", ())]


def _earning(found: Found) -> Iterator[tuple[str, str, str]]:
    """Unit, node and a fact that can only bring points to this item of the unit."""
    for unit, result in found.results.items():
        for part in walk(result.root):
            item, proof = part.node.item, part.proof
            if item and proof and item.rule in EARNING and _adds(item) and part.points > 0:
                credits = [credit for credit in proof.of.counted[:TAKEN] if credit.worth > 0]
                yield from ((unit, part.node.id, credit.fact.fact) for credit in credits)


def _adds(item: Item) -> bool:
    """Whether more facts can only make the value larger, and a larger value only the points."""
    of, per = item.of, item.numbers.get("per", ZERO)
    alone = not (item.over or item.baseline or item.years_ago or of.over or of.joins or of.below is not None)
    return bool(of.measures) and alone and of.across in SUMS and isinstance(per, Fraction) and per >= 0
