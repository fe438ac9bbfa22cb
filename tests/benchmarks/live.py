"""The live side of a rebuild's benchmark: visits told while it runs, and the score that must name them."""

import random
import re
import time
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from services.chassis.bus.kafka_python import KafkaTopic, client_settings
from services.chassis.bus.topic import Record, full_topic
from services.chassis.running.config import Config
from services.chassis.views import Views
from services.evaluation import publishing
from services.evaluation.domain.windows import yearly
from services.evaluation.projections.books import register
from services.evaluation.projections.scores import facts_of, scores
from tests.benchmarks.facts import visit

PAUSE_SECONDS = 1.0  # between two visits: thirty times as often as on the largest campus


@dataclass
class Freshness:
    """Milliseconds from a visit's acknowledgement until the branch's score names it."""

    ms: list[float] = field(default_factory=list)
    visits: int = 0


def now() -> datetime:
    return datetime.now(UTC)


def attend(config: Config, branch: str, stop: Any, told: Any) -> None:
    """Keep the live generation current until told to stop; every visit told must be in the next score."""
    from tests.benchmarks.bench_rebuild import views

    made, found = views(config), Freshness()
    while any(each.behind for each in made.step()):
        pass
    position = made.feeds["welfare"].read(0, 1).head
    score = asking(made, branch)
    before = score()
    told.put("ready")
    with closing(KafkaTopic(full_topic(config.school, "welfare"), client_settings(config))) as topic:
        while not stop.is_set():
            position += 1
            topic.publish([Record(b"visits", of_branch(position, branch))])
            began = time.perf_counter()
            while next(each.last for each in made.step() if each.source == "welfare") < position:
                pass
            found.visits += 1
            assert score() == before + found.visits, "the score does not name every visit"
            found.ms.append(1e3 * (time.perf_counter() - began))
            time.sleep(PAUSE_SECONDS)
    told.put(found)


def of_branch(position: int, branch: str) -> bytes:
    at = now()
    return re.sub(rb"branch-\d{4}", branch.encode(), visit(position, at, at.date(), random.Random()), count=1)


def asking(made: Views, branch: str) -> Any:
    """Asks for the branch's score of this year; how many visits it names."""
    scheme = publishing.scheme_of(publishing.shipped_texts())
    day = now().date()

    def score() -> int:
        with made.live().connect() as db:
            values = register(db, None, [branch])
            (answer,) = scores(db, scheme, yearly(day.year), day, None, [branch], values)
        return len({each.fact for each in facts_of(answer.result) if each.measure == "visits"})

    return score
