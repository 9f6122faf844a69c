"""What maps/ logs where it has nobody to tell, said to the user in their language."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Iterator
from typing import Final

from api.cli import refusals
from api.cli.session import Session
from maps.errors import RoadsError

_LOGGER: Final = "hemrutt.roads"


@contextlib.contextmanager
def told(session: Session) -> Iterator[None]:
    """Tell of roads that are not quite what was asked for, for as long as a command runs; each thing once."""
    handler = _Handler(session)
    logger = logging.getLogger(_LOGGER)
    logger.addHandler(handler)
    try:
        yield
    finally:
        logger.removeHandler(handler)


class _Handler(logging.Handler):
    def __init__(self, session: Session) -> None:
        super().__init__(logging.WARNING)
        self._session = session
        self._told: set[str] = set()

    def emit(self, record: logging.LogRecord) -> None:
        """Tell of an error of roads."""
        error = record.args[0] if isinstance(record.args, tuple) and record.args else None
        if not isinstance(error, RoadsError) or str(error) in self._told:
            return
        self._told.add(str(error))
        for complaint in refusals.to_complaints(self._session, error):
            self._session.tell(f"{complaint.cause} {complaint.action}", style="yellow")
