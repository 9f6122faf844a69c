"""Idempotency keys: a command sent twice with the same key is carried out once and answered twice the same.

Follows the IETF draft *The Idempotency-Key HTTP Header Field*: another body under a used key is refused with 422,
a key whose first request is still being answered with 409. Kept in memory, the oldest forgotten first.
"""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from starlette.responses import Response

from api.errors import RefusalError


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reply:
    fingerprint: bytes
    response: Response | None = None


class Replies:
    """The replies given under idempotency keys."""

    def __init__(self, size: int = 1000) -> None:
        self._size = size
        self._replies: OrderedDict[str, _Reply] = OrderedDict()
        self._lock = threading.Lock()

    def once(self, key: str | None, body: bytes, make: Callable[[], Response]) -> Response:
        """Make a reply, or give the one already made under this key for this body.

        Raises
        ------
        RefusalError
            ``key_reused`` or ``key_in_use``.
        """
        if key is None:
            return make()
        fingerprint = hashlib.sha256(body).digest()
        known = self._claim(key, fingerprint)
        if known is not None:
            return known
        try:
            response = make()
        except BaseException:
            with self._lock:
                self._replies.pop(key, None)
            raise
        with self._lock:
            self._replies[key] = _Reply(fingerprint=fingerprint, response=response)
        return response

    def _claim(self, key: str, fingerprint: bytes) -> Response | None:
        with self._lock:
            known = self._replies.get(key)
            if known is None:
                self._replies[key] = _Reply(fingerprint=fingerprint)
                while len(self._replies) > self._size:
                    self._replies.popitem(last=False)
                return None
        if known.fingerprint != fingerprint:
            raise RefusalError("key_reused")
        if known.response is None:
            raise RefusalError("key_in_use", headers={"Retry-After": "1"})
        return known.response
