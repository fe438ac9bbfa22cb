"""The note in DATA that says which campus lies there, who told it, and whether to its end."""

import json
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from infra.demo import campus as world
from infra.demo.campus import Campus
from services.chassis.running.config import Config

NOTE = "demo.json"


@dataclass(frozen=True)
class Note:
    """A campus by its seed, last day and size, and how far it has been told.

    `ours`: the stores were filled from inside and hold nothing else, so what was broken off may be
    thrown away. Over HTTP it is told again, and what is there stays.
    """

    seed: int
    until: str
    size: float = 1.0
    whole: bool = True
    ours: bool = True

    def campus(self, config: Config) -> Campus:
        return world.build(self.seed, date.fromisoformat(self.until), config.timezone, self.size)


def of(campus: Campus, *, whole: bool, ours: bool = True) -> Note:
    return Note(campus.seed, campus.until.isoformat(), campus.size, whole, ours)


def write(config: Config, note: Note) -> None:
    """Keep the note; the folder is made when it is not there."""
    config.folder.mkdir(parents=True, exist_ok=True)
    (config.folder / NOTE).write_text(json.dumps(asdict(note)), "utf-8")


def noted(config: Config) -> Note | None:
    """What DATA says of its demo, if anything."""
    path = config.folder / NOTE
    if not path.exists():
        return None
    told: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return Note(**told)


def clear_away(config: Config) -> bool:
    """Remove a demo that was broken off while it was told from inside; whether there was one."""
    note = noted(config)
    if note is None or note.whole or not note.ours:
        return False
    for file in config.folder.glob("*.sqlite*"):
        file.unlink()
    return True


def known(config: Config) -> Campus | None:
    """The campus that lies in DATA, if a demo was loaded there to its end."""
    note = noted(config)
    return note.campus(config) if note and note.whole else None
