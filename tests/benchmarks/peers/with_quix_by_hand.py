"""The same by Quix Streams at its fastest: a state per branch and day, no windows, none of its JSON.

`python -m tests.benchmarks.peers.with_quix_by_hand BOOTSTRAP TOPIC NUMBER FOLDER`. Values are taken as bytes
and decoded like everybody's; `group_by` works in place, since the topic has one partition.
"""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import rocksdict
from quixstreams import Application

from tests.benchmarks.peers.told import Row, Visit, Watch, visit

watch = Watch()


def heard(entry: bytes) -> Visit:
    watch.start()
    return visit(entry)


def add(told: Visit, state: Any) -> None:
    count, cents = state.get("sums", (0, 0))
    state.set("sums", (count + 1, cents + told.cents))


def kept(folder: str) -> Iterator[Row]:
    """What its store on disk holds."""
    (current,) = Path(folder).rglob("CURRENT")
    reading = rocksdict.AccessType.read_only()
    store = rocksdict.Rdict(str(current.parent), rocksdict.Options(raw_mode=True), access_type=reading)
    for key, value in store.items():
        if key.endswith(b'|"sums"'):
            count, cents = value.decode().strip("[]").split(",")
            yield key.decode().split('"')[1], int(count), int(cents)


def main(bootstrap: str, topic: str, number: str, folder: str) -> None:
    app = Application(
        bootstrap,
        consumer_group=Path(folder).name,
        auto_offset_reset="earliest",
        state_dir=folder,
        loglevel=None,
    )
    source = app.topic(topic, key_deserializer="bytes", value_deserializer="bytes")
    keyed = app.dataframe(source).apply(heard).group_by(lambda told: told.key, name="branch-and-day")
    keyed.update(add, stateful=True)
    app.run(count=int(number), collect=False)
    watch.stop()
    watch.tell(kept(folder))


if __name__ == "__main__":
    main(*sys.argv[1:])
