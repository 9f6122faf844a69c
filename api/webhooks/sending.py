"""The threads that deliver what the store has put down for webhooks."""

from __future__ import annotations

import logging
import threading
from concurrent.futures import Future, ThreadPoolExecutor, wait
from typing import Final

from api.access import sealing
from api.access.actor import SERVICE
from api.settings import Settings
from api.store import Store, deliveries
from api.store.deliveries import Delivery
from api.store.errors import BusyError, StorageDownError, StorageFullError
from api.webhooks.addresses import Resolve, pick_address, read_target, resolve
from api.webhooks.posting import PATIENCE_S, post
from api.webhooks.signing import HEADER, sign

LOG: Final = logging.getLogger("hemrutt.webhooks")

_LOOK_S: Final = 1.0
_HANDS: Final = 4


class Sender:
    """Delivers from threads of its own, to each webhook one thing at a time; not where the settings allow no address.

    Nobody waits for a webhook that is slow, as long as not all of the ``_HANDS`` wait for one; then they take turns.
    """

    def __init__(
        self, store: Store, settings: Settings, *, ask: Resolve = resolve, patience_s: float = PATIENCE_S
    ) -> None:
        self._store = store
        self._settings = settings
        self._ask = ask
        self._patience_s = patience_s
        self._closed, self._woken = threading.Event(), threading.Event()
        self._hands = ThreadPoolExecutor(_HANDS, thread_name_prefix="webhook")
        self._under_way: dict[str, Future[None]] = {}
        self._turns: dict[str, int] = {}
        self._thread = threading.Thread(target=self._serve, name="webhooks", daemon=True)
        if settings.webhook_hosts or settings.webhook_origins:
            self._thread.start()

    def close(self) -> None:
        """Deliver no more; an attempt under way is made again by whoever opens the store next."""
        self._closed.set()
        self._woken.set()
        if self._thread.is_alive():
            self._thread.join(timeout=2)
        wait(self._under_way.values(), timeout=2)
        self._hands.shutdown(wait=False, cancel_futures=True)

    def send_due(self) -> int:
        """Deliver what is due and give how many attempts were made."""
        begun = self._begin_due()
        for attempt in begun:
            attempt.result()
        return len(begun)

    def _serve(self) -> None:
        while not self._closed.is_set():
            begun: list[Future[None]] = []
            try:
                begun = self._begin_due()
            except (BusyError, StorageDownError, StorageFullError):
                pass  # what is due is still due at the next look
            except Exception as error:  # noqa: BLE001 (whatever it was, what is due later is still to be delivered)
                LOG.error("looking for deliveries failed: %s", type(error).__name__)  # noqa: TRY400 (words may tell secrets)
            if not begun:
                self._woken.wait(_LOOK_S)
                self._woken.clear()

    def _begin_due(self) -> list[Future[None]]:
        """Begin to deliver what is due, as far as there are hands; a webhook that is being told something waits."""
        self._under_way = {webhook: attempt for webhook, attempt in self._under_way.items() if not attempt.done()}
        free = _HANDS - len(self._under_way)
        if not free:
            return []
        with self._store.read(SERVICE) as tx:
            if not deliveries.are_due(tx, beside=self._under_way):
                return []
        with self._store.write(SERVICE) as tx:
            taken = deliveries.claim(tx, limit=free, beside=self._under_way, turns=self._turns)
        return [self._begin(delivery) for delivery in taken]

    def _begin(self, delivery: Delivery) -> Future[None]:
        self._turns[delivery.webhook] = max(self._turns.values(), default=0) + 1
        attempt = self._under_way[delivery.webhook] = self._hands.submit(self._deliver, delivery)
        attempt.add_done_callback(self._note_end)
        return attempt

    def _note_end(self, attempt: Future[None]) -> None:
        error = None if attempt.cancelled() else attempt.exception()
        if error is not None:
            LOG.error("a delivery failed: %s", type(error).__name__)
        self._woken.set()

    def _deliver(self, delivery: Delivery) -> None:
        status = self._attempt(delivery)
        with self._store.write(SERVICE) as tx:
            state = deliveries.settle(tx, delivery, status)
        told = {"event": "delivery", "status": status or 0, "attempt": delivery.attempts, "kind": state}
        LOG.info("delivery: %(kind)s at attempt %(attempt)d, answer %(status)d", told, extra=told)

    def _attempt(self, delivery: Delivery) -> int | None:
        body = delivery.text.encode()
        secret = sealing.unseal(delivery.secret, key=self._store.seal_key, owner=delivery.webhook)
        if secret is None:
            return None
        headers = {
            "Content-Type": "application/json",
            "User-Agent": "hemrutt",
            "Hemrutt-Delivery": delivery.id,
            HEADER: sign(body, secret=secret, at_s=self._store.clock() // 1_000_000),
        }
        try:
            target = read_target(delivery.url, self._settings)
            address = pick_address(target, ask=self._ask)
        except (OSError, ValueError):  # no address, one that is not sent to, or a name that cannot be one
            return None
        return post(target, address, body, headers, patience_s=self._patience_s)
