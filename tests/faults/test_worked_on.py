"""What is rewritten under a platform is refused, said clearly and mended by one command each; then poison
events, more processes under load, a rebalance in the middle of a batch."""

import json
import uuid

import httpx

from services.chassis.bus.kafka_python import Administration, client_settings
from tests.faults.world import OFFICE
from tests.support.embedded import until

SOURCE = "welfare"
PROCESSES = ("welfare.web.1", "welfare.relay.1", "welfare.worker.1")
MARK = "poisonous"
# What a broken measure would do: lines of one kind cannot be kept, until somebody mends it.
POISONED = """
    create function {view}.refuse() returns trigger language plpgsql as $$
    begin raise exception 'no measure for %', new.unit; end $$;
    create trigger poison before insert on {view}.folio for each row
    when (new.lines like '%poisonous%') execute function {view}.refuse();
"""
MENDED = "drop trigger poison on {view}.folio; drop function {view}.refuse();"
APPEND = "select hearth_append(%s, %s, %s, %s, %s, %s, %s, 60, '{}', '{}', null, null, null, null, null)"


def alarmed(stage, process: str, word: str, since: int) -> None:
    until(lambda: stage.alarmed(process, word, since), f"{process} does not say {word}")
    until(lambda: "_alarm 1.0" in stage.figures(process), f"{process} shows no alarm")


def mended(stage, *words: str) -> None:
    done = stage.hearth(*words)
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_topic_deleted_and_made_anew_is_refused_and_filled_by_one_command(stage):
    topic, since = f"hearth.{stage.places.school}.full.membership", stage.said("membership.relay.1")
    with stage.watched() as watch:
        with stage.working() as traffic:
            traffic.after(40)
            with Administration(client_settings(stage.platform.config)) as cluster:
                cluster.delete(topic)
                cluster.create(topic, 1, 1, {})
            alarmed(stage, "membership.relay.1", "made anew", since)
            before = traffic.acknowledged
            traffic.after(20)
            mended(stage, "refill", "membership", "--yes")
            traffic.after(20)
        stage.caught_up()
    verdict = stage.judged("a topic deleted and made anew", watch, faults=1, meanwhile=before)
    assert verdict.findings == []
    until(lambda: "_alarm 0.0" in stage.figures("membership.relay.1"), "the alarm stays")


def test_a_store_restored_from_an_older_backup_is_refused_and_mended_by_one_command_each(stage):
    backup = str(stage.folder / "welfare.dump")
    # given a backup, and commands after it
    with stage.working() as traffic:
        traffic.after(30)
    stage.postgres("pg_dump", "--format=custom", f"--file={backup}", "hearth_welfare")
    kept = len(stage.places.history.read_text("utf-8").splitlines())
    with stage.working(4, (SOURCE,)) as traffic:
        traffic.after(30)
    stage.caught_up()
    # when it is restored
    relay, reader = stage.said("welfare.relay.1"), stage.said("evaluation.worker.1")
    restored(stage, backup)
    forgotten(stage, kept)
    # then relay and reader refuse, until each is told what to do
    with stage.watched() as watch:
        with stage.working() as traffic:
            traffic.after(10)
            alarmed(stage, "welfare.relay.1", "restored from an older backup", relay)
            mended(stage, "refill", SOURCE, "--yes")
            alarmed(stage, "evaluation.worker.1", "OtherLog", reader)
            mended(stage, "rebuild", "evaluation")
            traffic.after(20)
        stage.caught_up()
    assert stage.judged("a store restored from a backup", watch, faults=1).findings == []
    mended(stage, "audit", "verify", *(name for name in ("membership", "congress", "evaluation")))


def restored(stage, backup: str) -> None:
    """The database as it was, made anew while its processes are stopped."""
    stage.platform.end(*PROCESSES)
    stage.postgres("dropdb", "--force", "hearth_welfare")
    stage.postgres("createdb", "--owner=hearth_welfare", "hearth_welfare")
    stage.postgres("pg_restore", "--no-owner", "--role=hearth_welfare", "--dbname=hearth_welfare", backup)
    for each in PROCESSES:
        stage.platform.begin(each)
    stage.platform.ready(*PROCESSES)


def forgotten(stage, kept: int) -> None:
    """Whoever restores a backup gives up what was acknowledged after it: the history ends there."""
    lines = stage.places.history.read_text("utf-8").splitlines(keepends=True)
    stage.places.history.write_text("".join(lines[:kept]), "utf-8")


