"""Alerts that open pages were told, so that a service that starts anew does not tell them again."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table; what stands in it is told once more where nothing was kept."""
    op.create_table(
        "alerts",
        sa.Column("plan", sa.String(length=32), nullable=False),
        sa.Column("team", sa.String(length=32), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["plan"], ["plans.id"], name=op.f("fk_alerts_plan")),
        sa.ForeignKeyConstraint(["team"], ["teams.id"], name=op.f("fk_alerts_team")),
        sa.PrimaryKeyConstraint("plan", name=op.f("pk_alerts")),
    )
    with op.batch_alter_table("alerts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_alerts_team"), ["team"], unique=False)
