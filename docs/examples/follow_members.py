"""Follow members and branch activities by Kafka, from membership's open topic; remembers its position."""

import json
import os
from pathlib import Path

from kafka import KafkaConsumer, TopicPartition

kept = Path(os.environ.get("POSITION", "members.position"))
position = int(kept.read_text()) if kept.exists() else 0
topic = TopicPartition(os.environ.get("TOPIC", "hearth.demo.open.membership"), 0)
server = os.environ.get("KAFKA", "localhost:8101")
consumer = KafkaConsumer(bootstrap_servers=server, enable_auto_commit=False, auto_offset_reset="earliest")
consumer.assign([topic])
consumer.seek(topic, position)  # position p is never before offset p - 1
for record in consumer:
    event = json.loads(record.value)
    if int(event["sequence"]) != position + 1:
        continue  # a topic may repeat entries; it never skips one
    if event["type"].startswith(("membership.member-", "membership.activity-")):
        print(event["sequence"], event["time"][:10], event["type"], event["subject"], flush=True)
    position += 1
    kept.write_text(str(position))
