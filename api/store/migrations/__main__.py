"""``python -m api.store.migrations NAME`` drafts the step from the last migration to the tables of ``schema.py``."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from alembic import command
from alembic.script import ScriptDirectory

from api.store.engine import WRITES, connect
from api.store.migrating import config_for


def draft(name: str, folder: Path) -> None:
    """Write a step, to be read and mended by hand."""
    engine = connect(f"sqlite:///{folder / 'draft.db'}")
    with engine.connect() as plain, plain.execution_options(**{WRITES: True}).begin():
        config = config_for(plain)
        steps = ScriptDirectory.from_config(config)
        number = len(list(steps.walk_revisions())) + 1
        if number > 1:
            command.upgrade(config, "head")
        command.revision(config, name, autogenerate=True, rev_id=f"{number:04d}")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as drafts:
        draft(sys.argv[1], Path(drafts))
