"""How often one may try to sign in: five times at once, then after ever longer waits, and never locked out for good.

Attempts are counted for an account from an address, for the address whatever the account (a list of stolen
passwords), and for the account wherever from (many addresses). An attempt counts before its password is looked at,
so that many at once count as many.
"""

from __future__ import annotations

import ipaddress
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

FORGOTTEN_S: Final = 15 * 60.0
"""Seconds without an attempt after which nothing is remembered."""

_KEPT: Final = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class _Bound:
    free: int
    longest_s: float


_PAIR: Final = _Bound(free=5, longest_s=300)
_ADDRESS: Final = _Bound(free=30, longest_s=60)
_ACCOUNT: Final = _Bound(free=50, longest_s=10)
"""Those who attack an account from everywhere must not keep its owner out for long."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Count:
    tries: int
    last_s: float


_Key = tuple[str, ...]


class Attempts:
    """Counts attempts, in this process; every method may be called from any thread.

    Parameters
    ----------
    clock
        Seconds that only grow.
    """

    def __init__(self, clock: Callable[[], float], *, kept: int = _KEPT) -> None:
        self._clock = clock
        self._kept = kept
        self._counts: OrderedDict[_Key, _Count] = OrderedDict()
        self._lock = threading.Lock()

    def take(self, *, account: str, address: str) -> float:
        """Count one more attempt and give 0, or give the seconds to wait before the next and count nothing."""
        with self._lock:
            now = self._clock()
            bounds = _bounds(account, address)
            wait_s = max(self._wait_s(key, bound, now) for key, bound in bounds.items())
            if wait_s > 0:
                return wait_s
            for key in bounds:
                self._count(key, now)
            return 0.0

    def succeed(self, *, account: str, address: str) -> None:
        """Forget what was counted for the account; what was for the address stays, whoever else tries from there."""
        with self._lock:
            for key, bound in _bounds(account, address).items():
                if bound is not _ADDRESS:
                    self._counts.pop(key, None)

    def _wait_s(self, key: _Key, bound: _Bound, now: float) -> float:
        count = self._counts.get(key)
        if count is None or now - count.last_s >= FORGOTTEN_S or count.tries < bound.free:
            return 0.0
        pause_s = min(bound.longest_s, 2.0 ** min(count.tries - bound.free + 1, 20))
        return max(0.0, count.last_s + pause_s - now)

    def _count(self, key: _Key, now: float) -> None:
        count = self._counts.pop(key, None)
        tries = 0 if count is None or now - count.last_s >= FORGOTTEN_S else count.tries
        self._counts[key] = _Count(tries=tries + 1, last_s=now)
        if len(self._counts) > self._kept:
            self._counts.popitem(last=False)


def _bounds(account: str, address: str) -> dict[_Key, _Bound]:
    login, network = account.casefold(), _network(address)
    return {("pair", login, network): _PAIR, ("address", network): _ADDRESS, ("account", login): _ACCOUNT}


def _network(address: str) -> str:
    """Give what one subscriber has: an IPv4 address, the first 64 bits of an IPv6 one."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if parsed.version == 4:
        return str(parsed)
    return str(ipaddress.ip_network((int(parsed) >> 64 << 64, 64)))
