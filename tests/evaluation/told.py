"""One sound fact of every kind that evaluation is told, as the tests tell and change it."""

from datetime import date
from decimal import Decimal

from services.evaluation.domain.told.adoption import Adoption, Author
from services.evaluation.domain.told.assignment import Assignment
from services.evaluation.domain.told.award import Award
from services.evaluation.domain.told.ballot import Ballot, Votes
from services.evaluation.domain.told.call import Call
from services.evaluation.domain.told.evidence import Evidence, Paper
from services.evaluation.domain.told.figure import Figure
from services.evaluation.domain.told.filing import Filing
from services.evaluation.domain.told.mark import Mark
from services.evaluation.domain.told.occasion import Occasion, Result
from services.evaluation.domain.told.piece import Piece
from services.evaluation.domain.told.self_score import SelfScore
from services.evaluation.domain.told.survey import Answers, Survey
from services.evaluation.domain.told.target import Target
from services.evaluation.domain.told.waiver import Waiver

MAY, DUE, JUNE = date(2025, 5, 2), date(2025, 5, 20), date(2025, 6, 30)
DAYS = {"on": MAY, "filed_on": date(2025, 5, 6)}

CALL = Call(
    call="call-1", kind="summary", title="上半年工作总结", units=("branch-1", "branch-2"), due_on=DUE,
    importance="important", **DAYS,
)  # fmt: skip
FILING = Filing(
    filing="filing-1", call="call-1", kind="summary", branch="branch-1", due_on=DUE, importance="important",
    channel="office-system", on=date(2025, 5, 21), filed_on=date(2025, 5, 21),
)  # fmt: skip
RESULTS = (
    Result(branch="branch-1", event="跳绳", team=True, place=2, grade="second"),
    Result(branch="branch-2", person="member-7", event="健步走", quantity=Decimal("10234.5")),
    Result(branch="branch-2", event="跳绳", team=True, state="no-show"),
)
OCCASION = Occasion(
    occasion="occasion-1", kind="match", title="教职工趣味运动会", level="school", results=RESULTS, **DAYS
)
PIECE = Piece(
    piece="piece-1", work="piece-1", branch="branch-1", kind="news", format="feature", channel="mail",
    person="member-1", **DAYS,
)  # fmt: skip
ADOPTION = Adoption(
    adoption="adoption-1", piece="piece-1", work="piece-1", kind="news", format="feature", level="province",
    outlet="province-daily", authors_count=3, authors=(Author(branch="branch-1", person="member-1"),
    Author(branch="branch-2", person="member-7", order=3)), **DAYS,
)  # fmt: skip
EVIDENCE = Evidence(
    evidence="evidence-1", branch="branch-1", kind="staff-home", topic="facilities", role="host", grade="",
    about="group-2", statement="建有教工之家，面积 60 平方米，正常开放", value=Decimal(1),
    attachments=(Paper(digest="ab" * 32, size=1204, media_type="image/jpeg"),), verified_by="member-3",
    **DAYS,
)  # fmt: skip
AWARD = Award(
    award="award-1", branch="branch-1", kind="title", name="model-home", level="province", grade="",
    team=True, person="", subject="模范职工之家", body="省教育工会", period="2025", until=date(2028, 5, 1),
    **DAYS,
)  # fmt: skip
TARGET = Target(target="target-1", branch="branch-1", key="news", value=Decimal(12), body="校工会", **DAYS)
SELF_SCORE = SelfScore(
    score="self-score-1", branch="branch-1", period="2025", item="total", value=Decimal("92.5"),
    grounds="各项工作按计划完成", **DAYS,
)  # fmt: skip
MARK = Mark(
    mark="mark-1", branch="branch-1", period="2025", item="total", role="committee", rater="member-4",
    occasion="", value=Decimal("88.5"), level="", grounds="", **DAYS,
)  # fmt: skip
SURVEY = Survey(
    survey="survey-1", branch="branch-1", topic="satisfaction", asked=40, answered=32,
    answers=(Answers(option="satisfied", count=30), Answers(option="dissatisfied", count=2)), void=False,
    opened_on=date(2025, 4, 20), **DAYS,
)  # fmt: skip
BALLOT = Ballot(
    ballot="ballot-1", topic="annual-review", eligible=60, cast=55, valid=54,
    options=(Votes(branch="branch-1", votes=40), Votes(branch="branch-2", votes=31)), **DAYS,
)  # fmt: skip
WAIVER = Waiver(
    waiver="waiver-1", branch="branch-2", item="mutual-fund", kind="not-applicable", body="校工会",
    grounds="无符合条件的会员", until=date(2025, 12, 31), **DAYS,
)  # fmt: skip
ASSIGNMENT = Assignment(assignment="assignment-1", branch="branch-1", grouping="review", group="g-1", **DAYS)
FIGURE = Figure(
    figure="figure-1", branch="branch-1", measure="satisfaction", on=MAY, value=Decimal("0.93"),
    source_body="党委教师工作部", filed_on=date(2025, 5, 6),
)  # fmt: skip

FACTS = {
    type(fact): fact
    for fact in (CALL, FILING, OCCASION, PIECE, ADOPTION, EVIDENCE, AWARD, TARGET, SELF_SCORE, MARK, SURVEY,
                 BALLOT, WAIVER, ASSIGNMENT, FIGURE)
}  # fmt: skip
