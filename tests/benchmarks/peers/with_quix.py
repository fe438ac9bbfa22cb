"""The fold by Quix Streams: `python -m tests.benchmarks.peers.with_quix BOOTSTRAP TOPIC NUMBER FOLDER`.

As its documentation recommends for sums by day: windows of a day with a grace for what is late, `group_by`
for the branch (in place, since the topic has one partition), its own JSON, state in RocksDB with a changelog
topic, at-least-once and a checkpoint every five seconds (its defaults; exactly once is slower).
"""

import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from quixstreams import Application
from quixstreams.dataframe.windows import Count, Sum

from tests.benchmarks.peers.told import Row, Watch

DAY, LATEST = timedelta(days=1), timedelta(days=61)
watch = Watch()
found: dict[tuple[str, int], dict[str, int]] = {}  # (branch, start of the day) -> what was told of it last


def heard(entry: dict[str, Any]) -> dict[str, Any]:
    watch.start()
    data = entry["data"]
    return {"branch": data["branch"], "on": data["on"], "cents": int(data["amount"].replace(".", ""))}


def day(told: dict[str, Any], *_: object) -> int:
    return int(datetime.fromisoformat(f"{told['on']}T00:00:00+00:00").timestamp() * 1_000)


def keep(told: dict[str, int], key: bytes, *_: object) -> None:
    found[key.decode() if isinstance(key, bytes) else key, told["start"]] = told


def rows() -> Iterator[Row]:
    for (branch, start), told in found.items():
        yield f"{branch} {datetime.fromtimestamp(start / 1_000, UTC).date()}", told["count"], told["cents"]


def main(bootstrap: str, topic: str, number: str, folder: str) -> None:
    group = Path(folder).name
    app = Application(
        bootstrap, consumer_group=group, auto_offset_reset="earliest", state_dir=folder, loglevel=None
    )
    told = app.dataframe(app.topic(topic, key_deserializer="bytes", value_deserializer="json")).apply(heard)
    windows = told.set_timestamp(day).group_by("branch").tumbling_window(DAY, grace_ms=LATEST)
    windows.agg(count=Count(), cents=Sum("cents")).current().update(keep, metadata=True)
    app.run(count=int(number), collect=False)
    watch.stop()
    watch.tell(rows())


if __name__ == "__main__":
    main(*sys.argv[1:])
