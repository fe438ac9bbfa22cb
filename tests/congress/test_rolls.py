"""Congress hears membership: who was a member of which branch on which day."""

from datetime import date

from services.congress.projections import rolls
from tests.congress.conftest import CONGRESS, hear
from tests.support.membership_says import BranchMerged, BranchRenamed, MemberLeft, MemberTransferred

OLD, NEW = "branch-2", "branch-1"


def on(world, member, day):
    with world.parts.live().connect() as db:
        return rolls.branch_of(db, member, day)


def elect(world, member, branch, day="2025-03-20"):
    body = {"congress": CONGRESS, "member": member, "branch": branch, "category": "teacher", "on": day}
    return world.when("post", "/api/delegates/", "office", json=body)


def test_a_transfer_moves_a_person_on_its_day(congress, membership):
    membership.tell(MemberTransferred(member="member-eve", branch=NEW, old_branch=OLD, on=date(2025, 3, 10)))
    hear(congress)
    assert on(congress, "member-eve", date(2025, 3, 9)) == OLD
    assert on(congress, "member-eve", date(2025, 3, 10)) == NEW


def test_a_backdated_transfer_takes_its_place_by_its_day(congress, membership):
    membership.tell(
        MemberTransferred(member="member-eve", branch=NEW, old_branch=OLD, on=date(2025, 3, 10)),
        MemberTransferred(member="member-eve", branch="branch-3", old_branch=OLD, on=date(2025, 1, 5)),
    )
    hear(congress)
    assert on(congress, "member-eve", date(2025, 2, 1)) == "branch-3"
    assert on(congress, "member-eve", date(2025, 3, 10)) == NEW


def test_hearing_everything_again_changes_nothing(congress, membership):
    heard = congress.parts.views.rebuild()
    while not heard.step():
        pass
    assert heard.finish()["step"] == 7


def test_only_a_current_member_of_the_branch_is_elected(congress, membership):
    assert elect(congress, "member-eve", OLD).status_code == 201
    assert elect(congress, "member-3", OLD).json["errors"][0]["field"] == "member"
    assert elect(congress, "member-nobody", OLD).status_code == 422


def test_the_day_of_leaving_still_counts_and_the_next_does_not(congress, membership):
    membership.tell(MemberLeft(member="member-eve", branch=OLD, on=date(2025, 3, 18)))
    hear(congress)
    assert elect(congress, "member-eve", OLD, "2025-03-19").status_code == 422
    assert elect(congress, "member-eve", OLD, "2025-03-18").status_code == 201


def test_names_follow_a_rename_and_outlive_a_merger(congress, membership):
    membership.tell(
        BranchRenamed(branch=OLD, old_name="历史学院", name="历史文化学院", on=date(2025, 3, 1)),
        BranchMerged(branch=OLD, into=NEW, on=date(2025, 3, 15)),
    )
    hear(congress)
    with congress.parts.live().connect() as db:
        assert rolls.names(db)[OLD] == "历史文化学院"
        assert OLD not in rolls.open_branches(db)


def test_the_register_marks_who_is_no_longer_a_member_there(congress, membership):
    page = congress.page("/delegates", "office").get_data(as_text=True)
    assert "已非该单位会员" not in page
    membership.tell(MemberTransferred(member="member-bo", branch=NEW, old_branch=OLD, on=date(2025, 3, 10)))
    hear(congress)
    assert congress.page("/delegates", "office").get_data(as_text=True).count("已非该单位会员") == 1
