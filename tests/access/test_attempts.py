"""How often one may try."""

from __future__ import annotations

import pytest

from api.access.attempts import FORGOTTEN_S, Attempts


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def take_until_refused(attempts: Attempts, *, account: str, address: str) -> int:
    count = 0
    while attempts.take(account=account, address=address) == 0:
        count += 1
    return count


def test_five_at_once_then_ever_longer_waits(clock: Clock) -> None:
    attempts = Attempts(clock)
    assert take_until_refused(attempts, account="a", address="192.0.2.1") == 5
    waits = []
    for _ in range(10):
        waits.append(attempts.take(account="a", address="192.0.2.1"))
        clock.now += waits[-1]
        assert attempts.take(account="a", address="192.0.2.1") == 0
    assert waits == [2, 4, 8, 16, 32, 64, 128, 256, 300, 300]


def test_others_are_not_kept_waiting(clock: Clock) -> None:
    attempts = Attempts(clock)
    take_until_refused(attempts, account="a", address="192.0.2.1")
    assert attempts.take(account="b", address="192.0.2.1") == 0
    assert attempts.take(account="a", address="192.0.2.2") == 0


def test_a_list_of_accounts_from_one_address_is_slowed_down(clock: Clock) -> None:
    attempts = Attempts(clock)
    taken = sum(attempts.take(account=f"user-{n}", address="192.0.2.1") == 0 for n in range(100))
    assert taken == 30


def test_one_account_from_many_addresses_is_slowed_down_but_its_owner_not_for_long(clock: Clock) -> None:
    attempts = Attempts(clock)
    waits = [attempts.take(account="a", address=f"192.0.2.{n}") for n in range(100)]
    assert waits.count(0) == 50
    assert max(waits) <= 10


def test_a_subscriber_has_many_addresses_of_ipv6(clock: Clock) -> None:
    attempts = Attempts(clock)
    taken = sum(attempts.take(account="a", address=f"2001:db8::{n:x}") == 0 for n in range(20))
    assert taken == 5


def test_how_an_account_is_written_makes_no_difference(clock: Clock) -> None:
    attempts = Attempts(clock)
    taken = sum(attempts.take(account=name, address="192.0.2.1") == 0 for name in ("Anna", "anna", "ANNA") * 3)
    assert taken == 5


def test_success_forgets_the_account_but_not_the_address(clock: Clock) -> None:
    attempts = Attempts(clock)
    for n in range(25):
        attempts.take(account=f"user-{n}", address="192.0.2.1")
    assert take_until_refused(attempts, account="a", address="192.0.2.1") == 5
    attempts.succeed(account="a", address="192.0.2.1")
    assert attempts.take(account="a", address="192.0.2.2") == 0
    assert attempts.take(account="a", address="192.0.2.1") > 0


def test_everything_is_forgotten_after_a_while_and_nothing_grows_for_ever(clock: Clock) -> None:
    attempts = Attempts(clock, kept=30)
    take_until_refused(attempts, account="a", address="192.0.2.1")
    clock.now += FORGOTTEN_S
    assert take_until_refused(attempts, account="a", address="192.0.2.1") == 5
    for n in range(100):
        attempts.take(account=f"user-{n}", address=f"198.51.100.{n}")
    assert len(attempts._counts) == 30