def figure(stage, http: httpx.Client, path: str = "", **changes: str) -> str:
    """Tell evaluation a figure of another body; its id."""
    body = {"branch": stage.world.branches[0].id, "measure": MARK, "on": "2026-01-10", "value": "7"}
    sent = {"Idempotency-Key": str(uuid.uuid4()), "If-Match": "*"}
    got = http.post(
        f"/evaluation/api/figures/{path}", json={**body, "source_body": MARK, **changes}, headers=sent
    )
    assert got.is_success, got.text
    return str(got.json()["id"])


def parked(stage, http: httpx.Client) -> list[dict[str, object]]:
    return list(http.get("/evaluation/api/operation/", headers=stage.operator()).json()["parked"])


def redrive(stage, http: httpx.Client, source: str, stream: str) -> httpx.Response:
    body = {"source": source, "stream": stream}
    return http.post("/evaluation/api/operation/redrive", json=body, headers=stage.operator(), timeout=120)


def test_a_poison_event_is_parked_with_what_follows_of_its_stream_and_redriven_after_the_mend(stage):
    headers = {"Authorization": f"Bearer {stage.platform.token(OFFICE)}"}
    stage.of_view(POISONED)
    with (
        httpx.Client(base_url=stage.platform.url, headers=headers, timeout=120, trust_env=False) as http,
        stage.watched() as watch,
    ):
        with stage.working() as traffic:
            traffic.after(10)
            stream = figure(stage, http)
            figure(stage, http, f"{stream}/correct", value="8", reason="miscounted")
            traffic.after(20)
            until(lambda: [each["events"] for each in parked(stage, http)] == [2], "nothing is parked")
            assert redrive(stage, http, "evaluation", stream).status_code == 409
            traffic.after(20)
        stage.caught_up()  # the rest goes on
        assert stage.lines(MARK) == []
        stage.of_view(MENDED)
        assert redrive(stage, http, "evaluation", stream).json() == {"applied": 2}
        assert parked(stage, http) == []
    assert stage.lines(MARK) == [70_000, -70_000, 80_000]  # in steps of a ten-thousandth
    assert stage.judged("a poison event", watch, faults=1).findings == []


def test_an_entry_that_nobody_can_read_is_parked_alone(stage):
    """Appended as the store appends, with the words of no contract."""
    stream, event = f"visit-{uuid.uuid4()}", f"unreadable-{uuid.uuid4()}"
    with stage.watched() as watch:
        with stage.working() as traffic:
            traffic.after(10)
            append(stage, stream, event)
            traffic.after(20)
        stage.caught_up()
    assert stage.parked() == {("welfare", stream)}
    assert stage.judged("an unreadable event", watch, faults=1).findings == []


def append(stage, stream: str, event: str) -> None:
    type, (at,) = "welfare.visit-logged.v1", stage.ask("welfare", "select max(recorded) from log")[0]
    told = {
        "specversion": "1.0",
        "id": event,
        "source": f"/hearth/{stage.places.school}/welfare",
        "type": type,
    }
    told |= {"subject": stream, "partitionkey": stream, "streamversion": 1, "time": at, "authid": "x"}
    told |= {"dataclassification": "restricted", "data": {"visit": stream, "branch": 7}}
    rest = json.dumps(told).encode()[1:]
    stage.ask("welfare", APPEND, stream, 0, [event], [type], [rest], [None], at)


def test_workers_and_webs_added_under_load_lose_nothing(stage, record_property):
    with stage.watched() as watch:
        with stage.working(6) as traffic:
            alone = rate(traffic)
            stage.platform.scale("welfare.web=2 evaluation.worker=2")
            both = rate(traffic)
        stage.caught_up()
    verdict = stage.judged("scaled under load", watch, before=alone, after=both)
    record_property("commands a second, one welfare web, one worker", alone)
    record_property("commands a second, two of each", both)
    assert {"welfare.web.2", "evaluation.worker.2"} <= set(stage.platform.processes())
    assert verdict.findings == []


def rate(traffic, seconds: float = 6) -> float:
    before = traffic.acknowledged
    traffic.during(seconds)
    return round((traffic.acknowledged - before) / seconds, 1)


def test_a_rebalance_in_the_middle_of_a_batch_skips_and_doubles_nothing(stage):
    workers = ("evaluation.worker.1", "evaluation.worker.2")
    stage.platform.scale("evaluation.worker=2")
    stage.platform.end(*workers)
    with stage.working(6) as traffic:
        traffic.during(8)  # what waits for the workers
    watch = stage.watched()
    with watch, stage.working() as traffic:
        for turn in range(4):
            stage.platform.begin(workers[turn % 2])
            stage.platform.ready(workers[turn % 2])
            traffic.after(stage.chance.randint(1, 20))
            stage.platform.end(workers[1 - turn % 2])
        for each in workers:
            stage.platform.begin(each)
    with watch:
        stage.caught_up()
    assert stage.judged("rebalances in mid-batch", watch, faults=4).findings == []
