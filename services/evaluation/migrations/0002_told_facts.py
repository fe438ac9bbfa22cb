"""One table for every kind of told fact; the figures of other bodies move into it."""

import json
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "evaluation_0002"
down_revision = "evaluation_0001"
branch_labels = None
depends_on = None

FIGURE = ("figure", "branch", "measure", "on", "value", "source_body", "filed_on")  # fields of the fact


def text(name: str, length: int) -> sa.Column[str]:
    return sa.Column(name, sa.String(length), nullable=False)


def upgrade() -> None:
    facts, branches = told_facts(), told_branches()
    kept = list(figures())
    if kept:
        op.bulk_insert(facts, [row for row, _ in kept])
        op.bulk_insert(branches, [{"id": row["id"], "branch": branch} for row, branch in kept])
    op.drop_table("figure")


def told_facts() -> sa.Table:
    made = op.create_table(
        "told_fact",
        sa.Column("id", sa.String(100), primary_key=True),
        text("noun", 40),
        sa.Column("version", sa.Integer, nullable=False),
        text("about", 200),
        text("owner", 200),
        sa.Column("on", sa.Date, nullable=False),
        text("state", 20),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        text("told_by", 200),
    )
    op.create_index("told_fact_on", "told_fact", ["noun", "on", "id"])
    op.create_index("told_fact_about", "told_fact", ["noun", "about"])
    return made


def told_branches() -> sa.Table:
    made = op.create_table(
        "told_branch",
        sa.Column("id", sa.String(100), primary_key=True),
        sa.Column("branch", sa.String(200), primary_key=True),
    )
    op.create_index("told_branch_branch", "told_branch", ["branch", "id"])
    return made


def figures() -> Iterator[tuple[dict[str, Any], str]]:
    """Every figure as a told fact, and its branch."""
    columns = [sa.column(name) for name in (*FIGURE, "version", "state", "reason", "told_by")]
    days = {"on": sa.column("on", sa.Date), "filed_on": sa.column("filed_on", sa.Date)}
    query = sa.select(*(days.get(each.name, each) for each in columns)).select_from(sa.table("figure"))
    for row in op.get_bind().execute(query).mappings():
        fact = {name: str(row[name]) for name in FIGURE}
        state = "told" if row["state"] == "entered" else row["state"]
        kept = {name: row[name] for name in ("version", "on", "reason", "told_by")}
        stands = {"id": row["figure"], "noun": "figure", "about": row["measure"], "owner": "", "state": state}
        yield {**kept, **stands, "body": json.dumps(fact, ensure_ascii=False)}, row["branch"]
