"""What membership is told in the demo: units, members, moves, head counts and branch life."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from random import Random

from infra.demo.act import OFFICE, Act, told_on
from infra.demo.campus import LATE_FOUNDED, MERGED, SUCCESSOR, UNCOUNTED, Campus, Person, Unit, ident
from services.membership.domain.activity import CorrectActivity, TellActivity, WithdrawActivity
from services.membership.domain.branch import FoundBranch, MergeBranch, RenameBranch, TellHeadCount
from services.membership.domain.member import (
    AcceptTransfer,
    ApproveApplication,
    CheckApplication,
    EndMembership,
    FollowMerger,
    ReleaseMember,
    SubmitApplication,
)

DAY = timedelta(days=1)
SETTLED = (MERGED, LATE_FOUNDED[0], UNCOUNTED)  # nobody moves to or from these, nobody leaves


@dataclass(frozen=True)
class Habit:
    """How often a year a unit holds one kind of activity, for which home, and who is called."""

    kind: str
    home: str
    a_year: float
    share: float  # of the members called
    titles: tuple[str, ...]


HABITS = (
    Habit(
        "competition", "development", 3.4, 0.30, ("青年教师教学竞赛", "岗位技能比武", "教学创新大赛院内选拔")
    ),
    Habit("training", "development", 6.5, 0.22, ("教学能力提升培训", "信息化教学工作坊", "师德师风专题学习")),
    Habit(
        "sports", "harmony", 8.4, 0.42, ("健步走", "羽毛球友谊赛", "趣味运动会", "工间操推广", "乒乓球联谊赛")
    ),
    Habit(
        "culture",
        "harmony",
        5.5,
        0.34,
        ("迎新春联欢会", "女教职工手工坊", "摄影作品展", "合唱排练", "传统文化体验"),
    ),
    Habit("health", "harmony", 2.6, 0.28, ("健康知识讲座", "急救技能培训")),
    Habit("volunteering", "harmony", 3.0, 0.12, ("校园义务植树", "社区志愿服务")),
    Habit("meeting", "democracy", 10.0, 0.09, ("分工会委员会会议",)),
    Habit("openness", "democracy", 4.6, 0.0, ("二级单位事务公开", "分工会经费收支公示")),
    Habit("brand_project", "warmth", 2.6, 0.15, ("“一会一品”特色项目推进会", "暖心驿站开放日")),
    Habit("reading", "learning", 8.0, 0.16, ("教工读书会", "经典共读", "好书分享会")),
    Habit(
        "lecture", "learning", 7.0, 0.26, ("劳模工匠精神报告会", "法律知识讲座", "学习贯彻会议精神专题宣讲")
    ),
)


def story(campus: Campus) -> Iterator[Act]:
    """Everything membership is told, not yet in order of time."""
    for unit in campus.units:
        yield from _beginnings(campus, unit)
        yield from _head_counts(campus, unit)
        for each in unit.people:
            yield from _joining(campus, unit, each)
        yield from _life(campus, unit)
    yield from _merger(campus)
    yield from moves(campus)
    yield from leavings(campus)
    yield from _renaming(campus)


def _beginnings(campus: Campus, unit: Unit) -> Iterator[Act]:
    told = unit.first(campus)
    command = FoundBranch(
        by=OFFICE, branch=unit.id, name=unit.name, kind=unit.kind, on=unit.founded, filed_on=told
    )
    yield Act(campus.at(told, 0).replace(hour=6), "branches", unit.id, command, OFFICE)


def _renaming(campus: Campus) -> Iterator[Act]:
    unit, on = campus.unit("物理学院"), campus.start + 300 * DAY
    command = RenameBranch(by=OFFICE, name="物理与天文学院", on=on, filed_on=on + 3 * DAY)
    yield Act(campus.at(on + 3 * DAY, "rename"), "branches", unit.id, command, OFFICE)


def _head_counts(campus: Campus, unit: Unit) -> Iterator[Act]:
    """Twice a year HR's figures; one unit never tells its own."""
    if unit.name == UNCOUNTED:
        return
    days = [
        unit.first(campus) + 5 * DAY,
        *(each for each in campus.days() if (each.month, each.day) in ((1, 10), (9, 10))),
    ]
    for on in days:
        if unit.lives(on) and on <= campus.until:
            filed_on = told_on(campus, campus.chance("count", unit.name, on), on, late=0.2)
            yield _head_count(campus, unit, on, filed_on)


