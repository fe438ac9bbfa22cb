"""Sample data of the gallery, as crowded and as uneven as real pages are."""

from datetime import UTC, date, datetime
from decimal import Decimal as D
from types import SimpleNamespace
from typing import Any

from services.chassis.web.charts import Axis, Dot, Line, Moment, Series, Step
from services.chassis.web.forms import Form


def area(label: str, *items: tuple[str, str]) -> dict[str, Any]:
    """A service in the menu with its pages."""
    links = [{"label": word, "href": to, "current": to == "/gallery", "items": []} for word, to in items]
    return {"label": label, "href": items[0][1], "current": False, "items": links}


NAVIGATION = (
    area("会籍", ("会员名册", "/members"), ("入会申请", "/applications"), ("活动", "/acts")),
    area("福利", ("慰问登记", "/warm/new"), ("慰问台账", "/warm/list"), ("标准", "/rules")),
    area("民主", ("提案", "/voice/list"), ("审查", "/voice/desk"), ("交办", "/voice/board")),
    area("考评", ("得分", "/gallery"), ("方案", "/schemes")),
)
READER = SimpleNamespace(id="person-0190f3c2-7b1e-7c3a-9f21-5f0c8e61d204", name="周明慧")
CRUMBS = (("考评", "/score"), ("2025 年度", "/gallery"), ("机械工程学院", ""))

AXES = (
    Axis("发展之家", D("18.60"), 20, D("16.20"), "/a"),
    Axis("和谐之家", D("17.25"), 20, D("17.80"), "/b"),
    Axis("民主之家", D("13.40"), 20, D("15.10"), "/c"),
    Axis("温馨之家", D("19.50"), 20, D("17.00"), "/d"),
    Axis("学习之家", D("15.00"), 20, D("14.20"), "/e"),
)
STEPS = tuple(
    Step(label, D(earned), D(lost), D(left), f"/items/{n}", group, note)
    for n, (group, label, earned, lost, left, note) in enumerate(
        (
            ("发展之家", "年度工作计划按期报送", "3", "0", "0", ""),
            ("发展之家", "劳动竞赛与技能比武", "5.60", "0.40", "0", "封顶 6 分"),
            ("发展之家", "会员入会率", "4.85", "0.15", "0", "97.1%"),
            ("发展之家", "品牌活动（一会一品）", "5.15", "0", "0.85", "还可申报 1 项"),
            ("和谐之家", "文体活动参与", "6", "0", "0", ""),
            ("和谐之家", "劳动人事争议调解", "3.25", "0.75", "0", ""),
            ("和谐之家", "健康讲座", "8", "0", "0", ""),
            ("民主之家", "二级教代会按期召开", "4", "0", "0", ""),
            ("民主之家", "提案按期答复", "3.40", "2.60", "0", "2 件逾期"),
            ("民主之家", "院务公开", "6", "0", "4", "第四季度未到期"),
            ("温馨之家", "慰问及时登记", "9.50", "0.50", "0", ""),
            ("温馨之家", "困难职工回访", "10", "0", "0", ""),
            ("学习之家", "读书活动", "5", "5", "0", ""),
            ("学习之家", "培训场次", "10", "0", "0", ""),
            ("加分与扣分", "市级以上表彰", "2", "0", "0", "加分"),
            ("加分与扣分", "材料迟报", "-2", "0", "0", "扣分"),
        )
    )
)
TOTAL = D("83.75")
DOTS = (
    Dot("外国语学院", D("96.40"), "/u/1", D("94.90")),
    Dot("材料科学与工程学院", D("95.10"), "/u/2", D("95.60")),
    Dot("化学与分子工程学院", D("93.85"), "/u/3", D("90.20")),
    Dot("数学学院", D("92.00"), "/u/4", D("92.00")),
    Dot("机械工程学院", D("90.75"), "/u/5", D("87.40"), marked=True),
    Dot("马克思主义学院", D("89.30"), "/u/6", D("91.20")),
    Dot("生命科学学院", D("84.15"), "/u/7", None, "4 月成立"),
    Dot("艺术学院", None, "/u/8", None, "不足 10 人"),
)
LINES = (Line(91, "达标"), Line(95, "标兵"))
MONTHS = tuple(f"{month} 月" for month in range(1, 13))


