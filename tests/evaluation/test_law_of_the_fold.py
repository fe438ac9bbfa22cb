"""The score is a function of the set of facts, the scheme and the day asked, and of nothing else."""

from datetime import date
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as some

from services.chassis.worker import hear
from services.evaluation.domain.explanation import plain
from services.evaluation.domain.facts import Register
from services.evaluation.domain.grading import walk
from services.evaluation.domain.lines import fold
from services.evaluation.domain.netting import net
from services.evaluation.domain.windows import trailing, yearly
from services.evaluation.projections.scores import scores
from tests.evaluation import oracle
from tests.evaluation.histories import FIRST, UNITS, history
from tests.evaluation.telling import CATALOGUE, FIVE_HOMES, FOLD, SOURCES, Campus, heard, memory, said, worker

YEAR, END = yearly(2025), date(2025, 12, 31)
histories = some.builds(history, some.integers(0, 10**9), some.integers(5, 60))
days = some.dates(date(2025, 1, 1), date(2026, 3, 1))


def dump(engine):
    with engine.connect() as db:
        return said(db)


def figures(engine, window=YEAR, as_of=END, known_on=None):
    with engine.connect() as db:
        return [plain(each.result) for each in scores(db, FIVE_HOMES, window, as_of, known_on, UNITS)]


@settings(max_examples=25)
@given(histories, some.integers(0, 10**9), some.integers(1, 50))
def test_no_order_repetition_batching_or_restart_changes_anything(campus, seed, batch):
    chance = Random(seed)
    engine, tidy = memory(), heard(campus)
    reader = worker(engine, campus, batch, chance)
    while any(len(campus.logs[source]) > reader.advance(source).last for source in chance.sample(SOURCES, 4)):
        reader.advance(chance.choice(SOURCES))
        if chance.random() < 0.3:  # killed and started again
            reader = worker(engine, campus, batch, chance)
    assert dump(engine) == dump(tidy)
    assert figures(engine) == figures(tidy)


@settings(max_examples=25)
@given(histories, some.randoms(use_true_random=False))
def test_corrections_may_come_before_what_they_touch(campus, chance):
    shuffled = list(campus.told)
    chance.shuffle(shuffled)
    told = [fold(each, CATALOGUE) for each in campus.told]
    mixed = [fold(each, CATALOGUE) for each in shuffled]
    facts, same = (net(line for lines, _ in each for line in lines) for each in (told, mixed))
    assert facts == same
    registers = [Register(entry for _, entries in each for entry in entries) for each in (told, mixed)]
    for name in CATALOGUE.register_names:
        for unit in UNITS:
            assert registers[0].at(name, unit, END) == registers[1].at(name, unit, END)


@settings(max_examples=60)
@given(histories, days, some.booleans())
def test_scores_are_what_a_plain_calculation_gives(campus, as_of, rolling):
    window = trailing(as_of) if rolling else YEAR
    engine = heard(campus)
    with engine.connect() as db:
        answers = scores(db, FIVE_HOMES, window, as_of, None, UNITS)
    for answer in answers:
        result = answer.result
        total, barred, points = oracle.total(campus.told, result.unit, window.start, window.end, as_of)
        assert {part.node.id: part.points for part in walk(result.root) if part.proof} == points
        assert result.total == total
        assert {grade for bar in result.bars for grade in bar.gate.bars} == barred


@settings(max_examples=25)
@given(histories, days, some.integers(0, 300))
def test_a_past_known_day_is_a_refold_of_what_was_recorded_by_then(campus, as_of, later):
    known_on = date.fromordinal(FIRST.toordinal() + later)
    engine, then = heard(campus), memory()
    earlier = Campus()
    earlier.logs = {
        source: [raw for raw, told in zip(log, _of(campus, source), strict=True) if told.known <= known_on]
        for source, log in campus.logs.items()
    }
    reader = worker(then, earlier)
    while any(each.behind for each in reader.step()):
        pass
    assert figures(engine, YEAR, as_of, known_on) == figures(then, YEAR, as_of)
    with engine.connect() as db:
        for answer in scores(db, FIVE_HOMES, YEAR, as_of, known_on, UNITS):
            unit = answer.result.unit
            assert (
                answer.result.total
                == oracle.total(campus.told, unit, YEAR.start, YEAR.end, as_of, known_on)[0]
            )


def _of(campus, source):
    return [told for told in campus.told if told.source == source]


@settings(max_examples=25)
@given(histories, days)
def test_the_parts_of_an_explanation_add_up_exactly(campus, as_of):
    with heard(campus).connect() as db:
        for answer in scores(db, FIVE_HOMES, YEAR, as_of, None, UNITS):
            for part in walk(answer.result.root):
                below = sum(
                    (each.share * each.points for each in part.parts), part.proof.raw if part.proof else 0
                )
                assert part.points == below + sum(step.delta for step in part.steps)
                if part.most is not None:
                    assert part.points + part.lost + part.open == part.most


@settings(max_examples=25)
@given(histories, some.integers(1, 50), some.sampled_from(SOURCES), some.randoms(use_true_random=False))
def test_what_is_taken_out_was_never_there_and_can_be_told_again(campus, batch, source, chance):
    engine, without = memory(), memory()
    reader = worker(engine, campus, batch)
    while any(each.behind for each in reader.step()):
        pass
    told = [(name, hear(name, each, FOLD.hears)) for name in SOURCES for each in campus.logs[name]]
    gone = {each.position for name, each in told if name == source and chance.random() < 0.4}
    mine = [each for name, each in told if name == source and each.position in gone and each.fact is not None]
    with engine.begin() as db, without.begin() as beside:
        whole = said(db)
        FOLD.take_out(db, mine)
        for name in SOURCES:
            left = [one for of, one in told if of == name and one.fact is not None and one not in mine]
            FOLD.apply(beside, left)
        assert said(db) == said(beside)
        FOLD.apply(db, mine)
        assert said(db) == whole
