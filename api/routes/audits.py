"""The audit: what was done with a patient's data, and spot checks of what was done in a team."""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal

import sqlalchemy as sa
from fastapi import APIRouter, Response
from pydantic import Field

from api.access.actor import Actor
from api.access.requiring import require
from api.access.roles import Permission
from api.access.wire import described
from api.bodies import IdempotencyKey, JsonBody
from api.errors import RefusalError
from api.service import Shared
from api.store import Transaction, checks
from api.store.audit import extract
from api.store.checks import Check
from api.store.errors import NotFoundError
from api.store.replies import Reply
from api.store.teams import StoredTeam, find_team
from api.wire import Wire
from scheduler import files

router = APIRouter(prefix="/api/audit", tags=["audit"])

Reader = Annotated[Actor, require(Permission.AUDIT_READ)]
Checker = Annotated[Actor, require(Permission.AUDIT_CHECK)]

_DAY_US: Final = 24 * 3_600 * 1_000_000


class AuditEntry(Wire):
    """One entry: when (microseconds UTC), who with which roles, what, and about what."""

    seq: int
    at_us: int
    user: str
    name: str
    roles: str
    action: str
    subject: str
    reason: str | None


class ExtractOrder(Wire):
    """Whose entries are asked for; in a body, so that no patient is named in an address."""

    team: str = Field(min_length=1, max_length=200)
    patient: str = Field(min_length=1, max_length=200)


class CheckOrder(Wire):
    """How many entries of a team to draw, and from how far back."""

    team: str = Field(min_length=1, max_length=200)
    days: int = Field(default=30, ge=1, le=2_000)
    count: int = Field(default=20, ge=1, le=500)


class Finding(Wire):
    """What a check found; a remark names no patient."""

    outcome: Literal["in_order", "followed_up"]
    remark: str | None = Field(default=None, max_length=2_000)


class CheckEntry(Wire):
    """A spot check with the entries drawn, out of how many; ``outcome`` once it is signed."""

    id: str
    among: int
    entries: list[AuditEntry]
    outcome: Literal["in_order", "followed_up"] | None
    remark: str | None
    signed_by: str | None


@router.post("/extracts", response_model=list[AuditEntry], openapi_extra=described(ExtractOrder))
def post_extract(caller: Reader, service: Shared, body: JsonBody) -> list[AuditEntry]:
    """List who did what with a patient's data in a team, the oldest first; the listing is an entry itself."""
    wanted = files.validate_whole(ExtractOrder, body.document, file="order")
    with service.store.write(caller) as tx:
        team = _find(tx, wanted.team, Permission.AUDIT_READ)
        tx.audit("audit:extract", team=team.id, subject=f"patient:{wanted.patient}", patient=wanted.patient)
    with service.store.read(caller) as tx:
        return [_entry(row) for row in extract(tx.connection, wanted.patient, team=team.id)]


@router.post("/checks", status_code=201, response_model=CheckEntry, openapi_extra=described(CheckOrder))
def post_check(caller: Checker, service: Shared, body: JsonBody, idempotency_key: IdempotencyKey = None) -> Response:
    """Draw entries of a team by lot, for somebody to look at."""
    wanted = files.validate_whole(CheckOrder, body.document, file="order")

    def draw(tx: Transaction) -> Reply:
        team = _find(tx, wanted.team, Permission.AUDIT_CHECK)
        check = checks.draw(tx, team.id, since_us=tx.now_us - wanted.days * _DAY_US, count=wanted.count)
        entry = _show(tx, check).model_dump(mode="json")
        return Reply(status=201, document=entry, headers={"Location": f"/api/audit/checks/{check.id}"})

    return service.carry_out(caller, draw, body=body, key=idempotency_key)


@router.get("/checks/{key}")
def get_check(caller: Checker, service: Shared, key: str) -> CheckEntry:
    """Give a check with the entries it drew."""
    with service.store.read(caller) as tx:
        check = checks.get_check(tx, key)
        found = _show(tx, check)
    service.store.record(caller, action="check:read", team=check.team, subject=f"check:{key}")
    return found


@router.put("/checks/{key}/finding", response_model=CheckEntry, openapi_extra=described(Finding))
def put_finding(caller: Checker, service: Shared, key: str, body: JsonBody) -> CheckEntry:
    """Sign a check with what it found, once."""
    found = files.validate_whole(Finding, body.document, file="finding")
    with service.store.write(caller) as tx:
        signed = checks.sign(tx, key, outcome=found.outcome, remark=found.remark)
        if signed is None:
            raise RefusalError("signed_before")
        return _show(tx, signed)


def _find(tx: Transaction, key: str, permission: Permission) -> StoredTeam:
    try:
        return find_team(tx, key, permission)
    except NotFoundError:
        raise RefusalError("unknown_reference") from None


def _show(tx: Transaction, check: Check) -> CheckEntry:
    entries = [_entry(row) for row in checks.entries_of(tx, check)]
    told = {name: getattr(check, name) for name in ("id", "among", "outcome", "remark", "signed_by")}
    return CheckEntry(entries=entries, **told)


def _entry(row: sa.Row[Any]) -> AuditEntry:
    return AuditEntry(**{name: getattr(row, name) for name in AuditEntry.model_fields})
