"""A topic made anew, a store restored from a backup: refused, said clearly, mended by one command each."""

from services.chassis.bus.kafka_python import Administration, client_settings
from tests.support.embedded import until

SOURCE = "welfare"
PROCESSES = ("welfare.web.1", "welfare.relay.1", "welfare.worker.1")


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
    for each in PROCESSES:
        stage.platform.end(each)
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
