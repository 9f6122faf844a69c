"""Who is asking: a person or a token, and their roles in teams."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from api.access.roles import PERMISSIONS, Permission, Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Teams:
    """Some teams by their ids, or all of them where ``ids`` is None."""

    ids: frozenset[str] | None

    def __contains__(self, team: str) -> bool:
        return self.ids is None or team in self.ids

    def __bool__(self) -> bool:
        return self.ids is None or bool(self.ids)


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who does something.

    ``user`` is their id, ``name`` what the audit calls them (an HSA-id where there is one); ``roles`` are theirs by
    team, those of None in every team; ``correlation_id`` is the request's.
    """

    user: str
    name: str
    roles: Mapping[str | None, frozenset[Role]]
    correlation_id: str = ""

    @property
    def teams(self) -> Teams:
        """The teams whose objects exist for them."""
        return self._where(lambda _: True)

    def teams_with(self, permission: Permission) -> Teams:
        """Give the teams in which they have a permission."""
        return self._where(lambda role: permission in PERMISSIONS[role])

    def may(self, permission: Permission, team: str) -> bool:
        """Tell whether they have a permission in a team."""
        return team in self.teams_with(permission)

    def roles_in(self, team: str | None) -> frozenset[Role]:
        """Give their roles in a team; None: those they have in all."""
        everywhere = self.roles.get(None, frozenset())
        return everywhere if team is None else everywhere | self.roles.get(team, frozenset())

    def _where(self, wanted: Callable[[Role], bool]) -> Teams:
        found = {team for team, roles in self.roles.items() if any(map(wanted, roles))}
        return Teams(ids=None) if None in found else Teams(ids=frozenset(team for team in found if team is not None))


SERVICE: Final = Actor(user="service", name="service", roles={None: frozenset({Role.LEAD})})
"""The service itself, for what nobody asked for: jobs that end, offers made anew."""
