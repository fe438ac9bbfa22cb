"""The read models written with each fact: standards, visits, erasures; and who opened which note."""

import sqlalchemy as sa
from alembic import op

revision = "welfare_0001"
down_revision = None
branch_labels = ("welfare",)
depends_on = None


def text(name: str, length: int) -> sa.Column[str]:
    return sa.Column(name, sa.String(length), nullable=False)


def upgrade() -> None:
    standards()
    visits()
    op.create_table(
        "erasure",
        sa.Column("member", sa.String(200), primary_key=True),
        sa.Column("on", sa.Date, nullable=False),
    )
    op.create_table(
        "opening",
        sa.Column("opening", sa.Integer, primary_key=True),
        text("visit", 60),
        text("reader", 200),
        sa.Column("purpose", sa.Text, nullable=False),
        text("at", 27),
    )
    op.create_index("ix_opening_visit", "opening", ["visit"])


def standards() -> None:
    op.create_table(
        "standard",
        sa.Column("standard", sa.String(100), primary_key=True),
        sa.Column("version", sa.Integer, nullable=False),
        text("occasion", 40),
        text("relation", 40),
        sa.Column("min_fen", sa.BigInteger, nullable=False),
        sa.Column("max_fen", sa.BigInteger, nullable=False),
        sa.Column("year_fen", sa.BigInteger, nullable=False),
        sa.Column("claim_days", sa.Integer, nullable=False),
        text("limit", 10),
        sa.Column("citation", sa.Text, nullable=False),
        sa.Column("on", sa.Date, nullable=False),
        sa.Column("until", sa.Date),
    )
    op.create_index("ix_standard_occasion", "standard", ["occasion"])


def visits() -> None:
    op.create_table(
        "visit",
        sa.Column("visit", sa.String(60), primary_key=True),
        text("stream", 220),
        text("branch", 200),
        text("member", 200),
        text("occasion", 40),
        text("relation", 40),
        sa.Column("on", sa.Date, nullable=False),
        sa.Column("filed_on", sa.Date, nullable=False),
        sa.Column("fen", sa.BigInteger, nullable=False),
        sa.Column("in_kind", sa.Boolean, nullable=False),
        text("standard", 100),
        text("flags", 200),
        text("state", 20),
        text("told_by", 200),
        sa.Column("noted", sa.Boolean, nullable=False),
    )
    op.create_index("visit_on", "visit", ["on", "visit"])
    op.create_index("visit_branch_on", "visit", ["branch", "on"])
    op.create_index("visit_member", "visit", ["member", "occasion", "relation"])
    op.create_index("ix_visit_stream", "visit", ["stream"])
