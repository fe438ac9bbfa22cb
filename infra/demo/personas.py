"""Who is who on a demo campus: what each person may do, and whom one can sign in as, one per role."""

from collections.abc import Iterator, Sequence
from functools import lru_cache

from infra.demo import note
from infra.demo.act import OFFICE
from infra.demo.campus import Campus
from infra.demo.congress import DEPARTMENTS
from infra.demo.note import Note
from services.chassis.running.config import Config
from services.chassis.web.tokens import Grant, Principal
from services.congress.rulebooks import in_force

HOME = "计算机学院"

Persona = tuple[str, Principal]


def everybody(campus: Campus) -> Iterator[Principal]:
    """All who act in the story: members and chairs of their units, the office, the departments."""
    yield Principal(OFFICE, (Grant("office"),), "校工会办公室")
    for code in DEPARTMENTS:
        name = in_force(campus.start).department(code, "zh_CN")
        yield Principal(code, (Grant("handler", code),), name)
    for unit in campus.units:
        for person in unit.people:
            own = (Grant("member", unit.id),)
            chairs = (Grant("chair", unit.id),) if person is unit.chair else ()
            yield Principal(person.id, own + chairs, person.name)


def personas(campus: Campus) -> Sequence[Persona]:
    """Label and principal; the labels are message ids of membership's sign-in page."""
    known = {each.id: each for each in everybody(campus)}
    unit = campus.unit(HOME)
    return (
        ("Member", known[unit.people[3].id]),
        ("Branch chair", known[unit.chair.id]),
        ("Union office", known[OFFICE]),
        ("Handling department", known[DEPARTMENTS[0]]),
        ("Auditor", Principal("person-auditor", (Grant("auditor"),), "经审委员会")),
        ("Operator", Principal("person-operator", (Grant("operator"),), "信息化办公室")),
    )


class Known(Sequence[Persona]):
    """The personas of the campus that lies in DATA, as soon as it lies there to its end."""

    def __init__(self, config: Config) -> None:
        self.config = config

    def __len__(self) -> int:
        return len(self._now())

    def __getitem__(self, place: int) -> Persona:  # type: ignore[override]
        return self._now()[place]

    def _now(self) -> Sequence[Persona]:
        told = note.noted(self.config) if self.config.demo_mode else None
        return _of(told, self.config) if told and told.whole else ()


@lru_cache(maxsize=1)
def _of(told: Note, config: Config) -> Sequence[Persona]:
    return personas(told.campus(config))
