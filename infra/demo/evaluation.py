"""What evaluation is told in the demo: the edition, other bodies' figures, and a few incidents."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from infra.demo.act import OFFICE, Act
from infra.demo.campus import Campus, Unit, ident
from services.evaluation.domain.incident import LiftIncident, RecordIncident
from services.evaluation.domain.told.figure import Figure
from services.evaluation.domain.told.life import Correct, Tell

# unit, days after the start, kind, what it rests on, days until it was lifted (None: it stands)
INCIDENTS = (
    ("土木工程学院", 140, "accident", "校安委会通报：实验室安全责任事故", None),
    ("后勤服务集团", 330, "finance", "经审委员会审计意见：经费使用不规范", None),
    ("艺术学院", 420, "fraud", "举报：活动签到疑似代签", 25),
)


def story(campus: Campus) -> Iterator[Act]:
    """Figures at the end of each half-year, and the incidents; the edition is published beside."""
    for unit in campus.units:
        for day in campus.days():
            if (day.month, day.day) in ((6, 25), (12, 20)) and unit.lives(day):
                yield from _survey(campus, unit, day)
    yield from _commendations(campus)
    for name, after, kind, basis, lifted in INCIDENTS:
        yield from _incident(campus, campus.unit(name), after, kind, basis, lifted)


def _survey(campus: Campus, unit: Unit, day: date) -> Iterator[Act]:
    """The share of satisfied members, as another office counted it; now and then a slip of the pen."""
    chance = campus.chance("survey", unit.name, day)
    figure = ident(campus, "figure", "satisfaction", unit.name, day)
    mean = sum(unit.care.values()) / len(unit.care)
    value = Decimal(round(min(0.99, 0.35 + 0.6 * mean + chance.random() * 0.06) * 1000)) / 1000
    filed = min(day + timedelta(days=chance.randrange(3, 12)), campus.until)
    right = Figure(
        figure=figure,
        branch=unit.id,
        measure="satisfaction",
        on=day,
        value=value,
        source_body="党委教师工作部",
        filed_on=filed,
    )
    slip = chance.random() < 0.08 and filed + timedelta(days=5) <= campus.until
    told = replace(right, value=value - Decimal("0.3")) if slip else right
    yield Act(campus.at(filed, figure), "figure", figure, Tell(fact=told, today=filed, by=OFFICE), OFFICE)
    if slip:
        later = filed + timedelta(days=5)
        command = Correct(fact=right, today=later, by=OFFICE, reason="统计口径有误")
        yield Act(campus.at(later, figure), "figure", figure, command, OFFICE)


def _commendations(campus: Campus) -> Iterator[Act]:
    """Some units are commended by the city or the province."""
    for unit in campus.units:
        chance = campus.chance("commended", unit.name)
        if chance.random() < 0.3 and unit.care["development"] > 0.85:
            on = unit.first(campus) + timedelta(days=chance.randrange(60, 220))
            filed = on + timedelta(days=2)
            figure = ident(campus, "figure", "commendation", unit.name)
            fact = Figure(
                figure=figure,
                branch=unit.id,
                measure="commendations",
                on=on,
                value=Decimal(1),
                source_body="市教育工会",
                filed_on=filed,
            )
            command = Tell(fact=fact, today=filed, by=OFFICE)
            yield Act(campus.at(filed, figure), "figure", figure, command, OFFICE)


def _incident(
    campus: Campus, unit: Unit, after: int, kind: str, basis: str, lifted: int | None
) -> Iterator[Act]:
    on = campus.start + timedelta(days=after)
    incident, told = ident(campus, "incident", unit.name), on + timedelta(days=6)
    command = RecordIncident(
        incident=incident, branch=unit.id, kind=kind, on=on, basis=basis, today=told, by=OFFICE
    )
    yield Act(campus.at(told, incident), "incidents", incident, command, OFFICE)
    if lifted:
        day = told + timedelta(days=lifted)
        lift = LiftIncident(reason="经查证不属实", on=day, by=OFFICE)
        yield Act(campus.at(day, incident), "incidents", incident, lift, OFFICE)
