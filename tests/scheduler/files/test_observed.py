"""Drives that were made, from a table: as people write them, and with everything that is wrong told at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from scheduler.faults import InputError
from scheduler.files.tables.observed import ObservedDrive, read_drives

POINTS = {"bas": (63.82, 20.26), "p1": (63.83, 20.28)}
AT = dt.datetime(2026, 11, 23, 6, 45, tzinfo=dt.UTC)
GOOD = ObservedDrive(start=POINTS["bas"], end=POINTS["p1"], departure=AT, seconds=612.5)
Read = Callable[..., tuple[ObservedDrive, ...]]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """Give a reader of a table's text."""

    def read_text(text: str, *, encoding: str = "utf-8") -> tuple[ObservedDrive, ...]:
        path = tmp_path / "drives.csv"
        path.write_bytes(text.encode(encoding))
        return read_drives(path, points=POINTS, timezone="Europe/Stockholm")

    return read_text


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("from,to,departure,seconds\nbas,p1,2026-11-23T07:45,612.5\n", "utf-8"),
        ("från;till;avgång;sekunder\r\nbas;p1;2026-11-23 07:45;612,5\r\n", "cp1252"),
        ("Från;Till;Avgång;Sekunder\nbas;63,83 20,28;2026-11-23T07:45+01:00;612,5\n", "utf-8-sig"),
        ('from,to,departure,seconds\n"63.82, 20.26",p1,2026-11-23T06:45Z,612.5\n', "utf-8"),
        ("sep=;\nseconds;departure;to;from\n612,5;2026-11-23T07:45:00;p1;bas\n", "utf-8"),
    ],
)
def test_a_drive_in_each_of_the_ways_that_people_write_it(read: Read, text: str, encoding: str) -> None:
    assert read(text, encoding=encoding) == (GOOD,)


def test_a_workbook_is_read_too(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.append(["från", "till", "avgång", "sekunder"])
    book.active.append(["bas", "p1", dt.datetime(2026, 11, 23, 7, 45), 612.5])  # noqa: DTZ001 (as Excel has it)
    path = tmp_path / "drives.xlsx"
    book.save(path)
    assert read_drives(path, points=POINTS, timezone="Europe/Stockholm") == (GOOD,)


@pytest.mark.parametrize(
    ("row", "field", "code"),
    [
        ("bas;p1;2026-11-23T07:45;1000000000", "sekunder", "number_too_large"),
        ("bas;p1;2026-11-23T07:45;-5", "sekunder", "number_too_small"),
        ("bas;p1;2026-11-23T07:45;0", "sekunder", "number_too_small"),
        ("bas;p1;2026-11-23T07:45;NaN", "sekunder", "not_number"),
        ("bas;p1;2026-11-23T07:45;1e999", "sekunder", "not_number"),
        ("bas;p1;2026-11-23T07:45;inf", "sekunder", "not_number"),
        ("bas;p1;2026-11-23T07:45;", "sekunder", "empty_cell"),
        ("bas;p1;2026-03-29T02:30;600", "avgång", "missing_hour"),
        ("bas;p1;2026-10-25T02:30;600", "avgång", "doubled_hour"),
        ("bas;p1;07:45;600", "avgång", "bad_moment"),
        ("bas;p1;2026-02-30T07:45;600", "avgång", "bad_moment"),
        ("bas;p1;9999-12-31T23:59;600", "avgång", "bad_moment"),
        ("bas;p1;i går morse strax före åtta;600", "avgång", "bad_moment"),
        ("bas;okänd;2026-11-23T07:45;600", "till", "unknown_point"),
        ("bas;99.5, 200.1;2026-11-23T07:45;600", "till", "unknown_point"),
        ("bas;20.28, 63.83;2026-11-23T07:45;600", "till", "swapped"),
        ("bas;0.0, 0.0;2026-11-23T07:45;600", "till", "null_island"),
        (";p1;2026-11-23T07:45;600", "från", "empty_cell"),
    ],
)
def test_what_is_wrong_is_told_with_row_and_column(read: Read, row: str, field: str, code: str) -> None:
    with pytest.raises(InputError) as caught:
        read(f"från;till;avgång;sekunder\nbas;p1;2026-11-23T07:45;600\n{row}\n")
    assert [(fault.row, fault.field, fault.code) for fault in caught.value.faults] == [(3, field, code)]
    assert all(
        fault.cause(language) and fault.action(language) for fault in caught.value.faults for language in ("sv", "en")
    )


def test_an_hour_that_comes_twice_is_read_with_its_offset(read: Read) -> None:
    rows = "".join(f"bas;p1;2026-10-25T02:30{offset};600\n" for offset in ("+02:00", "+01:00"))
    first, second = read("från;till;avgång;sekunder\n" + rows)
    assert second.departure - first.departure == dt.timedelta(hours=1)


def test_all_that_is_wrong_is_told_at_once(read: Read) -> None:
    with pytest.raises(InputError) as caught:
        read("från;till;avgång;sekunder\nbass;p9;snart;x\nbas;p1;2026-11-23T07:45;-1\n")
    told = {(fault.row, fault.field) for fault in caught.value.faults}
    assert told == {(2, "från"), (2, "till"), (2, "avgång"), (2, "sekunder"), (3, "sekunder")}
    assert "Menades ”bas”?" in {fault.action("sv") for fault in caught.value.faults}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "no_header"),
        ("från;till;avgång\nbas;p1;2026-11-23T07:45\n", "missing_column"),
        ("från;till;avgång;sekunder\n", "no_drives"),
        ("från;till;avgång;sekunder;från\n", "column_twice"),
    ],
)
def test_a_table_of_another_shape_is_refused(read: Read, text: str, code: str) -> None:
    with pytest.raises(InputError) as caught:
        read(text)
    assert code in {fault.code for fault in caught.value.faults}


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        read_drives(tmp_path / "none.csv", points={}, timezone="Europe/Stockholm")
    assert [fault.code for fault in caught.value.faults] == ["file_missing"]
