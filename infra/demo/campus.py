"""The world behind the demo: units, people and how diligent each unit is. Same seed, same world.

Proportions follow what unions have published: 60 to 100 people a unit, women about half of staff,
one in eight outside the establishment, enrolment close to complete.
"""

import random
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

HOMES = ("development", "harmony", "democracy", "warmth", "learning")

# name, kind, members at the start
UNITS: tuple[tuple[str, str, int], ...] = (
    ("文学院", "teaching", 92),
    ("外国语学院", "teaching", 104),
    ("国际教育学院", "teaching", 31),
    ("数学与统计学院", "teaching", 88),
    ("物理学院", "teaching", 79),
    ("化学与材料学院", "teaching", 113),
    ("生命科学学院", "teaching", 97),
    ("计算机学院", "teaching", 128),
    ("电子信息学院", "teaching", 109),
    ("机械工程学院", "teaching", 121),
    ("土木工程学院", "teaching", 86),
    ("经济管理学院", "teaching", 118),
    ("马克思主义学院", "teaching", 64),
    ("体育学院", "teaching", 57),
    ("艺术学院", "teaching", 72),
    ("机关第一分工会", "administrative", 96),
    ("机关第二分工会", "administrative", 83),
    ("学生工作分工会", "administrative", 61),
    ("图书馆", "administrative", 58),
    ("离退休工作处", "administrative", 22),
    ("附属医院", "affiliated", 247),
    ("附属中学", "affiliated", 101),
    ("后勤服务集团", "affiliated", 85),
    ("出版社", "affiliated", 8),
)
LATE_FOUNDED = ("人工智能学院", "teaching", 26)  # founded in the middle of the second year
MERGED, SUCCESSOR = "国际教育学院", "外国语学院"
UNCOUNTED = "出版社"  # never tells a head count: its ratios have no denominator

SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
    "苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史"
    "顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
)
GIVEN = (
    "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉萍红建文志国海燕春梅晓雪峰波宁"
    "思远若彤子轩雨欣浩然嘉怡俊熙佳慧宇航诗涵一鸣书瑶天佑清扬"
)


@dataclass(frozen=True)
class Person:
    """A member to be: an id without meaning, a name that is sealed, the days of joining and leaving."""

    id: str
    name: str
    staff_no: str
    mobile: str
    woman: bool
    employment: str
    joined: date
    born: tuple[int, int]  # month and day of the birthday visit


@dataclass
class Unit:
    """A branch: its people in order of joining, and how well each home is kept (0.5 poor, 1 full)."""

    id: str
    name: str
    kind: str
    founded: date
    care: dict[str, float]
    people: list[Person] = field(default_factory=list)
    until: date | None = None  # the last day before it was merged

    def first(self, campus: "Campus") -> date:
        """The unit's first day inside the two years."""
        return max(self.founded, campus.start)

    def lives(self, on: date) -> bool:
        return self.founded <= on and (self.until is None or on <= self.until)

    @property
    def chair(self) -> Person:
        return self.people[0]

    def members(self, on: date) -> list[Person]:
        return [each for each in self.people if each.joined <= on]


@dataclass(eq=False)
class Campus:
    """Two years of a school that end on `until`; everything follows from the seed and the size."""

    seed: int
    until: date
    zone: ZoneInfo
    size: float = 1.0  # share of the members and proposals; the units are always all there
    units: list[Unit] = field(default_factory=list)

    @property
    def start(self) -> date:
        return self.until.replace(year=self.until.year - 2, day=min(self.until.day, 28)) + timedelta(days=1)

    def chance(self, *names: object) -> random.Random:
        """Randomness of its own for every purpose, so that one more draw here moves nothing there."""
        return random.Random(":".join(map(str, (self.seed, *names))))

    def at(self, day: date, *names: object) -> datetime:
        """A moment of that working day, to the second."""
        return datetime.combine(day, time(8), self.zone) + timedelta(
            seconds=self.chance("at", day, *names).randrange(9 * 3600)
        )

    def share(self, number: int) -> int:
        """So many of a number as fit the size of this campus, a handful at least."""
        return max(min(number, 4), round(number * self.size))

    def unit(self, name: str) -> Unit:
        return next(each for each in self.units if each.name == name)

    def days(self, step: int = 1) -> Iterator[date]:
        day = self.start
        while day <= self.until:
            yield day
            day += timedelta(days=step)


def build(seed: int, until: date, zone: ZoneInfo, size: float = 1.0) -> Campus:
    """The campus of a seed."""
    campus = Campus(seed, until, zone, size)
    middle = campus.start + timedelta(days=500)
    for number, (name, kind, members) in enumerate((*UNITS, LATE_FOUNDED)):
        long_ago = date(1996 + campus.chance("founded", name).randrange(22), 9, 1)
        founded = middle if name == LATE_FOUNDED[0] else long_ago
        unit = Unit(ident(campus, "branch", name), name, kind, founded, care(campus, name))
        unit.people = [person(campus, unit, number * 1000 + place) for place in range(campus.share(members))]
        campus.units.append(unit)
    campus.unit(MERGED).until = campus.start + timedelta(days=410)
    return campus


def ident(campus: Campus, noun: str, *names: object) -> str:
    """A stream id of the usual form, the same for the same seed."""
    bits = campus.chance("id", noun, *names).getrandbits(128)
    return f"{noun}-{uuid.UUID(int=bits, version=4)}"


def care(campus: Campus, name: str) -> dict[str, float]:
    """How well a unit keeps each home: a general diligence and a leaning of its own."""
    chance = campus.chance("care", name)
    general = chance.triangular(0.62, 1.0, 0.93)
    return {home: min(1.0, max(0.4, general + chance.gauss(0, 0.06))) for home in HOMES}


def person(campus: Campus, unit: Unit, number: int) -> Person:
    """One member; most are there from the start, one in ten joins later."""
    chance = campus.chance("person", unit.name, number)
    late = number % 1000 > 2 and chance.random() < 0.1
    joined = unit.first(campus) + timedelta(days=chance.randrange(30, 180) if late else chance.randrange(3))
    return Person(
        id=ident(campus, "member", unit.name, number),
        name=chance.choice(SURNAMES) + "".join(chance.sample(GIVEN, chance.choice((1, 2, 2)))),
        staff_no=f"{number:06d}",
        mobile=f"139{chance.randrange(10**8):08d}",
        woman=chance.random() < 0.48,
        employment=chance.choices(
            ("establishment", "school_contract", "hr_agency", "postdoc"), (80, 12, 5, 3)
        )[0],
        joined=joined,
        born=(chance.randrange(1, 13), chance.randrange(1, 29)),
    )
