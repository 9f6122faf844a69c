"""What goes over the wire about users, sessions and tokens, as OpenAPI tells it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Annotated, Final, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError

from api.access.actor import Actor
from api.access.roles import Role
from api.bodies import Body
from api.errors import RefusalError
from api.store.sessions import StoredSession
from api.store.tokens import StoredToken
from api.store.users import StoredUser

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)

Login = Annotated[str, Field(min_length=1, max_length=100, pattern=r"^[A-Za-z0-9][A-Za-z0-9._@-]*$")]
Name = Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f]+$")]
Password = Annotated[SecretStr, Field(min_length=1, max_length=128)]
Code = Annotated[SecretStr, Field(min_length=6, max_length=6)]
Secret = Annotated[SecretStr, Field(min_length=1, max_length=200)]
RoleName = Annotated[Role, Field(strict=False)]


Model = TypeVar("Model", bound="Wire")


class Wire(BaseModel):
    """What all models share: an unknown field is refused."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class SignIn(Wire):
    """Login, password, and the code of an authenticator app where there is one."""

    login: Annotated[str, Field(min_length=1, max_length=200)]
    password: Password
    code: Code | None = None


class LinkUse(Wire):
    """The secret of a one-time link, and what an invitation asks for."""

    secret: Secret
    password: Password | None = None
    totp_secret: Secret | None = None
    code: Code | None = None


class LinkLook(Wire):
    """The secret of a one-time link."""

    secret: Secret


class LinkSight(Wire):
    """What a one-time link will do."""

    login: str
    kind: Literal["entry", "invitation"]
    two_factors: bool = Field(description="whether a second factor has to be set up")
    totp_secret: str | None = Field(description="a secret for an authenticator app")
    totp_address: str | None = Field(description="the same as an otpauth: address")


class MembershipEntry(Wire):
    """A role in a team."""

    id: str
    team: str | None = Field(description="id of the team; null: every team")
    role: Role


class TeamRoles(Wire):
    """Roles in a team."""

    team: str | None = Field(description="id of the team; null: every team")
    roles: list[Role]


class Entered(Wire):
    """What a page keeps that somebody has signed in on."""

    csrf_token: str = Field(description="goes with every command as X-CSRF-Token")


class Account(Wire):
    """Who is signed in."""

    user: str
    login: str
    roles: list[TeamRoles]
    csrf_token: str | None = Field(description="goes with every command as X-CSRF-Token; null for API tokens")
    navigation: bool = Field(description="addresses may be handed to the phone's own map")


class SessionEntry(Wire):
    """A session of one's own."""

    id: str
    method: str
    made: datetime
    seen: datetime
    ends: datetime
    current: bool


class PasswordChange(Wire):
    """The old password and the new."""

    old: Password
    new: Password


class OfferedApp(Wire):
    """What an authenticator app can be set up with; nothing is kept until a code of it is given."""

    totp_secret: str
    totp_address: str = Field(description="the same as an otpauth: address")


class AppChange(Wire):
    """The password, a code of the app there is, if any, and the secret of the new one with a code of that."""

    password: Password
    code: Code | None = None
    totp_secret: Secret
    new_code: Code


class UserEntry(Wire):
    """A user."""

    id: str
    login: str
    name: str
    disabled: bool
    has_password: bool
    has_second_factor: bool
    has_provider: bool
    memberships: list[MembershipEntry]


class MembershipOrder(Wire):
    """A role to give in a team."""

    team: Annotated[str, Field(min_length=1, max_length=64)] | None = Field(
        description="id of a team; null: every team"
    )
    role: RoleName


class UserOrder(Wire):
    """A user to add."""

    login: Login
    name: Name
    memberships: Annotated[list[MembershipOrder], Field(max_length=50)] = []


class UserChange(Wire):
    """What to change of a user."""

    name: Name | None = None
    disabled: bool | None = None


class LinkEntry(Wire):
    """A one-time link, told only now."""

    address: str
    ends: datetime


class TokenOrder(Wire):
    """An API token to make."""

    name: Name
    team: Annotated[str, Field(min_length=1, max_length=64)] | None = Field(
        description="id of a team; null: every team"
    )
    role: RoleName
    days: Annotated[int, Field(ge=1, le=366)] = 90


class TokenEntry(Wire):
    """An API token, without its secret."""

    id: str
    name: str
    team: str | None
    role: Role
    made: datetime
    ends: datetime
    seen: datetime | None
    revoked: bool


class NewToken(TokenEntry):
    """An API token with its secret, told only now."""

    token: str


def read(model: type[Model], body: Body) -> Model:
    """Read a body that may hold secrets: what is wrong is told without what stands in it; raises RefusalError."""
    try:
        return model.model_validate(body.document)
    except ValidationError:
        raise RefusalError("invalid_request", subject="fields") from None


def instant(microseconds: int) -> datetime:
    """Give an instant of the store with its offset."""
    return _EPOCH + timedelta(microseconds=microseconds)


def described(model: type[BaseModel]) -> dict[str, object]:
    """Describe the body of a route for the OpenAPI document."""
    schema = model.model_json_schema()
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": schema}}}}


def reveal(secret: SecretStr | None) -> str | None:
    """Give what is kept out of logs."""
    return None if secret is None else secret.get_secret_value()


def account(actor: Actor, *, csrf_token: str | None, navigation: bool) -> Account:
    """Tell who somebody is."""
    roles = [TeamRoles(team=team, roles=sorted(held)) for team, held in actor.roles.items()]
    return Account(
        user=actor.user,
        login=actor.name,
        roles=sorted(roles, key=lambda one: one.team or ""),
        csrf_token=csrf_token,
        navigation=navigation,
    )


def session_entry(session: StoredSession, *, current: bool) -> SessionEntry:
    """Tell of a session."""
    return SessionEntry(
        id=session.id,
        method=session.method,
        made=instant(session.made_us),
        seen=instant(session.seen_us),
        ends=instant(session.ends_us),
        current=current,
    )


def user_entry(user: StoredUser) -> UserEntry:
    """Tell of a user."""
    return UserEntry(
        id=user.id,
        login=user.login,
        name=user.name,
        disabled=user.disabled,
        has_password=user.has_password,
        has_second_factor=user.has_second_factor,
        has_provider=user.has_provider,
        memberships=[MembershipEntry(id=one.id, team=one.team, role=one.role) for one in user.memberships],
    )


def token_entry(token: StoredToken) -> TokenEntry:
    """Tell of a token."""
    return TokenEntry(
        id=token.id,
        name=token.name,
        team=token.team,
        role=token.role,
        made=instant(token.made_us),
        ends=instant(token.ends_us),
        seen=None if token.seen_us is None else instant(token.seen_us),
        revoked=token.revoked,
    )
