"""Follow welfare's visits by plain HTTP, with a department's token; remembers its position."""

import json
import os
import time
import urllib.request
from pathlib import Path

door, token = os.environ.get("HEARTH_URL", "http://localhost:8000"), os.environ["TOKEN"]
kept = Path(os.environ.get("POSITION", "visits.position"))
position = int(kept.read_text()) if kept.exists() else 0
while True:
    address = f"{door}/welfare/events?after={position}&wait=20"
    asked = urllib.request.Request(address, headers={"Authorization": f"Bearer {token}"})
    with urllib.request.urlopen(asked, timeout=60) as page:
        for event in json.load(page):
            if event["type"].startswith(("welfare.visit-", "hearth.withheld.")):
                print(event["sequence"], event["type"], event["data"], flush=True)
            position = int(event["sequence"])
            kept.write_text(str(position))
        time.sleep(int(page.headers.get("Retry-After", 0)))  # nobody may wait longer just now
