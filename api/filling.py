"""A whole registry put into a team that has none."""

from __future__ import annotations

from api import registries
from api.access.roles import Permission
from api.registries import MODELS
from api.store import Transaction, rosters, teams
from scheduler.roster import Roster, record_document


class FilledError(Exception):
    """The team has a registry, which stays as it is."""


def fill(tx: Transaction, roster: Roster) -> None:
    """Put a registry into its team, which is made where it is not there yet.

    Raises
    ------
    FilledError
        Somebody has written to its registry.
    NotFoundError, ForbiddenError
        As ``teams.team_for``.
    """
    teams.team_for(tx, roster.team, Permission.ROSTER_WRITE)
    registry = registries.open_registry(tx, roster.team, Permission.ROSTER_WRITE, hold=True)
    if registry.settings.revision or any(registry.records.values()):
        raise FilledError
    teams.put_settings(tx, registry.settings, record_document(roster.settings))
    records = {"staff": roster.staff, "cars": roster.cars, "patients": roster.patients}
    for section in MODELS:
        for record in records[section]:
            rosters.put_record(tx, registry.team, section, record_document(record), held=None)
