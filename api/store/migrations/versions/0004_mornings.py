"""What a team's mornings were told: who is ill, which cars stay, what is called off."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table; mornings before it kept nothing."""
    op.create_table(
        "mornings",
        sa.Column("team", sa.String(length=32), nullable=False),
        sa.Column("date", sa.String(length=10), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("changed_us", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["team"], ["teams.id"], name=op.f("fk_mornings_team")),
        sa.PrimaryKeyConstraint("team", "date", name=op.f("pk_mornings")),
    )
