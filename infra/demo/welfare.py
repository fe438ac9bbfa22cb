"""What welfare is told in the demo: the shipped standards, then visits, some late or corrected."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from infra.demo.act import OFFICE, Act, told_on
from infra.demo.campus import Campus, Person, Unit, ident
from infra.demo.membership import leavers, movers
from services.welfare.acts import stream_of
from services.welfare.domain.standard import SetStandard, Standard
from services.welfare.domain.visit import CorrectVisit, LogVisit, VoidVisit

FESTIVALS = ((1, 25, "春节"), (6, 8, "端午"), (9, 20, "中秋"), (9, 29, "国庆"))


@dataclass(frozen=True)
class Occurrence:
    """How likely a member meets an occasion in a year, and for which relation."""

    occasion: str
    relation: str
    a_year: float
    amount: int
    note: str


OCCURRENCES = (
    Occurrence("hospital", "self", 0.045, 500, "住院探望"),
    Occurrence("bereavement", "parent", 0.018, 1000, "家属去世，登门慰问"),
    Occurrence("wedding", "self", 0.015, 500, "新婚祝贺"),
    Occurrence("birth", "self", 0.02, 500, "生育慰问"),
    Occurrence("retirement", "self", 0.012, 500, "荣休慰问"),
    Occurrence("hardship", "self", 0.012, 800, "困难走访"),
    Occurrence("accident", "self", 0.004, 800, "意外慰问"),
)


def story(campus: Campus, offers: Sequence[Standard]) -> Iterator[Act]:
    """The shipped standards, then visits for the occasions for which they offer something."""
    for offer in offers:
        first = campus.at(max(campus.start, offer.on), "standards").replace(hour=6)
        yield Act(first, "standards", offer.standard, SetStandard(fact=offer, by=OFFICE), OFFICE)
    offered = {(each.occasion, each.relation) for each in offers}
    away = set(leavers(campus)) | {person.id for person, *_ in movers(campus)}
    for unit in campus.units:
        for person in unit.people[1:]:
            if person.id not in away:
                yield from _of_person(campus, unit, person, offered)


def _of_person(campus: Campus, unit: Unit, person: Person, offered: set[tuple[str, str]]) -> Iterator[Act]:
    chance = campus.chance("visits", person.id)
    for year in range(campus.start.year, campus.until.year + 1):
        for occasion, relation, on, amount, note in _occasions(person, year, chance, unit.care["warmth"]):
            from_day = person.joined + timedelta(days=8)
            if (
                (occasion, relation) in offered
                and max(from_day, campus.start) <= on <= campus.until
                and unit.lives(on)
            ):
                yield from _visit(campus, unit, person, (occasion, relation, amount, note), on)


def _occasions(
    person: Person, year: int, chance: Random, care: float
) -> Iterator[tuple[str, str, date, int, str]]:
    if chance.random() < care:
        yield "birthday", "self", date(year, *person.born), 200, "生日蛋糕券"
    for month, day, name in FESTIVALS:
        if chance.random() < 0.45 + 0.52 * care:
            yield "festival", "self", date(year, month, day), 300, f"{name}慰问品"
    for each in OCCURRENCES:
        happens = chance.random() < each.a_year
        on = date(year, 1, 1) + timedelta(days=chance.randrange(360))
        if happens and chance.random() < care:
            yield each.occasion, each.relation, on, each.amount, each.note


def _visit(
    campus: Campus, unit: Unit, person: Person, what: tuple[str, str, int, str], on: date
) -> Iterator[Act]:
    occasion, relation, amount, note = what
    visit = ident(campus, "visit", person.id, occasion, relation, on)
    chance = campus.chance("visit", visit)
    filed_on = told_on(campus, chance, on, late=0.03)
    command = LogVisit(
        visit=visit,
        member=person.id,
        branch=unit.id,
        occasion=occasion,
        relation=relation,
        on=on,
        filed_on=filed_on,
        amount=Decimal(f"{amount}.00"),
        in_kind=occasion in ("festival", "birthday"),
        today=filed_on,
        by=unit.chair.id,
        note=note,
    )
    yield Act(campus.at(filed_on, visit), "visits", stream_of(person.id), command, unit.chair.id)
    yield from _second_thoughts(campus, command, chance)


def _second_thoughts(campus: Campus, told: LogVisit, chance: Random) -> Iterator[Act]:
    later = told.filed_on + timedelta(days=chance.randrange(3, 30))
    roll = chance.random()
    if later > campus.until or roll > 0.018:
        return
    when, stream = campus.at(later, told.visit, "again"), stream_of(told.member)
    if roll < 0.012:
        values = {
            name: getattr(told, name) for name in told.__dataclass_fields__ if name not in ("member", "note")
        }
        values |= {"amount": told.amount - 100, "today": later}
        yield Act(when, "visits", stream, CorrectVisit(**values, reason="金额录入有误"), told.by)
    else:
        yield Act(when, "visits", stream, VoidVisit(visit=told.visit, reason="重复登记", by=told.by), told.by)
