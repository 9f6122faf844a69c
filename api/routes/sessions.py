"""Sessions: signing in, seeing where one is signed in, and signing out."""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import JSONResponse, RedirectResponse

from api import guard
from api.access import credentials, doors, identifying, second_factor, wire
from api.access.doors import NOBODY, Chosen, Doors, Given, Identity, Visitor
from api.access.requiring import own_session, public, recognised
from api.access.wire import Entered, LinkLook, LinkSight, LinkUse, SessionEntry, SignIn, described
from api.bodies import JsonBody
from api.errors import RefusalError
from api.service import Shared
from api.store import sessions

router = APIRouter(prefix="/api/sessions", tags=["sessions"])

FLOW_COOKIE: Final = "sign-in"
REFUSED: Final = "/#refused"

SignedIn = Annotated[Identity, recognised()]
OwnSession = Annotated[Identity, own_session()]


def find_visitor(service: Shared, request: Request) -> Visitor:
    """Tell who stands at the door."""
    former = request.cookies.get(identifying.cookie_name(encrypted=service.doors.encrypted), "")
    return Visitor(
        address="" if request.client is None else request.client.host,
        correlation_id=identifying.correlation_of(request),
        former=former if credentials.is_secret(former) else None,
    )


AtTheDoor = Annotated[Visitor, Depends(find_visitor)]


@router.post("", status_code=201, response_model=Entered, dependencies=[public()], openapi_extra=described(SignIn))
def sign_in(service: Shared, visitor: AtTheDoor, body: JsonBody) -> Response:
    """Sign in with login and password, and with a code of an authenticator app where there is one."""
    wanted = wire.read(SignIn, body)
    given = Given(login=wanted.login, password=wanted.password.get_secret_value(), code=wire.reveal(wanted.code))
    return _welcome(service.doors, doors.by_password(service.doors, given, visitor=visitor))


@router.post(
    "/link", status_code=201, response_model=Entered, dependencies=[public()], openapi_extra=described(LinkUse)
)
def use_link(service: Shared, visitor: AtTheDoor, body: JsonBody) -> Response:
    """Sign in with a one-time link; an invitation also takes the password that one chooses."""
    wanted = wire.read(LinkUse, body)
    chosen = Chosen(
        password=wire.reveal(wanted.password),
        totp_secret=wire.reveal(wanted.totp_secret),
        code=wire.reveal(wanted.code),
    )
    secret = doors.by_link(service.doors, wanted.secret.get_secret_value(), chosen, visitor=visitor)
    return _welcome(service.doors, secret)


@router.post("/link/look", response_model=LinkSight, dependencies=[public()], openapi_extra=described(LinkLook))
def look_at_link(service: Shared, body: JsonBody) -> LinkSight:
    """Tell what a one-time link will do, without using it up."""
    wanted = wire.read(LinkLook, body)
    with service.store.read(NOBODY) as tx:
        found = sessions.find_link(tx, wanted.secret.get_secret_value())
    if found is None:
        raise RefusalError("link_unusable")
    link, login = found
    invited = link.method == "invitation"
    offered = second_factor.new_secret() if invited else None
    return LinkSight(
        login=login,
        kind="invitation" if invited else "entry",
        two_factors=invited and service.doors.two_factors,
        totp_secret=offered,
        totp_address=None if offered is None else second_factor.provisioning_address(offered, login=login),
    )


@router.get("/provider", status_code=303, response_class=RedirectResponse, dependencies=[public()])
def leave_for_provider(service: Shared, request: Request) -> Response:
    """Go to the identity provider to sign in; nobody is sent there by another site, to come back signed in unasked."""
    if guard.is_foreign(request.headers):
        raise RefusalError("foreign_origin")
    here = service.doors
    departure = doors.sign_on_of(here).begin(
        returning=here.returning, key=here.flow_key, correlation_id=identifying.correlation_of(request)
    )
    answer = RedirectResponse(departure.address, status_code=303)
    name = identifying.guarded(FLOW_COOKIE, encrypted=here.encrypted)
    answer.set_cookie(name, departure.cookie, max_age=600, secure=here.encrypted, httponly=True, samesite="lax")
    return answer


@router.get("/provider/return", status_code=303, response_class=RedirectResponse, dependencies=[public()])
def return_from_provider(service: Shared, visitor: AtTheDoor, request: Request) -> Response:
    """Come back from the identity provider."""
    here = service.doors
    name = identifying.guarded(FLOW_COOKIE, encrypted=here.encrypted)
    cookie = request.cookies.get(name, "")
    try:
        secret = doors.by_provider(here, answer=dict(request.query_params), cookie=cookie, visitor=visitor)
    except RefusalError as error:
        if error.kind not in {"provider_refused", "provider_down"}:
            raise
        answer = RedirectResponse(REFUSED, status_code=303)
    else:
        answer = RedirectResponse("/", status_code=303)
        _set_cookie(here, answer, secret)
    answer.delete_cookie(name, secure=here.encrypted, httponly=True, samesite="lax")
    return answer


@router.get("")
def list_sessions(identity: OwnSession, service: Shared) -> list[SessionEntry]:
    """List where one is signed in, the latest first."""
    assert identity.session is not None
    with service.store.read(identity.actor) as tx:
        found = sessions.list_sessions(tx)
    return [wire.session_entry(one, current=one.id == identity.session.id) for one in found]


@router.get("/current")
def get_current(identity: SignedIn, service: Shared, request: Request) -> wire.Account:
    """Tell who is signed in, and what has to go with commands."""
    secret = request.cookies.get(identifying.cookie_name(encrypted=service.doors.encrypted), "")
    token = None if identity.session is None else credentials.csrf_token(secret)
    return wire.account(identity.actor, csrf_token=token, navigation=service.settings.navigation)


@router.delete("/current", status_code=204)
def sign_out(identity: OwnSession, service: Shared) -> Response:
    """Sign out."""
    assert identity.session is not None
    with service.store.write(identity.actor) as tx:
        sessions.end_session(tx, identity.session.id)
    encrypted = service.doors.encrypted
    answer = Response(status_code=204, headers={"Clear-Site-Data": '"cache", "storage"'})
    name = identifying.cookie_name(encrypted=encrypted)
    answer.delete_cookie(name, secure=encrypted, httponly=True, samesite="lax")
    return answer


@router.delete("/{key}", status_code=204)
def end_session(identity: OwnSession, service: Shared, key: str) -> Response:
    """End a session of one's own, wherever it is."""
    with service.store.write(identity.actor) as tx:
        sessions.end_session(tx, key)
    return Response(status_code=204)


def _welcome(here: Doors, secret: str) -> Response:
    answer = JSONResponse(Entered(csrf_token=credentials.csrf_token(secret)).model_dump(), status_code=201)
    _set_cookie(here, answer, secret)
    return answer


def _set_cookie(here: Doors, answer: Response, secret: str) -> None:
    """Hand out a session's secret: out of reach of scripts, and gone with the browser."""
    name = identifying.cookie_name(encrypted=here.encrypted)
    answer.set_cookie(name, secret, path="/", secure=here.encrypted, httponly=True, samesite="lax")
