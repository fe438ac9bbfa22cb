"""The read models written with each fact: editions, incidents, figures of other bodies."""

import sqlalchemy as sa
from alembic import op

revision = "evaluation_0001"
down_revision = None
branch_labels = ("evaluation",)
depends_on = None


def text(name: str, length: int) -> sa.Column[str]:
    return sa.Column(name, sa.String(length), nullable=False)


def day(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.Date, nullable=False)


def long_text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=False)


def version() -> sa.Column[int]:
    return sa.Column("version", sa.Integer, nullable=False)


def upgrade() -> None:
    editions()
    incidents()
    figures()


def editions() -> None:
    op.create_table(
        "edition",
        sa.Column("edition", sa.String(100), primary_key=True),
        version(),
        text("scheme_digest", 64),
        text("catalogue_digest", 64),
        day("in_force_from"),
        text("period", 20),
        long_text("reason"),
        text("replaces", 100),
        day("on"),
        text("told_by", 200),
        sa.UniqueConstraint("period", "replaces", name="edition_of_period"),
    )


def incidents() -> None:
    op.create_table(
        "incident",
        sa.Column("incident", sa.String(100), primary_key=True),
        version(),
        text("branch", 200),
        text("kind", 40),
        day("on"),
        long_text("basis"),
        text("state", 20),
        sa.Column("lifted_on", sa.Date),
        long_text("reason"),
        text("told_by", 200),
    )
    op.create_index("incident_on", "incident", ["on", "incident"])
    op.create_index("incident_branch", "incident", ["branch"])


def figures() -> None:
    op.create_table(
        "figure",
        sa.Column("figure", sa.String(100), primary_key=True),
        version(),
        text("branch", 200),
        text("measure", 100),
        day("on"),
        text("value", 40),
        text("source_body", 200),
        day("filed_on"),
        text("state", 20),
        long_text("reason"),
        text("told_by", 200),
    )
    op.create_index("figure_on", "figure", ["on", "figure"])
    op.create_index("figure_branch", "figure", ["branch", "measure"])
