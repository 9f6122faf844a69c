"""Roles and what they permit, on one screen.

A role belongs to a membership in a team, or in all of them. Who administers users and teams sees no patients.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final


class Role(StrEnum):
    """What someone is in a team."""

    VIEWER = "viewer"
    DISPATCHER = "dispatcher"
    LEAD = "lead"
    ADMIN = "admin"
    AUDITOR = "auditor"


class Permission(StrEnum):
    """What a route may require."""

    PLANS_READ = "plans:read"
    PLANS_MAKE = "plans:make"
    PLANS_APPLY = "plans:apply"
    CALLS_TAKE = "calls:take"
    EVENTS_REPORT = "events:report"
    RULES_OVERRIDE = "rules:override"
    ROSTER_READ = "roster:read"
    ROSTER_WRITE = "roster:write"
    TEAMS_WRITE = "teams:write"
    USERS_WRITE = "users:write"
    AUDIT_READ = "audit:read"
    AUDIT_CHECK = "audit:check"
    ROADS_READ = "roads:read"


_VIEWER: Final = frozenset({Permission.PLANS_READ, Permission.ROSTER_READ, Permission.ROADS_READ})
_DISPATCHER: Final = _VIEWER | {
    Permission.PLANS_MAKE,
    Permission.PLANS_APPLY,
    Permission.CALLS_TAKE,
    Permission.EVENTS_REPORT,
}
_LEAD: Final = _DISPATCHER | {Permission.ROSTER_WRITE, Permission.RULES_OVERRIDE, Permission.AUDIT_CHECK}

PERMISSIONS: Final[Mapping[Role, frozenset[Permission]]] = {
    Role.VIEWER: _VIEWER,
    Role.DISPATCHER: _DISPATCHER,
    Role.LEAD: _LEAD,
    Role.ADMIN: frozenset({Permission.USERS_WRITE, Permission.TEAMS_WRITE, Permission.ROADS_READ}),
    Role.AUDITOR: frozenset({Permission.AUDIT_READ, Permission.AUDIT_CHECK}),
}
