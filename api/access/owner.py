"""The owner of the machine, where the service is bound to it: a user with every role, let in by a link on the terminal.

There is no password to guess or to leave as it was: who can read the terminal, or the database, is let in.
"""

from __future__ import annotations

from typing import Final

from api.access.actor import Actor
from api.access.roles import Role
from api.store import Store, sessions, users

LOGIN: Final = "owner"

_ROLES: Final = (Role.LEAD, Role.ADMIN, Role.AUDITOR)
_STARTING: Final = Actor(user="service", name="service", roles={None: frozenset({Role.ADMIN})})


def make_owner_link(store: Store) -> str:
    """Give the secret of a one-time link for the owner, who is added if need be."""
    with store.write(_STARTING) as tx:
        known = users.find_proof(tx, LOGIN)
        key = (
            users.add_user(tx, login=LOGIN, name=LOGIN, memberships=[(None, role) for role in _ROLES])
            if known is None
            else known.user
        )
        return sessions.make_link(tx, key, kind="entry")
