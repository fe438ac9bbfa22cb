"""What is frozen and wakes up late does no harm, and nobody waits for it."""

import time
from pathlib import Path

from infra.platform.running import descendants
from tests.support.embedded import until

SCALE = "evaluation.worker=2 welfare.web=2"
WORKERS = ("evaluation.worker.1", "evaluation.worker.2")
IDLE_SECONDS = 5  # after which PostgreSQL ends a session that holds a transaction open and says nothing
TRIES = 400


def holder(stage, source: str) -> str:
    """The worker that reads a source now: the only one that says so."""
    mark = f'hearth_reader_last{{source="{source}"}}'

    def only() -> str:
        found = [each for each in WORKERS if mark in stage.figures(each)]
        return found[0] if len(found) == 1 else ""

    return until(only, f"not one worker reads {source}")


def standing(stage, source: str) -> tuple[int, int]:
    """The epoch of a source's reader, and up to where it has read."""
    rows = stage.of_view("select source, epoch, last from {view}.reader")
    return next((epoch, last) for name, epoch, last in rows if name == source)


def frozen_until_replaced(stage, traffic, source: str) -> bool:
    """Freeze a source's worker until another has read on, wake it up; whether it tried to write then."""
    zombie = holder(stage, source)
    since, (before, _) = stage.said(zombie), standing(stage, source)
    stage.platform.stop(zombie)
    try:
        until(lambda: standing(stage, source)[0] > before, f"nobody takes {source} over")
        taken = standing(stage, source)[1]
        until(lambda: standing(stage, source)[1] > taken, f"nobody reads {source} on")
    finally:
        stage.platform.cont(zombie)
    traffic.after(20)
    until(lambda: holder(stage, source), "nobody reads")
    return stage.alarmed(zombie, "Zombie", since)


def test_a_worker_that_wakes_up_after_its_topic_has_gone_to_another_is_refused(stage, record_property):
    refused = tries = 0
    with stage.watched() as watch:
        with stage.working() as traffic:
            while not refused and tries < 8:
                tries += 1
                refused += frozen_until_replaced(
                    stage, traffic, stage.chance.choice(("membership", "welfare"))
                )
        stage.caught_up()
    verdict = stage.judged("a worker frozen until replaced", watch, faults=tries, refused=refused)
    record_property("frozen worker, times until it tried to write", tries)
    assert refused
    assert verdict.findings == []


def ports(pid: int) -> set[int]:
    """The local ports of a process's and its children's connections."""
    inodes = {
        link.readlink().name.removeprefix("socket:[").removesuffix("]")
        for each in (pid, *descendants(pid))
        for link in Path(f"/proc/{each}/fd").iterdir()
        if link.is_symlink() and link.readlink().name.startswith("socket:")
    }
    rows = [each.split() for each in Path("/proc/net/tcp").read_text("ascii").splitlines()[1:]]
    return {int(row[1].split(":")[1], 16) for row in rows if row[9] in inodes}


OPEN = """
    select exists (
        select from pg_locks l where l.pid = a.pid and l.locktype = 'advisory' and l.classid = 1212
    ) from pg_stat_activity a where a.state = 'idle in transaction' and a.client_port = any(%s)
"""


def frozen_in_a_transaction(stage, traffic, web: str) -> list[bool]:
    """Freeze a web again and again until transactions of it stand open; which of them hold the log."""
    for _ in range(TRIES):
        pid = stage.platform.stop(web)
        found = [bool(holds) for (holds,) in stage.ask("welfare", OPEN, sorted(ports(pid)))]
        if found:
            return found
        stage.platform.cont(web)
        traffic.after(1)
    raise AssertionError("no transaction was ever open")


def test_nobody_waits_for_a_web_that_is_frozen_in_the_middle_of_a_command(stage, record_property):
    webs = {
        each.name: f"http://127.0.0.1:{each.port}" for each in stage.platform.plan() if ".web." in each.name
    }
    stage.platform.ready()
    with stage.working(3, ("welfare",), webs["welfare.web.1"]) as theirs:
        held = frozen_in_a_transaction(stage, theirs, "welfare.web.1")
        try:
            begun = time.monotonic()
            with stage.working(3, ("welfare",), webs["welfare.web.2"]) as ours:
                ours.during(1.5 * IDLE_SECONDS)
            lasted = time.monotonic() - begun
        finally:
            stage.platform.cont("welfare.web.1")
        theirs.after(10)
    stage.caught_up()
    verdict = stage.judged("a web frozen in mid-command", faults=1, longest=ours.longest["welfare"])
    record_property("frozen web, transactions open (holding the log)", f"{len(held)} ({sum(held)})")
    record_property("frozen web, longest wait of the others, s", round(ours.longest["welfare"], 2))
    assert lasted > IDLE_SECONDS
    assert ours.acknowledged > 20
    assert ours.longest["welfare"] < IDLE_SECONDS / 2
    assert verdict.findings == []


def test_a_broker_that_is_frozen_delays_and_loses_nothing(stage):
    with stage.watched() as watch:
        with stage.working() as traffic:
            for _ in range(2):
                traffic.after(20)
                stage.platform.stop("kafka")
                before = traffic.acknowledged
                traffic.during(6)
                assert traffic.acknowledged > before
                stage.platform.cont("kafka")
        stage.caught_up()
    assert stage.judged("a broker frozen", watch, faults=2).findings == []
