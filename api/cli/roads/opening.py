"""A network opened for a person, who is told in their language where that went not quite as it should."""

from __future__ import annotations

from typing import Final

from api.cli import refusals
from api.cli.session import Session
from maps.errors import RoadsError
from maps.network import Mode, RoadNetwork
from maps.storage import library

_MADE: Final = "made-"


def open_network(session: Session, name: str, *, mode: Mode) -> RoadNetwork:
    """Open a network of the session's folder; raises RoadsError as ``library.open_network``."""

    def warn(error: RoadsError) -> None:
        for complaint in refusals.to_complaints(session, error):
            session.tell(f"{complaint.cause} {complaint.action}", style="yellow")

    return library.open_network(name, mode=mode, folder=session.settings.roads, warn=warn)
