"""kill -9 of relays, workers and webs at random moments loses nothing and doubles nothing."""

import os

from tests.support.embedded import until

KILLS = int(os.environ.get("KILLS") or 54)
BETWEEN = 12  # the most commands between two kills
KINDS = (".web.", ".relay.", ".worker.")


def test_nothing_acknowledged_is_lost_and_nothing_is_doubled(stage, record_property):
    # given
    before = {}
    # when
    with stage.watched() as watch:
        with stage.working() as traffic:
            for _ in range(KILLS):
                traffic.after(stage.chance.randint(0, BETWEEN))
                victim = until(lambda: killed(stage), "no process runs")
                before[victim] = before.get(victim, 0) + 1
            stage.platform.ready()
            traffic.after(BETWEEN)
        stage.caught_up()
    # then
    verdict = stage.judged("kill -9 of processes", watch, sum(before.values()))
    record_property("processes, kills", sum(before.values()))
    record_property("processes, verdict", verdict.figures())
    assert sum(before.values()) >= KILLS
    assert {kind for kind in KINDS for victim in before if kind in victim} == set(KINDS)
    assert verdict.unknown + verdict.attempts > verdict.acknowledged  # some had to ask again
    assert verdict.findings == []


def killed(stage) -> str:
    """One of the processes that run now, killed; empty when it has just ended of itself."""
    running = [name for name in stage.platform.processes() if any(kind in name for kind in KINDS)]
    victim = stage.chance.choice(sorted(running))
    try:
        stage.platform.kill(victim)
    except (KeyError, ProcessLookupError):
        return ""
    return victim


def test_what_was_heard_under_fire_is_what_there_is(stage):
    """Told anew from position 1, the lines are the same; and no log was altered."""
    assert stage.hearth("rebuild", "evaluation").returncode == 0
    assert stage.hearth("audit", "verify").returncode == 0
