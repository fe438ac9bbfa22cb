"""The read models of congresses, delegates, proposals, their handlers and invitations."""

import sqlalchemy as sa
from alembic import op

revision = "congress_0001"
down_revision = None
branch_labels = ("congress",)
depends_on = "chassis_0001"


def upgrade() -> None:
    congress()
    delegate()
    proposal()
    handler()
    invitation()


def text(name: str, length: int = 100, **more: object) -> sa.Column[str]:
    return sa.Column(name, sa.String(length=length), nullable=False, **more)


def number(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer, nullable=False)


def day(name: str, nullable: bool = False) -> sa.Column[sa.Date]:
    return sa.Column(name, sa.Date, nullable=nullable)


def yes(name: str) -> sa.Column[bool]:
    return sa.Column(name, sa.Boolean, nullable=False)


def long(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=False)


def congress() -> None:
    op.create_table(
        "congress",
        text("congress", primary_key=True),
        number("version"),
        text("name", 200),
        number("term"),
        number("session"),
        day("on"),
        day("window_from"),
        day("window_to"),
        long("settings"),
        day("closed_on", nullable=True),
    )


def delegate() -> None:
    op.create_table(
        "delegate",
        text("congress", primary_key=True),
        text("member", primary_key=True),
        text("stream", 250),
        number("version"),
        text("branch"),
        text("delegation"),
        text("category", 20),
        day("since"),
        day("ended_on", nullable=True),
        text("reason", 20),
    )
    op.create_index("ix_delegate_branch", "delegate", ["branch"])


def proposal() -> None:
    op.create_table(
        "proposal",
        text("proposal", primary_key=True),
        number("version"),
        *(text("congress"), text("branch"), text("proposer"), text("category", 40)),
        *(long("title"), long("cause"), long("measures")),
        *(text("state", 20), text("holder"), day("since"), day("due_on", nullable=True)),
        *(number("seconders"), day("drafted_on"), day("submitted_on", nullable=True), yes("late")),
        sa.Column("number", sa.String(length=40)),
        *(text("into"), text("code", 40), text("lead"), number("round"), text("result", 20)),
        *(day("replied_on", nullable=True), yes("reply_late"), text("rating", 20)),
    )
    op.create_index("ix_proposal_branch", "proposal", ["branch"])
    op.create_index("ix_proposal_proposer", "proposal", ["proposer"])
    op.create_index("proposal_number", "proposal", ["congress", "number"], unique=True)
    op.create_index("proposal_since", "proposal", ["since", "proposal"])


def handler() -> None:
    op.create_table(
        "handler", text("proposal", primary_key=True), text("department", primary_key=True), yes("leads")
    )
    op.create_index("ix_handler_department", "handler", ["department"])


def invitation() -> None:
    op.create_table(
        "invitation",
        text("proposal", primary_key=True),
        text("seconder", primary_key=True),
        text("answer", 20),
        day("on"),
        day("sign_by"),
        day("answered_on", nullable=True),
        long("reason"),
    )
    op.create_index("ix_invitation_seconder", "invitation", ["seconder"])