def wave(start: float, steps: str) -> tuple[Moment, ...]:
    """Moments that rise and fall by the digits of `steps` minus three."""
    value, moments = start, []
    for month, step in zip(MONTHS, steps, strict=False):
        if step == " ":
            moments.append(Moment(month, None))
            continue
        value += (int(step) - 3) * 0.8
        moments.append(Moment(month, D(str(round(value, 2))), D("90.1") if step == "6" else None))
    return tuple(moments)


SERIES = tuple(
    Series(name, wave(start, steps), f"/u/{name}", f"{name}：一年来从 {start} 起")
    for name, start, steps in (
        ("外国语学院", 89.0, "4454435443"),
        ("材料科学与工程学院", 92.0, "3344235342"),
        ("数学学院", 90.0, "3432434435"),
        ("机械工程学院", 84.0, "4445463544"),
        ("马克思主义学院", 92.0, "3322323332"),
        ("生命科学学院", 80.0, "    444535"),
    )
)
ROWS = tuple(
    {
        "who": who,
        "href": f"/v/{n}",
        "occasion": occasion,
        "on": date(2025, month, 3 + n),
        "amount": D(amount),
        "state": state,
        "id": f"entry-0190f3c2-7b1e-7c3a-9f21-5f0c8e61d2{n:02}",
    }
    for n, (who, occasion, month, amount, state) in enumerate(
        (
            ("李建国", "住院", 3, "500", "good"),
            ("王秀兰", "直系亲属去世", 4, "1000", "open"),
            ("阿依古丽·买买提", "生育", 5, "300", "warn"),
            ("陈思远", "退休", 6, "1200.50", "bad"),
        )
    )
)
STATES = {"good": "已通过", "open": "待审批", "warn": "超出上限", "bad": "已驳回"}
TOLD = (
    SimpleNamespace(
        kind="good",
        on=date(2025, 6, 30),
        what="登记慰问",
        text="住院慰问，500 元，由 3 人前往。",
        who="周明慧",
        recorded=datetime(2025, 7, 2, 1, 5, tzinfo=UTC),
        id="0190f3c2-7b1e-7c3a-9f21-5f0c8e61d204",
        href="/e/1",
    ),
    SimpleNamespace(
        kind="open",
        on=date(2025, 7, 8),
        what="更正金额",
        text="500 元改为 800 元：漏记护理补助。",
        who="赵立",
        recorded=datetime(2025, 7, 8, 7, 30, tzinfo=UTC),
        id="0190f3c2-7b1e-7c3a-9f21-5f0c8e61d205",
        href="",
    ),
    SimpleNamespace(
        kind="bad",
        on=date(2025, 7, 9),
        what="驳回",
        text="缺少出院小结。",
        who="校工会",
        recorded=None,
        id="",
        href="",
    ),
)
STAGES = (
    {"state": "done", "label": "提交", "note": "5月6日"},
    {"state": "done", "label": "立案", "note": "5月9日"},
    {"state": "now", "label": "承办答复"},
    {"state": "todo", "label": "满意度"},
    {"state": "todo", "label": "归档"},
)
FORM = Form(
    {"amount": "2600", "on": "2025-06-30", "note": "", "in_kind": "true", "who": "", "decision": "return"},
    "key-1",
    "3",
    {"amount": "超出本年度上限 600 元。", "who": "请选择慰问对象。"},
)
PLAIN = Form({"decision": ""}, "key-2", "3")


def everything() -> dict[str, Any]:
    """All of it, by name."""
    return {name.lower(): value for name, value in globals().items() if name.isupper()}
