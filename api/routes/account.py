"""One's own account: the password and the second factor."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Response

from api.access import doors, second_factor, wire
from api.access.doors import Chosen, Identity
from api.access.requiring import own_session
from api.access.wire import AppChange, OfferedApp, PasswordChange, described
from api.bodies import JsonBody
from api.routes.sessions import AtTheDoor
from api.service import Shared

router = APIRouter(prefix="/api/account", tags=["sessions"])


@router.put("/password", status_code=204, openapi_extra=described(PasswordChange))
def change_password(
    identity: Annotated[Identity, own_session()], service: Shared, visitor: AtTheDoor, body: JsonBody
) -> Response:
    """Change one's password; one's other sessions end."""
    wanted = wire.read(PasswordChange, body)
    doors.change_password(
        service.doors,
        identity,
        old=wanted.old.get_secret_value(),
        new=wanted.new.get_secret_value(),
        visitor=visitor,
    )
    return Response(status_code=204)


@router.post("/second-factor/offer")
def offer_second_factor(identity: Annotated[Identity, own_session()]) -> OfferedApp:
    """Offer what a new authenticator app can be set up with; nothing changes yet."""
    secret = second_factor.new_secret()
    address = second_factor.provisioning_address(secret, login=identity.actor.name)
    return OfferedApp(totp_secret=secret, totp_address=address)


@router.put("/second-factor", status_code=204, openapi_extra=described(AppChange))
def change_second_factor(
    identity: Annotated[Identity, own_session()], service: Shared, visitor: AtTheDoor, body: JsonBody
) -> Response:
    """Change one's authenticator app, or have one; one's other sessions end."""
    wanted = wire.read(AppChange, body)
    doors.change_second_factor(
        service.doors,
        identity,
        password=wanted.password.get_secret_value(),
        code=wire.reveal(wanted.code),
        chosen=Chosen(totp_secret=wanted.totp_secret.get_secret_value(), code=wanted.new_code.get_secret_value()),
        visitor=visitor,
    )
    return Response(status_code=204)
