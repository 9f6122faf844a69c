"""Webhooks: addresses that are told when a team's plans and jobs change."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter
from pydantic import Field

from api.access.actor import Actor
from api.access.requiring import require
from api.access.roles import Permission
from api.errors import RefusalError
from api.service import Shared
from api.store import webhooks
from api.store.errors import NotFoundError
from api.webhooks.addresses import LONGEST, AddressError, read_target
from api.wire import Wire

router = APIRouter(prefix="/api/webhooks", tags=["webhooks"])

Administrator = Annotated[Actor, require(Permission.TEAMS_WRITE)]


class WebhookOrder(Wire):
    """Whom to tell of which team."""

    team: Annotated[str, Field(min_length=1, max_length=100)] = Field(description="key of the team")
    url: Annotated[str, Field(min_length=1, max_length=LONGEST)] = Field(
        description="of a host that the service's settings list"
    )


class WebhookEntry(Wire):
    """An address that is told."""

    id: str
    team: str
    url: str


class NewWebhook(WebhookEntry):
    """An address that is told from now on."""

    secret: str = Field(description="what deliveries are signed with; told this once")


@router.post("", status_code=201)
def post_webhook(caller: Administrator, service: Shared, order: WebhookOrder) -> NewWebhook:
    """Have an address told of a team's plans and jobs."""
    try:
        read_target(order.url, service.settings)
    except AddressError as error:
        raise RefusalError("unknown_reference", subject="address") from error
    try:
        with service.store.write(caller) as tx:
            hook, secret = webhooks.add_webhook(tx, team=order.team, url=order.url, key=service.store.seal_key)
    except NotFoundError as error:
        raise RefusalError("unknown_reference") from error
    return NewWebhook(**asdict(hook), secret=secret)


@router.get("")
def list_webhooks(caller: Administrator, service: Shared) -> list[WebhookEntry]:
    """List the addresses that are told."""
    with service.store.read(caller) as tx:
        return [WebhookEntry(**asdict(hook)) for hook in webhooks.list_webhooks(tx)]


@router.delete("/{key}", status_code=204)
def delete_webhook(caller: Administrator, service: Shared, key: str) -> None:
    """Tell an address nothing any more."""
    with service.store.write(caller) as tx:
        webhooks.remove_webhook(tx, key)
