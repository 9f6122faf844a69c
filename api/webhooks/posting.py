"""One delivery over HTTP: to the address that was looked at, within a bounded time, following nobody elsewhere."""

from __future__ import annotations

import http.client
import socket
import ssl
import threading
from collections.abc import Mapping
from typing import Final

from api.webhooks.addresses import Target

PATIENCE_S: Final = 10.0

_FAULTS: Final = (OSError, http.client.HTTPException, ValueError)


class _Pinned(http.client.HTTPConnection):
    """A connection to an address that was chosen before; the name is only told, and checked by TLS."""

    def __init__(self, target: Target, address: str, *, patience_s: float) -> None:
        super().__init__(target.host, target.port, timeout=patience_s)
        self._target = target
        self._address = address

    def connect(self) -> None:
        """Connect to the address, and see by its certificate that the name is its own."""
        self.sock = socket.create_connection((self._address, self._target.port), timeout=self.timeout)
        if self._target.encrypted:
            context = ssl.create_default_context()
            self.sock = context.wrap_socket(self.sock, server_hostname=self._target.host)


def post(
    target: Target, address: str, body: bytes, headers: Mapping[str, str], *, patience_s: float = PATIENCE_S
) -> int | None:
    """Post a body and give the status of the answer, None where there is none in time; its body is not read."""
    connection = _Pinned(target, address, patience_s=patience_s)
    # A receiver that sends a byte now and then would hold on to each read's patience for ever.
    ending = threading.Timer(patience_s, _cut, args=(connection,))
    ending.daemon = True
    ending.start()
    try:
        connection.request("POST", target.path, body=body, headers=dict(headers))
        return connection.getresponse().status
    except _FAULTS:
        return None
    finally:
        ending.cancel()
        connection.close()


def _cut(connection: http.client.HTTPConnection) -> None:
    taken = connection.sock
    if taken is not None:
        try:
            taken.shutdown(socket.SHUT_RDWR)
        except OSError:
            return
