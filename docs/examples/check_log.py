"""Read a whole log by plain HTTP, stubs too, and print its size and Merkle root as a checkpoint does."""

import base64
import hashlib
import json
import os
import urllib.request
from collections.abc import Iterator

door, token = os.environ.get("HEARTH_URL", "http://localhost:8000"), os.environ["TOKEN"]
service = os.environ.get("SERVICE", "membership")
size = int(os.environ.get("SIZE", "0"))  # of the checkpoint; 0: as far as the log goes
decode = json.JSONDecoder().raw_decode


def entries(page: str) -> Iterator[tuple[dict, bytes]]:
    """Every entry of a page with its own bytes: a page is a join of the stored ones."""
    at = 1
    while page[at] != "]":
        event, end = decode(page, at)
        yield event, page[at:end].encode()
        at = end + (page[end] == ",")


def leaf(event: dict, stored: bytes) -> bytes:
    withheld = event["type"] == "hearth.withheld.v1"
    return bytes.fromhex(event["data"]["leaf"]) if withheld else hashlib.sha256(b"\0" + stored).digest()


def root(leaves: list[bytes]) -> bytes:
    """RFC 6962: the left subtree is the largest whole one."""
    if len(leaves) < 2:
        return leaves[0] if leaves else hashlib.sha256().digest()
    half = 1 << (len(leaves) - 1).bit_length() - 1
    return hashlib.sha256(b"\1" + root(leaves[:half]) + root(leaves[half:])).digest()


leaves: list[bytes] = []
while not size or len(leaves) < size:
    address = f"{door}/{service}/events?after={len(leaves)}&limit=5000"
    asked = urllib.request.Request(address, headers={"Authorization": f"Bearer {token}"})
    with urllib.request.urlopen(asked, timeout=60) as page:
        found = [leaf(*each) for each in entries(page.read().decode())]
    if not found:
        break
    leaves += found
leaves = leaves[: size or None]
print(len(leaves), base64.b64encode(root(leaves)).decode(), sep="\n")
