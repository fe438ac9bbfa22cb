"""A period's id is as long as its scheme makes it."""

import sqlalchemy as sa
from alembic import op

revision = "evaluation_0003"
down_revision = "evaluation_0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("edition") as table:
        table.alter_column(
            "period", type_=sa.String(100), existing_type=sa.String(20), existing_nullable=False
        )
