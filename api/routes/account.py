"""One's own account: the password and the second factor."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Response

from api.access import doors, wire
from api.access.doors import Identity
from api.access.requiring import own_session
from api.access.wire import PasswordChange, described
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
