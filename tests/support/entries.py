"""A service's log that holds every kept example once, written and served as the service writes and serves."""

import importlib

from infra.event_catalogue import vocabulary
from services.chassis.stores.memory import MemoryStore
from services.chassis.testing import World, world
from tests.support.source import ROOT


def of_every_kind(service: str) -> World:
    """Each example on a stream of its own; read models are left out, no past leads to these events."""
    root = importlib.import_module(f"services.{service}.app")
    made, words = world(root, store=MemoryStore(())), vocabulary(service)
    for path in sorted((ROOT / "tests" / service / "examples").glob("*.json")):
        made.given(f"example-{path.stem}", words.decode(f"{service}.{path.stem}", path.read_bytes()))
    return made
