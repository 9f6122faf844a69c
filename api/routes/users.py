"""Users and what they are in which teams: for those who administer them."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Response

from api.access import wire
from api.access.actor import Actor
from api.access.requiring import require
from api.access.roles import Permission
from api.access.wire import (
    LinkEntry,
    MembershipEntry,
    MembershipOrder,
    UserChange,
    UserEntry,
    UserOrder,
    described,
)
from api.bodies import IdempotencyKey, JsonBody
from api.errors import RefusalError
from api.service import Shared
from api.store import Transaction, sessions, users
from api.store.replies import Reply
from api.store.users import LoginTakenError

router = APIRouter(prefix="/api/users", tags=["users"])

Administrator = Annotated[Actor, require(Permission.USERS_WRITE)]


@router.get("")
def list_users(caller: Administrator, service: Shared) -> list[UserEntry]:
    """List the users of the teams that one administers, by login."""
    with service.store.read(caller) as tx:
        return [wire.user_entry(user) for user in users.list_users(tx)]


@router.post("", status_code=201, response_model=UserEntry, openapi_extra=described(UserOrder))
def add_user(
    caller: Administrator, service: Shared, body: JsonBody, idempotency_key: IdempotencyKey = None
) -> Response:
    """Add a user, who cannot sign in until they get a one-time link, or by the identity provider."""
    wanted = wire.read(UserOrder, body)
    memberships = [(one.team, one.role) for one in wanted.memberships]

    def add(tx: Transaction) -> Reply:
        try:
            key = users.add_user(tx, login=wanted.login, name=wanted.name, memberships=memberships)
        except LoginTakenError:
            raise RefusalError("login_taken") from None
        entry = wire.user_entry(users.get_user(tx, key))
        return Reply(status=201, document=entry.model_dump(mode="json"), headers={"Location": f"/api/users/{key}"})

    return service.carry_out(caller, add, body=body, key=idempotency_key)


@router.get("/{key}")
def get_user(caller: Administrator, service: Shared, key: str) -> UserEntry:
    """Tell of a user."""
    with service.store.read(caller) as tx:
        return wire.user_entry(users.get_user(tx, key))


@router.patch("/{key}", openapi_extra=described(UserChange))
def change_user(caller: Administrator, service: Shared, key: str, body: JsonBody) -> UserEntry:
    """Rename, disable or enable a user; the sessions of one who is disabled end at once."""
    wanted = wire.read(UserChange, body)
    with service.store.write(caller) as tx:
        users.change_user(tx, key, name=wanted.name, disabled=wanted.disabled)
        return wire.user_entry(users.get_user(tx, key))


@router.post("/{key}/link", status_code=201)
def invite_user(caller: Administrator, service: Shared, key: str) -> LinkEntry:
    """Make a one-time link with which a user chooses a password anew; who has a second factor sets it up anew."""
    with service.store.write(caller) as tx:
        users.demand_whole(tx, key)
        secret = sessions.make_link(tx, key, kind="invitation")
        ends = wire.instant(tx.now_us + sessions.INVITATION_LASTS_US)
    return LinkEntry(address=service.doors.link_address(secret), ends=ends)


@router.delete("/{key}/sessions", status_code=204)
def end_sessions(caller: Administrator, service: Shared, key: str) -> Response:
    """End all sessions of a user."""
    with service.store.write(caller) as tx:
        users.demand_whole(tx, key)
        users.end_sessions(tx, key)
    return Response(status_code=204)


@router.post("/{key}/memberships", status_code=201, openapi_extra=described(MembershipOrder))
def add_membership(caller: Administrator, service: Shared, key: str, body: JsonBody) -> MembershipEntry:
    """Give a user a role in a team; nobody gives themselves one."""
    wanted = wire.read(MembershipOrder, body)
    with service.store.write(caller) as tx:
        membership = users.add_membership(tx, key, team=wanted.team, role=wanted.role)
    return MembershipEntry(id=membership, team=wanted.team, role=wanted.role)


@router.delete("/{key}/memberships/{membership}", status_code=204)
def remove_membership(caller: Administrator, service: Shared, key: str, membership: str) -> Response:
    """Take a role from a user, at once; nobody takes their own."""
    with service.store.write(caller) as tx:
        users.remove_membership(tx, key, membership)
    return Response(status_code=204)
