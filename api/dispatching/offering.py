"""Calls offered anew by themselves: as soon as a plan changes or something happens, beside what people ask for."""

from __future__ import annotations

import logging
import threading
from typing import Final

from api.access.actor import SERVICE
from api.dispatching.calling import Answering, unread, waiting_of
from api.dispatching.outlooks import Outlooks
from api.errors import RefusalError
from api.store import calls
from api.store.errors import BusyError, NotFoundError, StorageDownError, StorageFullError
from scheduler import waiting

LOG: Final = logging.getLogger("hemrutt.calls")


class Offering:
    """Looks again for places for the open calls of plans that it is told of, and for alerts, one plan at a time."""

    def __init__(self, answering: Answering, outlooks: Outlooks) -> None:
        self._answering, self._outlooks = answering, outlooks
        self._plans: dict[str, None] = {}  # in the order in which they were told of, each once
        self._at_work, self._closed = False, False
        self._changed = threading.Condition()
        self._thread = threading.Thread(target=self._serve, name="offering", daemon=True)
        self._thread.start()

    def look_again(self, plan: str) -> None:
        """Look for places in a plan that has changed; once, however often it changes until then."""
        with self._changed:
            self._plans[plan] = None
            self._changed.notify_all()

    def settle(self) -> None:
        """Wait until all that was asked for is done."""
        with self._changed:
            self._changed.wait_for(lambda: not self._plans and not self._at_work)

    def close(self) -> None:
        """End once all that was asked for is done."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
        self._thread.join(timeout=10)

    def _serve(self) -> None:
        while (plan := self._next()) is not None:
            try:
                offer_anew(self._answering, plan)
                self._outlooks.tell_alerts(plan)
            except (BusyError, NotFoundError, RefusalError, StorageDownError, StorageFullError):
                pass  # nobody waits for this; the next change, or whoever opens the call, looks again
            except Exception as error:  # noqa: BLE001 (whatever it was, the calls of other plans are still to be offered)
                LOG.error("offering calls anew failed: %s", type(error).__name__)  # noqa: TRY400 (words may name people)

    def _next(self) -> str | None:
        """Wait for a plan to look at; None once there is none and will be none."""
        with self._changed:
            self._at_work = False
            self._changed.notify_all()
            self._changed.wait_for(lambda: self._plans or self._closed)
            plan = next(iter(self._plans), None)
            if plan is not None:
                del self._plans[plan]
                self._at_work = True
            return plan


def offer_anew(answering: Answering, plan: str) -> None:
    """Answer all open calls of a plan once more, the most urgent first; the desk stays ready for the next one."""
    standing = answering.stand(SERVICE, plan)
    at = standing.sight(None, answering.store.clock())
    answering.standings.desk(standing, at)
    with answering.store.read(SERVICE) as tx:
        found = {call.id: call for call in calls.list_calls(tx, plan)}
    read = [(call, unread(answering, standing, call)) for call in found.values()]
    room = [waiting_of(call, one) for call, one in read if one is not None]
    order = waiting.in_order(room) if at is None else waiting.to_offer_anew(room, at=at)
    for one in order:
        try:
            answer = answering.answer(standing, one.call, at)
            with answering.store.write(SERVICE) as tx:
                state: calls.State = "offered" if answer["offers"] else "waiting"
                calls.change_call(tx, found[one.key], state=state, answer=answer, action="call:offer")
        except (BusyError, StorageDownError, StorageFullError):
            raise
        except (NotFoundError, RefusalError):
            continue  # somebody answered or changed it meanwhile, or asked for what there is no more
        except Exception as error:  # noqa: BLE001 (whatever it was, the calls behind it are still to be offered)
            LOG.error("offering a call anew failed: %s", type(error).__name__)  # noqa: TRY400 (words may name people)
