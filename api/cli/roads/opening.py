"""A network of the session's folder; ``notices`` tells where opening it went not quite as it should."""

from __future__ import annotations

from api.cli.session import Session
from maps.network import Mode, RoadNetwork
from maps.storage import library


def open_network(session: Session, name: str, *, mode: Mode) -> RoadNetwork:
    """Open a network; raises RoadsError as ``library.open_network``."""
    return library.open_network(name, mode=mode, folder=session.settings.roads)
