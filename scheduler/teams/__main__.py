"""Prints ``docs/teams.md``."""

import sys

from scheduler.teams.document import write_document

sys.stdout.write(write_document())
