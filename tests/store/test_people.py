"""Users, sessions, links and tokens in the store, on both databases."""

from __future__ import annotations

import pytest

from api.access.actor import Actor
from api.access.roles import Role
from api.store import Store, sessions, teams, tokens, users
from api.store.sessions import Lifetime
from api.store.users import LoginTakenError

ADMIN = Actor(user="operator", name="operator", roles={None: frozenset({Role.ADMIN})})


def test_a_user_has_sessions_links_and_tokens_until_disabled(store: Store) -> None:
    with store.write(ADMIN) as tx:
        team = teams.add_team(tx, key="primar", name="Primär").id
        key = users.add_user(tx, login="Anna", name="Åsa Ö", memberships=[(team, Role.LEAD), (None, Role.VIEWER)])
        assert users.add_membership(tx, key, team=None, role=Role.VIEWER) in {
            one.id for one in users.get_user(tx, key).memberships
        }
        secret = sessions.open_session(tx, key, method="password", lifetime=Lifetime())
        link = sessions.make_link(tx, key, kind="entry")
        token = tokens.add_token(tx, user=key, name="x", team=team, role=Role.VIEWER, ends_us=tx.now_us + 10**9)
    with pytest.raises(LoginTakenError), store.write(ADMIN) as tx:
        users.add_user(tx, login="anna", name="x", memberships=[])
    with store.read(ADMIN) as tx:
        found = sessions.find_session(tx, secret, lifetime=Lifetime())
        assert found is not None
        assert found[1].roles == {team: frozenset({Role.LEAD}), None: frozenset({Role.VIEWER})}
        held = tokens.find_token(tx, token)
        assert held is not None
        assert held[1].roles == {team: frozenset({Role.VIEWER})}
        assert sessions.find_link(tx, link) is not None
    with store.write(ADMIN) as tx:
        assert users.use_code(tx, key, 5)
        assert not users.use_code(tx, key, 5)
        users.change_user(tx, key, disabled=True)
    with store.read(ADMIN) as tx:
        assert sessions.find_session(tx, secret, lifetime=Lifetime()) is None
        assert sessions.find_link(tx, link) is None
        assert tokens.find_token(tx, token) is None
