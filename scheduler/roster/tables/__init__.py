"""A registry as tables: read onto the one that there is, and written so that it reads back equal."""

from scheduler.roster.tables.merging import Merged, merge
from scheduler.roster.tables.reading import Tables, read_tables
from scheduler.roster.tables.writing import registry_tables

__all__ = ["Merged", "Tables", "merge", "read_tables", "registry_tables"]
