"""The union's words for the codes that facts carry, translated where they are shown."""

from typing import Any

from services.chassis.web.language import lazy as _

BRANCH_KINDS = {
    "teaching": _("teaching unit"),
    "administrative": _("administrative unit"),
    "affiliated": _("affiliated unit"),
}
EMPLOYMENT = {
    "establishment": _("established post"),
    "hr_agency": _("personnel agency"),
    "school_contract": _("school contract"),
    "unit_contract": _("unit contract"),
    "dispatched": _("dispatched"),
    "postdoc": _("postdoc"),
}
# Of every state: the kind of chip, and the word.
MEMBER_STATES = {
    "active": ("good", _("member")),
    "released": ("open", _("transfer open")),
    "left": ("closed", _("has left")),
    "erased": ("closed", _("erased")),
    "submitted": ("open", _("submitted")),
    "checked": ("open", _("branch has checked")),
    "returned": ("warn", _("returned")),
    "approved": ("good", _("approved")),
    "rejected": ("bad", _("rejected")),
    "withdrawn": ("closed", _("withdrawn")),
}
TRANSFER_STATES = {
    "open": ("open", _("waiting for the new branch")),
    "accepted": ("good", _("accepted")),
    "declined": ("bad", _("declined")),
    "ended": ("closed", _("ended")),
}
ACTIVITY_STATES = {
    "held": ("good", _("told")),
    "corrected": ("info", _("corrected")),
    "withdrawn": ("closed", _("withdrawn")),
}
LEFT = {
    "resigned": _("resigned"),
    "retired": _("retired"),
    "left_school": _("left the school"),
    "deemed_withdrawn": _("deemed to have withdrawn"),
    "expelled": _("expelled"),
    "deceased": _("deceased"),
}
BASES = {
    "purpose_done": _("the purpose is fulfilled"),
    "period_over": _("the period of keeping is over"),
    "consent_withdrawn": _("consent was withdrawn"),
    "unlawful": _("it was collected unlawfully"),
}
HOMES = {
    "development": _("home of development"),
    "harmony": _("home of harmony"),
    "democracy": _("home of democracy"),
    "warmth": _("home of warmth"),
    "learning": _("home of learning"),
}
ACTIVITY_KINDS = {
    "competition": _("skills competition"),
    "lecture": _("lecture"),
    "training": _("training"),
    "sports": _("sports"),
    "culture": _("culture and arts"),
    "health": _("health"),
    "brand_project": _("brand project"),
    "plan": _("work plan"),
    "summary": _("work summary"),
    "meeting": _("committee meeting"),
    "democracy_meeting": _("unit staff congress"),
    "openness": _("publication of unit affairs"),
    "reading": _("reading"),
    "volunteering": _("volunteering"),
}
ATTENDED = {
    "present": _("present"),
    "late": _("late"),
    "excused": _("excused"),
    "absent": _("absent"),
}
# What a timeline says of an event, by stored name without the service.
HAPPENED = {
    "branch-founded.v1": _("Branch founded"),
    "branch-renamed.v1": _("Renamed"),
    "branch-merged.v1": _("Merged into another branch"),
    "branch-dissolved.v1": _("Dissolved"),
    "head-count-told.v1": _("Head count told"),
    "group-formed.v1": _("Group formed"),
    "group-closed.v1": _("Group closed"),
    "application-submitted.v1": _("Application submitted"),
    "application-checked.v1": _("Checked by the branch"),
    "application-returned.v1": _("Returned to be completed"),
    "application-rejected.v1": _("Rejected"),
    "application-withdrawn.v1": _("Withdrawn by the applicant"),
    "member-joined.v1": _("Joined the union"),
    "transfer-released.v1": _("Released by the old branch"),
    "member-transferred.v1": _("Moved to another branch"),
    "transfer-declined.v1": _("Declined by the new branch"),
    "member-left.v1": _("Left the union"),
    "person-erased.v1": _("Personal data erased"),
    "activity-held.v1": _("Activity told"),
    "activity-corrected.v1": _("Corrected"),
    "activity-withdrawn.v1": _("Withdrawn"),
}
# The roles that a demonstration is looked at in; the launcher labels its personas with these.
ROLES = (
    _("Member"),
    _("Branch chair"),
    _("Union office"),
    _("Handling department"),
    _("Auditor"),
    _("Operator"),
)
KIND_OF_STEP = {"application-rejected.v1": "bad", "transfer-declined.v1": "bad", "member-joined.v1": "good"}


def options(words: dict[str, Any]) -> list[tuple[str, str]]:
    """The choices of a select: codes with their words."""
    return [(code, str(word[1] if isinstance(word, tuple) else word)) for code, word in words.items()]
