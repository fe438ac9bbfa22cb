"""Who can be signed in as on a demo campus: one persona per role, each a person of that campus."""

from collections.abc import Sequence

from infra.demo.campus import Campus
from infra.demo.congress import DEPARTMENTS
from services.chassis.web.tokens import Grant, Principal

HOME = "计算机学院"

Persona = tuple[str, Principal]


def personas(campus: Campus) -> Sequence[Persona]:
    """Label and principal; the labels are message ids of membership's sign-in page."""
    unit = campus.unit(HOME)
    member, chair = unit.people[3], unit.chair
    own = Grant("member", unit.id)
    return (
        ("Member", Principal(member.id, (own,), member.name)),
        ("Branch chair", Principal(chair.id, (own, Grant("chair", unit.id)), chair.name)),
        ("Union office", Principal("person-office", (Grant("office"),), "校工会办公室")),
        ("Handling department", Principal(DEPARTMENTS[0], (Grant("handler", DEPARTMENTS[0]),), "后勤处")),
        ("Auditor", Principal("person-auditor", (Grant("auditor"),), "经审委员会")),
        ("Operator", Principal("person-operator", (Grant("operator"),), "信息化办公室")),
    )
