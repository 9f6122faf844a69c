"""The thread that delivers what the store has put down for webhooks."""

from __future__ import annotations

import logging
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Final

from api.access.actor import SERVICE
from api.settings import Settings
from api.store import Store, deliveries
from api.store.deliveries import Delivery
from api.store.errors import BusyError, StorageDownError, StorageFullError
from api.webhooks.addresses import AddressError, Resolve, pick_address, read_target, resolve
from api.webhooks.posting import PATIENCE_S, post
from api.webhooks.signing import HEADER, sign

LOG: Final = logging.getLogger("hemrutt.webhooks")

_LOOK_S: Final = 1.0
_HANDS: Final = 4


class Sender:
    """Delivers from a thread of its own; there is none where the settings allow no address."""

    def __init__(
        self, store: Store, settings: Settings, *, ask: Resolve = resolve, patience_s: float = PATIENCE_S
    ) -> None:
        self._store = store
        self._settings = settings
        self._ask = ask
        self._patience_s = patience_s
        self._closed = threading.Event()
        self._thread = threading.Thread(target=self._serve, name="webhooks", daemon=True)
        if settings.webhook_hosts or settings.webhook_origins:
            self._thread.start()

    def close(self) -> None:
        """Deliver no more; an attempt under way is made again by whoever opens the store next."""
        self._closed.set()
        if self._thread.is_alive():
            self._thread.join(timeout=2)

    def send_due(self) -> int:
        """Deliver what is due and give how many attempts were made."""
        with self._store.read(SERVICE) as tx:
            if not deliveries.are_due(tx):
                return 0
        with self._store.write(SERVICE) as tx:
            taken = deliveries.claim(tx, limit=_HANDS)
        with ThreadPoolExecutor(_HANDS, thread_name_prefix="webhook") as hands:
            list(hands.map(self._deliver, taken))
        return len(taken)

    def _serve(self) -> None:
        while not self._closed.is_set():
            try:
                sent = self.send_due()
            except (BusyError, StorageDownError, StorageFullError):
                sent = 0
            if not sent:
                self._closed.wait(_LOOK_S)

    def _deliver(self, delivery: Delivery) -> None:
        status = self._attempt(delivery)
        with self._store.write(SERVICE) as tx:
            state = deliveries.settle(tx, delivery, status)
        told = {"event": "delivery", "status": status or 0, "attempt": delivery.attempts, "kind": state}
        LOG.info("delivery: %(kind)s at attempt %(attempt)d, answer %(status)d", told, extra=told)

    def _attempt(self, delivery: Delivery) -> int | None:
        body = delivery.text.encode()
        headers = {
            "Content-Type": "application/json",
            "User-Agent": "hemrutt",
            "Hemrutt-Delivery": delivery.id,
            HEADER: sign(body, secret=delivery.secret, at_s=self._store.clock() // 1_000_000),
        }
        try:
            target = read_target(delivery.url, self._settings)
            address = pick_address(target, ask=self._ask)
        except (AddressError, OSError):
            return None
        return post(target, address, body, headers, patience_s=self._patience_s)
