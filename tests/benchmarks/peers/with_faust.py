"""The fold by Faust: `python -m tests.benchmarks.peers.with_faust BOOTSTRAP TOPIC NUMBER FOLDER`.

As its documentation recommends: an agent that adds to a table, the table in RocksDB (not in memory) with its
changelog topic, installed with its `fast` and `uvloop` extras. Values are taken raw and decoded like
everybody's.
"""

import os
import sys
from pathlib import Path

import faust
import uvloop

from tests.benchmarks.peers.told import Watch, visit


def main(bootstrap: str, name: str, number: str, folder: str) -> None:
    watch = Watch()
    one = {"topic_partitions": 1, "topic_replication_factor": 1, "topic_disable_leader": True}
    app = faust.App(
        Path(folder).name,
        broker=f"kafka://{bootstrap}",
        store="rocksdb://",
        datadir=folder,
        web_enabled=False,
        **one,
    )
    topic = app.topic(name, key_serializer="raw", value_type=bytes, value_serializer="raw")
    sums = app.Table("sums", partitions=1)

    @app.agent(topic)
    async def fold(entries: faust.StreamT[bytes]) -> None:
        left = int(number)
        async for entry in entries:
            watch.start()
            told = visit(entry)
            count, cents = sums.get(told.key) or (0, 0)
            sums[told.key] = (count + 1, cents + told.cents)
            left -= 1
            if not left:
                break
        await app.producer.flush()
        await app.consumer.commit()
        watch.stop()
        watch.tell((key, count, cents) for key, (count, cents) in sums.items())
        os._exit(0)  # an agent cannot end its worker from inside

    uvloop.install()
    faust.Worker(app, loglevel="ERROR").execute_from_commandline()


if __name__ == "__main__":
    main(*sys.argv[1:])
