"""Tallies of days, which figures over time are summed up from."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table; it fills when figures are asked for."""
    op.create_table(
        "tallies",
        sa.Column("version", sa.String(length=32), nullable=False),
        sa.Column("team", sa.String(length=32), nullable=False),
        sa.Column("stamp", sa.String(length=200), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["team"], ["teams.id"], name=op.f("fk_tallies_team")),
        sa.ForeignKeyConstraint(["version"], ["versions.id"], name=op.f("fk_tallies_version")),
        sa.PrimaryKeyConstraint("version", name=op.f("pk_tallies")),
    )
    with op.batch_alter_table("tallies", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_tallies_team"), ["team"], unique=False)
