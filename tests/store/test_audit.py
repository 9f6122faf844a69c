"""The audit's chain: what is done to it afterwards shows."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa

from api.access.actor import Actor
from api.store import Store, open_store
from api.store.anchor import EVERY_US, read_anchor
from api.store.audit import Head, extract
from api.store.errors import StoreError
from api.store.schema import AUDIT, TEAMS
from api.store.trimming import last_before, trim
from api.store.verifying import Broken, verify
from tests.store.conftest import KEY
from tests.store.tampering import KINDS, tamper


def _fill(store: Store, lead: Actor, *, entries: int = 5, stem: str = "s") -> None:
    for number in range(entries):
        with store.write(lead) as tx:
            tx.audit("try", team=None, subject=f"{stem}{number}", patients=["p1", "p2"])


def _verify(store: Store, lead: Actor, **options: object) -> list[Broken]:
    with store.read(lead) as tx:
        return list(verify(tx.connection, key=KEY, **options))  # type: ignore[arg-type]


def _end(store: Store, lead: Actor) -> Head:
    with store.read(lead) as tx:
        row = tx.connection.execute(sa.select(AUDIT.c.seq, AUDIT.c.hash).order_by(AUDIT.c.seq.desc()).limit(1)).one()
    return Head(seq=row.seq, hash=row.hash)


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_each_kind_of_tampering_shows(store: Store, lead: Actor, kind: str) -> None:
    _fill(store, lead)
    end = _end(store, lead)
    assert _verify(store, lead, anchors=[end]) == []
    tamper(store, kind)
    assert _verify(store, lead, anchors=[end]) != []


def test_only_the_anchor_shows_that_the_end_was_cut_off(store: Store, lead: Actor) -> None:
    _fill(store, lead)
    end = _end(store, lead)
    tamper(store, "cut_off")
    found = {broken.fault for broken in _verify(store, lead)}
    assert "end_missing" not in found
    assert Broken(seq=end.seq, fault="end_missing") in _verify(store, lead, anchors=[end])


def test_where_the_chain_is_another_than_the_anchor_noted_is_told(store: Store, lead: Actor) -> None:
    _fill(store, lead)
    noted = Head(seq=3, hash="0" * 64)
    assert _verify(store, lead, anchors=[noted]) == [Broken(seq=3, fault="not_as_noted")]


def test_that_the_end_was_forgotten_shows_without_the_anchor(store: Store, lead: Actor) -> None:
    _fill(store, lead)
    end = _end(store, lead)
    tamper(store, "forget_the_end")
    assert _verify(store, lead) == [Broken(seq=end.seq + 1, fault="end_missing")]


def test_another_database_in_its_place_is_refused(url: str, tmp_path: Path, lead: Actor) -> None:
    noted = tmp_path / "audit.anchor"
    other = open_store(f"sqlite:///{tmp_path / 'other.db'}", key=KEY, anchor=noted)
    _fill(other, lead, entries=2)
    other.close()
    with pytest.raises(StoreError, match="not_as_noted"):
        open_store(url, key=KEY, anchor=noted)


def test_the_anchor_is_written_at_most_once_a_minute_and_when_the_store_closes(
    open_here: Callable[..., Store], tmp_path: Path, lead: Actor
) -> None:
    noted = tmp_path / "audit.anchor"
    instant = [0]
    store = open_here(anchor=noted, clock=lambda: instant[0])
    seen = []
    for at_us in (0, EVERY_US - 1, EVERY_US):
        instant[0] = at_us
        with store.write(lead) as tx:
            tx.audit("try", team=None, subject=f"at{at_us}")
        head = read_anchor(noted, key=KEY)
        assert head is not None
        seen.append(head.seq)
    assert seen == [1, 1, 3]
    with store.write(lead) as tx:
        tx.audit("try", team=None, subject="last")
    end = _end(store, lead)
    store.close()
    assert read_anchor(noted, key=KEY) == end
    assert noted.stat().st_mode & 0o777 == 0o600


def test_an_anchor_made_without_the_key_is_refused(open_here: Callable[..., Store], tmp_path: Path) -> None:
    noted = tmp_path / "audit.anchor"
    noted.write_text('{"seq": 1, "hash": "00", "seal": "00"}', encoding="utf-8")
    with pytest.raises(StoreError, match="bad_note"):
        open_here(anchor=noted)


def test_an_anchor_that_cannot_be_written_stops_nobody(
    open_here: Callable[..., Store], tmp_path: Path, lead: Actor, caplog: pytest.LogCaptureFixture
) -> None:
    folder = tmp_path / "notes"
    folder.mkdir()
    store = open_here(anchor=folder / "audit.anchor")
    folder.rmdir()
    _fill(store, lead, entries=1)
    assert _end(store, lead).seq == 1
    assert "anchor_not_written" in caplog.text


def test_what_was_done_with_a_patients_data_is_found_by_patient_and_team(store: Store, lead: Actor) -> None:
    with store.write(lead) as tx:
        for key in "ab":
            tx.connection.execute(TEAMS.insert().values(id=key, key=key, name=key, made_us=0))
            tx.audit("day:put", team=key, subject=f"day:{key}", patients=["p1"])
        tx.audit("day:put", team="a", subject="day:c", patients=["p2"])
    store.record(lead, action="day:read", team="a", subject="day:a")
    store.record(lead, action="patient:read", team="a", subject="patient:p1", patient="p1")
    with store.read(lead) as tx:
        rows = extract(tx.connection, "p1", team="a")
    assert [(row.action, row.subject) for row in rows] == [
        ("day:put", "day:a"),
        ("day:read", "day:a"),
        ("patient:read", "patient:p1"),
    ]


@pytest.mark.parametrize("kind", ["cut_more", "hide_a_patient", "lay_the_blame"])
def test_what_is_cut_leaves_a_chain_that_holds_and_whose_tampering_shows(
    open_here: Callable[..., Store], tmp_path: Path, lead: Actor, kind: str
) -> None:
    noted = tmp_path / "audit.anchor"
    store = open_here(anchor=noted)
    for year in range(4):
        store.clock = lambda year=year: 1_000 + year  # type: ignore[misc]
        _fill(store, lead, entries=3, stem=f"y{year}-")
    for before_us, gone in ((1_001, 3), (1_003, 6)):
        with store.read(lead) as tx:
            end = last_before(tx.connection, before_us)
        assert end is not None
        assert trim(store, lead, end) == gone
        assert _verify(store, lead, anchors=[_end(store, lead), Head(seq=1, hash="0" * 64)]) == []
    with store.read(lead) as tx:
        assert last_before(tx.connection, 1_003) is None
        assert tx.connection.execute(sa.select(sa.func.min(AUDIT.c.seq))).scalar_one() == 10
        (told,) = tx.connection.execute(sa.select(AUDIT.c.name).where(AUDIT.c.action == "audit:trim", AUDIT.c.seq > 13))
    assert told.name == "Lead"
    store.close()
    again = open_here(anchor=noted)
    with pytest.raises(sa.exc.DBAPIError, match="never changed"), again.write(lead) as tx:
        tx.connection.execute(AUDIT.delete())
    tamper(again, kind)
    assert _verify(again, lead) != []
