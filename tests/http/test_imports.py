"""Tables over HTTP: tried first, all faults at once, nothing half kept, and archives made to hurt are refused."""

from __future__ import annotations

import csv
import io
import struct
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from openpyxl import Workbook, load_workbook

from api import uploads
from api.uploads import Upload
from scheduler.faults import InputError
from solver.confinement import Confinement

TABLES = Path(__file__).parents[2] / "docs" / "examples" / "csv"
ZIP = "application/zip"
BOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def pack(contents: Mapping[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in contents.items():
            archive.writestr(name, content)
    return packed.getvalue()


@pytest.fixture
def tables() -> dict[str, bytes]:
    """Give the tables of the example."""
    return {path.name: path.read_bytes() for path in TABLES.glob("*.csv")}


def send(client: TestClient, data: bytes, *, query: str = "", media_type: str = ZIP, **headers: str) -> Any:
    return client.post(f"/api/imports{query}", content=data, headers={"content-type": media_type, **headers})


def count_days(client: TestClient) -> int:
    import sqlalchemy as sa  # noqa: PLC0415

    from api.store.schema import DAYS  # noqa: PLC0415

    with client.app.state.service.store.engine.connect() as connection:  # type: ignore[attr-defined]
        return int(connection.execute(sa.select(sa.func.count()).select_from(DAYS)).scalar_one())


def test_tables_are_tried_and_then_kept(client: TestClient, tables: dict[str, bytes]) -> None:
    packed = pack(tables)
    tried = send(client, packed)
    assert (tried.status_code, tried.json()["visits"], tried.json()["cars"]) == (200, 8, 3)
    assert count_days(client) == 0
    first = send(client, packed, query="?dry_run=false", **{"idempotency-key": "k-1"})
    assert first.status_code == 201
    again = send(client, packed, query="?dry_run=false", **{"idempotency-key": "k-1"})
    assert again.json() == first.json()
    assert count_days(client) == 1
    assert len(client.get(first.headers["location"]).json()["visits"]) == 8


def test_a_workbook_with_a_sheet_for_each_table_is_read(client: TestClient, tables: dict[str, bytes]) -> None:
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, content in tables.items():
        sheet = book.create_sheet(name.removesuffix(".csv"))
        for line in content.decode("utf-8-sig").splitlines():
            sheet.append(next(csv.reader([line], delimiter=";")))
    data = io.BytesIO()
    book.save(data)
    assert len(load_workbook(data).sheetnames) == len(tables)
    tried = send(client, data.getvalue(), media_type=BOOK)
    assert (tried.status_code, tried.json()["visits"]) == (200, 8), tried.text


def test_all_faults_of_all_tables_are_told_and_nothing_is_kept(client: TestClient, tables: dict[str, bytes]) -> None:
    tables["bilar.csv"] = tables["bilar.csv"].replace(b"bil-1", b"bil-2")
    tables["besök.csv"] = tables["besök.csv"].replace(b";45;", b";-45;").replace(b";p1;", b";nosuch;")
    refused = send(client, pack(tables), query="?dry_run=false")
    assert refused.status_code == 422
    assert {fault["file"] for fault in refused.json()["faults"]} >= {"bilar.csv", "besök.csv"}
    assert all(fault["cause"] and fault["action"] for fault in refused.json()["faults"])
    assert count_days(client) == 0


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("../evil.csv", "archive_names"),
        ("/etc/evil.csv", "archive_names"),
        ("folder/besök.csv", "archive_names"),
        (".hidden.csv", "archive_names"),
        ("evil.xlsm", "archive_names"),
        ("evil.csv\\..\\x.csv", "archive_names"),
        ("COM1\x00.csv", "archive_names"),
    ],
)
def test_names_that_lead_elsewhere_are_refused(
    client: TestClient, tables: dict[str, bytes], tmp_path: Path, name: str, code: str
) -> None:
    refused = send(client, pack({**tables, name: b"x"}))
    # What zipfile makes of a NUL is the name before it, which has no ending that a table has.
    assert (refused.status_code, refused.json()["faults"][0]["code"]) == (422, code)
    assert not list(tmp_path.rglob("*evil*"))


def bomb() -> bytes:
    return pack({f"besök{number}.csv": b"0" * 10_000_000 for number in range(5)})


def nested() -> bytes:
    """Make a workbook that unpacks to far more than it is, inside an archive that does not."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("besök.xlsx", pack({"xl/workbook.xml": b" " * 60_000_000}))
    return packed.getvalue()


def lying() -> bytes:
    """Make an archive whose directory says that its member unpacks to ten bytes."""
    data = bytearray(pack({"besök.csv": b"0" * 30_000_000}))
    at = data.rfind(b"PK\x01\x02")
    data[at + 24 : at + 28] = struct.pack("<I", 10)
    return bytes(data)


@pytest.mark.parametrize(
    ("data", "codes"),
    [
        (bomb(), {"archive_too_large"}),
        (nested(), {"workbook_too_large"}),
        (lying(), {"bad_archive", "archive_too_large"}),
        (b"PK\x03\x04rubbish", {"bad_archive"}),
        (b"", {"bad_archive"}),
        (pack({}), {"no_tables"}),
        (pack({f"t{number}.csv": b"x" for number in range(60)}), {"archive_too_large"}),
    ],
    ids=["bomb", "nested", "lying", "rubbish", "nothing", "empty", "many"],
)
def test_archives_made_to_hurt_are_refused(client: TestClient, data: bytes, codes: set[str]) -> None:
    refused = send(client, data)
    assert refused.status_code == 422
    assert {fault["code"] for fault in refused.json()["faults"]} & codes, refused.json()["faults"]


def test_entities_in_a_workbook_are_refused(client: TestClient) -> None:
    xml = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>'
    refused = send(client, pack({"xl/workbook.xml": xml}), media_type=BOOK)
    assert [fault["code"] for fault in refused.json()["faults"]] == ["workbook_unsafe"]


@pytest.mark.parametrize("media_type", ["application/json", "text/html", "multipart/form-data; boundary=x", ""])
def test_other_kinds_are_refused(client: TestClient, media_type: str) -> None:
    assert send(client, b"x", media_type=media_type).status_code == 415


def test_what_takes_too_long_to_read_is_ended(tables: dict[str, bytes]) -> None:
    with pytest.raises(InputError) as refused:
        uploads.read_upload(Upload(data=pack(tables), kind="zip", date=None), bounds=Confinement(wall_s=0.01))
    assert [fault.code for fault in refused.value.faults] == ["upload_too_heavy"]


@pytest.mark.parametrize("data", [bomb(), pack({"../evil.csv": b"x"}), b"rubbish"], ids=["bomb", "path", "rubbish"])
def test_what_an_archive_itself_tells_starts_no_process(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, data: bytes
) -> None:
    monkeypatch.setattr(uploads, "Confined", None)
    assert send(client, data).status_code == 422
