"""One campus in a few facts: the examples that every test of membership builds on."""

from datetime import date

from services.membership.domain.activity.history import (
    Activity,
    ActivityCorrected,
    ActivityHeld,
    ActivityWithdrawn,
    Called,
    values,
)
from services.membership.domain.activity.telling import Known
from services.membership.domain.branch import decider as branch_decider
from services.membership.domain.branch.history import (
    BranchDissolved,
    BranchFounded,
    BranchMerged,
    BranchRenamed,
    GroupClosed,
    GroupFormed,
    HeadCountTold,
)
from services.membership.domain.member.history import (
    ApplicationChecked,
    ApplicationRejected,
    ApplicationReturned,
    ApplicationSubmitted,
    ApplicationWithdrawn,
    MemberJoined,
    MemberLeft,
    MemberTransferred,
    PersonErased,
    TransferDeclined,
    TransferReleased,
)
from services.membership.domain.reader import ReaderAdmitted

PHYSICS, LIBRARY = "branch-physics", "branch-library"
ANA, BO = "member-ana", "member-bo"
FOUNDED, MONDAY, TUESDAY, FRIDAY = date(2020, 9, 1), date(2025, 3, 3), date(2025, 3, 4), date(2025, 3, 7)
SUMMER, TODAY = date(2025, 7, 1), date(2025, 12, 1)

founded = BranchFounded(branch=PHYSICS, name="物理学院分工会", kind="teaching", parent="", on=FOUNDED)
library = BranchFounded(branch=LIBRARY, name="图书馆分工会", kind="affiliated", parent="", on=FOUNDED)
renamed = BranchRenamed(branch=PHYSICS, old_name="物理学院分工会", name="物理与天文学院分工会", on=MONDAY)
merged = BranchMerged(branch=PHYSICS, into=LIBRARY, on=SUMMER)
dissolved = BranchDissolved(branch=PHYSICS, on=SUMMER, reason="学院撤销")
counted = HeadCountTold(
    branch=PHYSICS, on=MONDAY, staff=80, women=35, non_establishment=12, retired=20, filed_on=FRIDAY
)
formed = GroupFormed(branch=PHYSICS, group="group-optics", name="光学小组", on=MONDAY)
closed = GroupClosed(branch=PHYSICS, group="group-optics", on=SUMMER)

submitted = ApplicationSubmitted(
    member=ANA, branch=PHYSICS, group="", employment_type="establishment", on=MONDAY,
    name="安娜", staff_no="20250001", mobile="13800001234",
)  # fmt: skip
checked = ApplicationChecked(member=ANA, branch=PHYSICS, on=TUESDAY, opinion="材料齐全，同意")
returned = ApplicationReturned(member=ANA, branch=PHYSICS, on=TUESDAY, reason="缺工号")
rejected = ApplicationRejected(member=ANA, branch=PHYSICS, on=TUESDAY, reason="非本校职工")
withdrawn = ApplicationWithdrawn(member=ANA, branch=PHYSICS, on=TUESDAY)
joined = MemberJoined(member=ANA, branch=PHYSICS, group="", employment_type="establishment", on=FRIDAY)
released = TransferReleased(member=ANA, branch=PHYSICS, to=LIBRARY, on=SUMMER, reason="岗位调动")
transferred = MemberTransferred(member=ANA, branch=LIBRARY, old_branch=PHYSICS, on=SUMMER)
declined = TransferDeclined(member=ANA, branch=LIBRARY, old_branch=PHYSICS, on=SUMMER, reason="未到岗")
left = MemberLeft(member=ANA, branch=PHYSICS, on=SUMMER, reason="resigned")
erased = PersonErased(member=ANA, on=TODAY, basis="purpose_done")

fact = Activity(
    activity="activity-run", branch=PHYSICS, kind="sports", home="warmth", title="春季健步走",
    on=MONDAY, filed_on=FRIDAY, planned=True, result="全程五公里",
    attendance=(
        Called(unit=LIBRARY, state="late", members=(BO,)),
        Called(unit=PHYSICS, state="present", members=(ANA,)),
    ),
)  # fmt: skip
held = ActivityHeld(**values(fact))
right = Activity(**{**values(fact), "title": "春季健步走（复赛）"})
corrected = ActivityCorrected(old=fact, new=right, reason="题目有误")
cancelled = ActivityWithdrawn(old=fact, reason="重复填报")

admitted = ReaderAdmitted(
    reader="finance",
    sees=("welfare:restricted",),
    purpose="Posting of visit expenses",
    on=date(2025, 6, 30),
    until=date(2025, 9, 28),
)

EVERY = (
    founded, renamed, merged, dissolved, counted, formed, closed, submitted, checked, returned, rejected,
    withdrawn, joined, released, transferred, declined, left, erased, held, corrected, cancelled,
    admitted,
)  # fmt: skip

BRANCHES = {PHYSICS: branch_decider.fold([founded, formed]), LIBRARY: branch_decider.fold([library])}
ROLL = Known(BRANCHES, {ANA: PHYSICS, BO: LIBRARY})
