"""The log, the answers, the keys, the checkpoints, the attachments, and the append function."""

from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import op

from services.chassis.stores.log_tables import create_functions

revision = "chassis_0001"
down_revision = None
branch_labels = ("chassis",)
depends_on = None

HERE = Path(__file__).parent


def text(name: str, **more: Any) -> sa.Column[str]:
    by_bytes = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
    return sa.Column(name, by_bytes, **{"nullable": False, **more})


def number(name: str) -> sa.Column[int]:
    kind = sa.BigInteger().with_variant(sa.Integer, "sqlite")
    return sa.Column(name, kind, primary_key=True, autoincrement=False)


def upgrade() -> None:
    op.create_table(
        "log",
        number("position"),
        text("stream"),
        sa.Column("version", sa.Integer, nullable=False),
        text("id"),
        text("type"),
        text("recorded"),
        sa.Column("entry", sa.LargeBinary, nullable=False),
        sa.Column("sealed", sa.LargeBinary),
        sa.Column("leaf", sa.LargeBinary, nullable=False),
    )
    op.create_index("log_stream_version", "log", ["stream", "version"], unique=True)
    op.create_index("log_id", "log", ["id"], unique=True)
    op.create_index("log_type_position", "log", ["type", "position"])
    op.create_table(
        "answer",
        text("caller", primary_key=True),
        text("key", primary_key=True),
        sa.Column("fingerprint", sa.Text, nullable=False),
        sa.Column("status", sa.Integer, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        text("at"),
    )
    op.create_table("person_key", text("person", primary_key=True), sa.Column("wrapped", sa.LargeBinary))
    op.create_table(
        "checkpoint",
        number("size"),
        text("at"),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("peaks", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "attachment",
        text("sha256", primary_key=True),
        sa.Column("media_type", sa.Text, nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
    )
    create_functions(op.get_bind(), HERE / "0001_append.sql")
