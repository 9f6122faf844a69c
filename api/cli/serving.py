"""``hemrutt serve``: the service and its page."""

from __future__ import annotations

import ipaddress
import socket
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.refusals import RefusedError
from api.cli.session import Session

if TYPE_CHECKING:
    from api.service import KeptPlan

HostOption = Annotated[str, typer.Option(help="cli.option.host")]
PortOption = Annotated[int, typer.Option(min=0, max=65_535, help="cli.option.port")]


def serve_command(
    context: typer.Context,
    *,
    host: HostOption = "127.0.0.1",
    port: PortOption = 8000,
    open_to_network: Annotated[bool, typer.Option("--open-to-network", help="cli.option.open_to_network")] = False,
) -> None:
    """Serve until interrupted."""
    session: Session = context.obj
    if not (_is_loopback(host) or open_to_network):
        raise RefusedError("open_host", place=host)
    serve(session, host=host, port=port)


def serve(session: Session, *, host: str = "127.0.0.1", port: int = 8000, plan: KeptPlan | None = None) -> None:
    """Serve on an address until interrupted, with a plan to show if there is one."""
    # The service takes most of a second to import, which those who only plan need not wait for.
    import uvicorn  # noqa: PLC0415

    from api.app import create_app  # noqa: PLC0415
    from api.service import make_service  # noqa: PLC0415

    settings = replace(session.settings, hosts=(*session.settings.hosts, host))
    service = make_service(settings)
    if plan is not None:
        service.plans.put(plan, size_bytes=len(plan.rendered.page))
    config = uvicorn.Config(
        create_app(service), host=host, port=port, access_log=False, server_header=False, log_level="warning"
    )
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.create_server((host, port), family=family, backlog=config.backlog)
    shown = f"[{host}]" if ":" in host else host
    session.tell(session.say("serving", address=f"http://{shown}:{listening.getsockname()[1]}/"))
    uvicorn.Server(config).run(sockets=[listening])


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
