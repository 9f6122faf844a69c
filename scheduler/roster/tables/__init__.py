"""A registry as tables: read onto the one that there is, and written so that it reads back equal."""

from scheduler.roster.tables.merging import Merged, merge
from scheduler.roster.tables.writing import registry_tables

__all__ = ["Merged", "merge", "registry_tables"]