def _head_count(campus: Campus, unit: Unit, on: date, filed_on: date) -> Act:
    chance, members = campus.chance("heads", unit.name, on), present(campus, on)[unit.id]
    outside = chance.randrange(0, 1 + len(members) // 12)
    command = TellHeadCount(
        by=OFFICE,
        on=on,
        staff=len(members) + outside,
        women=sum(each.woman for each in members) + outside // 2,
        non_establishment=sum(each.employment != "establishment" for each in members),
        retired=chance.randrange(4, 30),
        filed_on=filed_on,
    )
    return Act(campus.at(filed_on, unit.name, "heads"), "branches", unit.id, command, OFFICE)


@cache
def present(campus: Campus, on: date) -> dict[str, list[Person]]:
    """Who belongs to which unit on a day, after all moves, leavings and the merger."""
    left, moved = leavers(campus), {who.id: (to, day) for who, _, to, day, _ in movers(campus)}
    found: dict[str, list[Person]] = {unit.id: [] for unit in campus.units}
    for unit in campus.units:
        for each in unit.members(on):
            to, day = moved.get(each.id, (unit, campus.start))
            home = campus.unit(SUCCESSOR) if not unit.lives(on) else to if day <= on else unit
            if left.get(each.id, on) >= on:
                found[home.id].append(each)
    return found


def _joining(campus: Campus, unit: Unit, person: Person) -> Iterator[Act]:
    """Submitted, checked by the branch, approved: three acts of three people."""
    first = campus.at(person.joined, person.id).replace(hour=8)
    chair = unit.people[0].id if person is not unit.people[0] else OFFICE
    on, approved = (
        person.joined,
        person.joined + timedelta(days=campus.chance("wait", person.id).randrange(1, 6)),
    )
    asked = SubmitApplication(
        by=person.id,
        member=person.id,
        branch=unit.id,
        employment_type=person.employment,
        name=person.name,
        staff_no=person.staff_no,
        mobile=person.mobile,
        on=on,
        filed_on=on,
    )
    yield Act(first, "members", person.id, asked, person.id)
    checked = CheckApplication(by=chair, opinion="同意", on=on, filed_on=on)
    yield Act(first + timedelta(hours=3), "members", person.id, checked, chair)
    joined = ApproveApplication(by=OFFICE, on=approved, filed_on=approved)
    yield Act(campus.at(approved, person.id, "ok").replace(hour=16), "members", person.id, joined, OFFICE)


def _merger(campus: Campus) -> Iterator[Act]:
    """One unit becomes part of another; its members move without a release."""
    old, new = campus.unit(MERGED), campus.unit(SUCCESSOR)
    assert old.until
    on = old.until + DAY
    command = MergeBranch(by=OFFICE, into=new.id, on=on, filed_on=on + 2 * DAY)
    at = campus.at(on + 2 * DAY, "merger").replace(hour=9)
    yield Act(at, "branches", old.id, command, OFFICE)
    for place, each in enumerate(old.people):
        follow = FollowMerger(by=OFFICE, filed_on=on + 2 * DAY)
        yield Act(at + timedelta(minutes=place + 1), "members", each.id, follow, OFFICE)


@cache
def movers(campus: Campus) -> list[tuple[Person, Unit, Unit, date, date]]:
    """Who moves from where to where on which day, told how much later: some are backdated."""
    found = []
    for unit in campus.units:
        for each in unit.people[3:]:
            chance = campus.chance("move", each.id)
            if unit.name in SETTLED or chance.random() > 0.02:
                continue
            to = chance.choice([u for u in campus.units if u.name not in (unit.name, *SETTLED)])
            on = campus.start + timedelta(days=chance.randrange(200, 640))
            told = on + timedelta(days=chance.choice((0, 1, 3, 35)))
            if told <= campus.until:
                found.append((each, unit, to, on, told))
    return found


def moves(campus: Campus) -> Iterator[Act]:
    for person, unit, to, on, told in movers(campus):
        at = campus.at(told, "move", person.id)
        release = ReleaseMember(by=unit.chair.id, to=to.id, reason="岗位调动", on=on, filed_on=told)
        yield Act(at, "members", person.id, release, unit.chair.id)
        accept = AcceptTransfer(by=to.chair.id, on=on, filed_on=told)
        yield Act(at + timedelta(hours=1), "members", person.id, accept, to.chair.id)


@cache
def leavers(campus: Campus) -> dict[str, date]:
    """The last days of those who retire or leave; nobody who moves."""
    moving = {person.id for person, *_ in movers(campus)}
    found = {}
    for unit in campus.units:
        for each in unit.people[3:]:
            chance = campus.chance("leave", each.id)
            if each.id not in moving and unit.name not in SETTLED and chance.random() < 0.035:
                found[each.id] = campus.start + timedelta(days=chance.randrange(240, 720))
    return {person: on for person, on in found.items() if on <= campus.until}


def leavings(campus: Campus) -> Iterator[Act]:
    for person, on in leavers(campus).items():
        chance = campus.chance("why", person)
        told = told_on(campus, chance, on, late=0.15)
        reason = chance.choices(("retired", "left_school", "resigned"), (60, 32, 8))[0]
        command = EndMembership(by=OFFICE, reason=reason, on=on, filed_on=told)
        yield Act(campus.at(told, "leave", person).replace(hour=17), "members", person, command, OFFICE)


def _life(campus: Campus, unit: Unit) -> Iterator[Act]:
    """The unit's activities: its habits, the yearly plan and summary, the branch staff congress."""
    gone, home = leavers(campus), {person.id for person, *_ in movers(campus)}
    steady = [each for each in unit.people if each.id not in gone and each.id not in home]
    for on in campus.days():
        if not unit.lives(on) or on < unit.first(campus) + 10 * DAY:
            continue
        chance = campus.chance("life", unit.name, on)
        for habit in HABITS:
            if on.isoweekday() < 6 and chance.random() < habit.a_year * unit.care[habit.home] ** 2 / 190:
                yield from _activity(campus, unit, steady, habit, on, chance)
        yield from _duties(campus, unit, steady, on, chance)


def _duties(campus: Campus, unit: Unit, steady: list[Person], on: date, chance: Random) -> Iterator[Act]:
    """What every unit does once a year on its own day, the careless ones late or not at all."""
    delay = int((1 - unit.care["democracy"]) * 90) + campus.chance("duty", unit.name, on.year).randrange(12)
    yearly = (
        (Habit("plan", "development", 1, 0, ("年度工作计划",)), date(on.year, 3, 4)),
        (Habit("democracy_meeting", "democracy", 1, 0.62, ("二级教代会年度会议",)), date(on.year, 4, 20)),
        (Habit("summary", "development", 1, 0, ("年度工作总结",)), date(on.year, 11, 28)),
    )
    for habit, due in yearly:
        if on == due + timedelta(days=delay):
            yield from _activity(campus, unit, steady, habit, on, chance)


def _activity(
    campus: Campus, unit: Unit, steady: list[Person], habit: Habit, on: date, chance: Random
) -> Iterator[Act]:
    present = [each.id for each in steady if each.joined + 6 * DAY <= on]
    called = chance.sample(present, int(len(present) * habit.share))
    filed_on = told_on(campus, chance, on)
    activity = ident(campus, "activity", unit.name, habit.kind, on)
    command = TellActivity(
        by=unit.chair.id,
        activity=activity,
        branch=unit.id,
        kind=habit.kind,
        home=habit.home,
        title=chance.choice(habit.titles),
        on=on,
        filed_on=filed_on,
        planned=chance.random() < unit.care[habit.home],
        result="按计划完成" if chance.random() < unit.care[habit.home] else "",
        attendance={each: _state(chance, unit.care[habit.home]) for each in called},
    )
    at = campus.at(filed_on, activity)
    yield Act(at, "activities", activity, command, unit.chair.id)
    yield from _second_thoughts(campus, command, chance)


def _state(chance: Random, care: float) -> str:
    attends = 0.72 + 0.24 * care
    return chance.choices(
        ("present", "late", "excused", "absent"), (attends, 0.02, (1 - attends) * 0.7, (1 - attends) * 0.3)
    )[0]


def _second_thoughts(campus: Campus, told: TellActivity, chance: Random) -> Iterator[Act]:
    """One in fifty is corrected, one in a hundred and fifty withdrawn, some weeks later."""
    roll, later = chance.random(), told.filed_on + timedelta(days=chance.randrange(2, 40))
    if later > campus.until:
        return
    when = campus.at(later, told.activity, "again")
    if roll < 0.02:
        kept = dict(list(told.attendance.items())[: max(0, len(told.attendance) - 2)])
        command: object = CorrectActivity(
            by=told.by,
            branch=told.branch,
            kind=told.kind,
            home=told.home,
            title=told.title,
            on=told.on - DAY if told.on.isoweekday() > 1 else told.on,
            planned=told.planned,
            result=told.result or "补录结果",
            attendance=kept,
            reason="日期或签到有误",
        )
        yield Act(when, "activities", told.activity, command, told.by)
    elif roll < 0.027:
        command = WithdrawActivity(by=told.by, reason="重复登记")
        yield Act(when, "activities", told.activity, command, told.by)
