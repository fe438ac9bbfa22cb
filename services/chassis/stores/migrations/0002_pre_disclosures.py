"""Who was shown restricted entries of the log."""

import sqlalchemy as sa
from alembic import op

revision = "chassis_0002"
down_revision = "chassis_0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    by_bytes = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
    position = sa.BigInteger().with_variant(sa.Integer, "sqlite")
    op.create_table(
        "disclosure",
        sa.Column("disclosure", sa.Integer, primary_key=True),
        sa.Column("reader", by_bytes, nullable=False),
        sa.Column("purpose", sa.Text, nullable=False),
        sa.Column("first", position, nullable=False),
        sa.Column("last", position, nullable=False),
        sa.Column("count", sa.Integer, nullable=False),
        sa.Column("at", by_bytes, nullable=False),
    )
