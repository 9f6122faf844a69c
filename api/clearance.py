"""What of patients somebody is told besides when and what: where protected ones live, and phones."""

from __future__ import annotations

from dataclasses import dataclass

from api.access.actor import Actor
from api.access.roles import Permission
from api.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Clearance:
    """``homes`` of protected patients are told, and ``phones``; those of protected patients where both are."""

    homes: bool
    phones: bool


def clearance_of(caller: Actor, settings: Settings, team: str) -> Clearance:
    """Give what somebody is told of a team's patients (the team's id)."""
    return Clearance(
        homes=settings.reads_protected(caller.name),
        # Crews and dispatchers call patients; walls and whoever only looks do not.
        phones=caller.may(Permission.EVENTS_REPORT, team),
    )
