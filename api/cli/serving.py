"""``hemrutt serve``: the service and its page."""

from __future__ import annotations

import datetime as dt
import gc
import ipaddress
import os
import socket
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from api.cli.refusals import RefusedError
from api.cli.session import Session
from scheduler import clock, files

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from api.outputs import Rendered
    from api.settings import Settings
    from api.store import Store, Transaction
    from scheduler.day import Day
    from scheduler.plan import Plan
    from scheduler.roster import Roster

HostOption = Annotated[str, typer.Option(help="cli.option.host")]
_BACKLOG: Final = 2048
_COLLECT_AFTER: Final = (50_000, 20, 50)
"""Objects more than before until the youngest are looked through; times of that until the older are, and then all."""

_PATIENCE_S: Final = 4
"""Seconds that answers under way have once the service is told to stop; streams never end by themselves."""

PortOption = Annotated[int, typer.Option(min=0, max=65_535, help="cli.option.port")]


def serve_command(
    context: typer.Context,
    *,
    host: HostOption = "127.0.0.1",
    port: PortOption = 8000,
    open_to_network: Annotated[bool, typer.Option("--open-to-network", help="cli.option.open_to_network")] = False,
    database: Annotated[str | None, typer.Option(help="cli.option.database", metavar="URL")] = None,
    executor: Annotated[str, typer.Option(help="cli.option.executor", metavar="local|dask://HOST:PORT")] = "local",
) -> None:
    """Serve until interrupted."""
    session: Session = context.obj
    guarded = session.settings.encrypted or session.settings.trusted_network
    if not (_is_loopback(host) or (open_to_network and guarded)):
        raise RefusedError("open_host", place=host)
    settings = replace(session.settings, database=database or session.settings.database, executor=executor)
    serve(replace(session, settings=settings), host=host, port=port)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A day with its plan, its team's registry and the days before it, to be there when the service starts."""

    day: Mapping[str, Any]
    made: Rendered
    roster: Roster
    past: Sequence[Past] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """A day that is over: as it was planned, with what was told of it (`hemrutt-events/1`)."""

    day: Day
    plan: Plan
    told: Sequence[Mapping[str, str]]


def serve(session: Session, *, host: str = "127.0.0.1", port: int = 8000, shown: Shown | None = None) -> None:
    """Serve on an address until interrupted, with a plan to show if there is one."""
    # The service takes most of a second to import, which those who only plan need not wait for.
    import uvicorn  # noqa: PLC0415

    from api.access.oidc.provider import ProviderError  # noqa: PLC0415
    from api.access.owner import make_owner_link  # noqa: PLC0415
    from api.app import create_app  # noqa: PLC0415
    from api.connections import TimelyProtocol  # noqa: PLC0415
    from api.executors import ExecutorError  # noqa: PLC0415
    from api.observing.logs import log_as_json  # noqa: PLC0415
    from api.service import make_service  # noqa: PLC0415

    if session.settings.json_logs:
        log_as_json()
    if not clock.knows_changes():
        raise RefusedError("no_time_zones")
    listening = _listen(host, port)
    settings = _come_to(session.settings, host=host, port=listening.getsockname()[1])
    try:
        service = make_service(settings)
    except ExecutorError as error:
        raise RefusedError("executor", place=str(error)) from None
    except ProviderError as error:
        raise RefusedError("bad_provider", place=str(settings.provider), why=error) from None
    if shown is not None:
        _keep(service.store, shown)
    config = uvicorn.Config(
        create_app(service),
        http=TimelyProtocol,
        access_log=False,
        server_header=False,
        log_level="warning",
        log_config=None if settings.json_logs else uvicorn.config.LOGGING_CONFIG,
        backlog=_BACKLOG,
        proxy_headers=settings.encrypted,
        timeout_graceful_shutdown=_PATIENCE_S,
    )
    session.tell(session.say("serving", address=f"{settings.origin}/"))
    if _is_loopback(host) and not settings.encrypted:
        session.tell(session.say("entry_link", address=service.doors.link_address(make_owner_link(service.store))))
    with collecting_seldom():
        uvicorn.Server(config).run(sockets=[listening])


@contextmanager
def collecting_seldom() -> Iterator[None]:
    """Let a process that serves look for garbage less often, until it serves no more.

    What is imported by now stays for good, and what a request makes of a day goes by itself: looking through all that
    is kept, for garbage that was never found, held every other call for plans up for 0.1 s.
    """
    before = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(*_COLLECT_AFTER)
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()


def _come_to(settings: Settings, *, host: str, port: int) -> Settings:
    """Add how people reach an address that the service listens on, unless that is known."""
    settings = replace(settings, hosts=(*settings.hosts, host))
    named = f"[{host}]" if ":" in host else host
    return settings if settings.encrypted else replace(settings, origin=f"http://{named}:{port}")


def _listen(host: str, port: int) -> socket.socket:
    """Listen on a socket that says it is TCP: asyncio sends without delay only on those that do."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        if os.name == "posix":
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((host, port))
        listening.listen(_BACKLOG)
    except OSError:
        listening.close()
        raise
    return listening


def _keep(store: Store, shown: Shown) -> None:
    """Keep what is shown, with the plan in force."""
    from api.access.actor import SERVICE  # noqa: PLC0415 (as above)
    from api.filling import fill  # noqa: PLC0415
    from api.store import days, plans  # noqa: PLC0415
    from api.store.plans import NewVersion, Rendering  # noqa: PLC0415

    with store.write(SERVICE) as tx:
        fill(tx, shown.roster)
        for past in shown.past:
            keep_past(tx, past)
        key = days.add_day(tx, files.parse_day(shown.day, file="day"), shown.day)
        day = days.get_day(tx, key)
        first = NewVersion(day=shown.day, plan=shown.made.plan, origin="demo")
        plan = plans.get_plan(tx, plans.add_plan(tx, team=day.team, day=key, first=first))
        plans.add_rendering(tx, plan.version_id, Rendering(geojson=shown.made.geojson, page=shown.made.page))
        plans.set_state(tx, plan, "published")


def keep_past(tx: Transaction, past: Past) -> None:
    """Keep a day that is over, of a team whose registry is there."""
    from api.store import days, events, plans  # noqa: PLC0415 (as above)
    from scheduler.making import bygone  # noqa: PLC0415

    document = files.day_document(past.day)
    key = days.add_day(tx, past.day, document)
    team = days.get_day(tx, key).team
    first = plans.NewVersion(day=document, plan=files.plan_document(past.plan), origin="demo")
    plan = plans.get_plan(tx, plans.add_plan(tx, team=team, day=key, first=first))
    patients = {visit.id: visit.patient for visit in past.day.visits}
    for told in past.told:
        happened_us = round(dt.datetime.fromisoformat(told["time"]).timestamp() * 1e6)
        patient = patients[told["visit"]]
        new = events.NewEvent(kind=told["event"], happened_us=happened_us, document=told, patient=patient)
        events.add_event(tx, plan, new)
    events.set_statuses(tx, plan, {told["visit"]: bygone.OUTCOMES[told["event"]] for told in past.told})
    plans.set_state(tx, plan, "closed")


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
