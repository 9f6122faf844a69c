"""A registry in and out over HTTP: tried first, written whole or not at all, and told to the audit."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import openpyxl
import pytest
from fastapi import Request
from fastapi.testclient import TestClient

from api.access.actor import Actor
from api.access.roles import Role
from api.exports.forms import FORMS
from tests.http.conftest import post
from tests.http.test_rosters import TEAM, found, put
from tests.scheduler.roster.registries import CAR, PATIENT, STAFF

GOOD = {
    "personal": "id;namn;yrke\nasa;Åsa Ö;nurse\nbo;=1+1;doctor\n",
    "bilar": "id\nbil\n",
    "arbetspass": "bil;veckodagar;besättning\nbil;mån tis;asa | bo\n",
    "patienter": "id;adress;lat;lon\np1;Storgatan 1;63,9;20,3\np2;<img onerror>;63,8;20,2\n",
    "behov": "patient;behov;längd_min;tider\np1;dropp;30;09:00-11:00\np2;sår;20;*\n",
}


def pack(tables: dict[str, str]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in tables.items():
            archive.writestr(f"{name}.csv", text)
    return file.getvalue()


def upload(client: TestClient, data: bytes, *, dry_run: bool, kind: str = "application/zip", team: str = TEAM) -> Any:
    address = f"{team}/imports?dry_run={str(dry_run).lower()}"
    return client.post(address, content=data, headers={"content-type": kind})


def keys_of(client: TestClient) -> dict[str, list[tuple[str, int]]]:
    sections = ("staff", "cars", "patients")
    listed = {section: client.get(f"{TEAM}/{section}").json()["records"] for section in sections}
    return {section: [(one["key"], one["revision"]) for one in records] for section, records in listed.items()}


@pytest.fixture
def team(client: TestClient) -> TestClient:
    return found(client)


def test_tables_are_tried_and_then_written(team: TestClient) -> None:
    tried = upload(team, pack(GOOD), dry_run=True)
    assert tried.status_code == 200, tried.text
    assert tried.json()["patients"] == {"made": 2, "changed": 0, "same": 0}
    assert (tried.json()["written"], keys_of(team)) == (False, {"staff": [], "cars": [], "patients": []})
    written = upload(team, pack(GOOD), dry_run=False)
    assert written.json() == {**tried.json(), "written": True}
    assert keys_of(team) == {"staff": [("asa", 1), ("bo", 1)], "cars": [("bil", 1)], "patients": [("p1", 1), ("p2", 1)]}
    again = upload(team, pack({**GOOD, "bilar": "id;färdsätt\nbil;cykel\n"}), dry_run=False)
    assert again.json()["staff"] == {"made": 0, "changed": 0, "same": 2}
    assert keys_of(team)["cars"] == [("bil", 2)]


def test_who_has_no_name_or_an_unknown_profession_is_asked_about(team: TestClient) -> None:
    upload(team, pack({"personal": "id;namn;yrke\nasa;Åsa;fotvårdare\n"}), dry_run=False)
    staff = "id;namn;yrke\nasa;Åsa;fotvårdare\nbo;;nurse\ncia;Cia;Sjuksköterska\ndan;Dan;fotvårdare\neva;Eva;xyz\n"
    told = upload(team, pack({"personal": staff}), dry_run=True).json()
    assert told["doubts"] == [
        {"staff": "bo", "code": "no_name", "value": None, "meant": None},
        {"staff": "cia", "code": "unknown_profession", "value": "Sjuksköterska", "meant": "nurse"},
        {"staff": "eva", "code": "unknown_profession", "value": "xyz", "meant": None},
    ]
    assert upload(team, pack(GOOD), dry_run=True).json()["doubts"] == []


def named(client: TestClient, name: str, data: bytes, *, kind: str) -> Any:
    told = {"content-type": kind, "content-disposition": f"attachment; filename*=UTF-8''{quote(name)}"}
    return client.post(f"{TEAM}/imports?dry_run=true", content=data, headers=told)


@pytest.mark.parametrize("name", ["patienter.csv", "Patients.CSV", "brukare.tsv", "../../patienter.csv"])
def test_one_csv_file_is_the_table_that_its_name_says(team: TestClient, name: str) -> None:
    answer = named(team, name, GOOD["patienter"].encode(), kind="text/csv")
    assert answer.json()["patients"]["made"] == 2


@pytest.mark.parametrize(
    ("name", "kind", "code"),
    [
        ("vårdtagare v. 47.csv", "text/csv", "unknown_table"),
        ("schema.xlsx", FORMS["xlsx"].media_type, "bad_workbook"),
        ("alla.zip", "application/zip", "bad_archive"),
        ("alla.xls", FORMS["xlsx"].media_type, "unsupported_file"),
    ],
)
def test_what_is_wrong_with_a_file_is_told_of_its_own_name(team: TestClient, name: str, kind: str, code: str) -> None:
    answer = named(team, name, b"id;namn\n1;Ada\n", kind=kind)
    assert [(one["file"], one["code"]) for one in answer.json()["faults"]] == [(name, code)]


def test_a_workbook_called_as_a_table_is_read_sheet_by_sheet(team: TestClient) -> None:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name in ("personal", "patienter"):
        sheet = book.create_sheet(name)
        for line in GOOD[name].splitlines():
            sheet.append(line.replace(",", ".").split(";"))
    data = io.BytesIO()
    book.save(data)
    told = named(team, "patienter.xlsx", data.getvalue(), kind=FORMS["xlsx"].media_type).json()
    assert [told[section]["made"] for section in ("staff", "patients")] == [2, 2]


def test_one_fault_in_one_row_and_nothing_is_written(team: TestClient) -> None:
    answer = upload(team, pack({**GOOD, "behov": GOOD["behov"] + "p3;x;10;*\n"}), dry_run=False)
    assert [(one["file"], one["row"], one["field"]) for one in answer.json()["faults"]] == [("behov.csv", 4, "patient")]
    assert (answer.status_code, keys_of(team)["staff"]) == (422, [])


def test_what_is_exported_imports_as_the_same(team: TestClient) -> None:
    upload(team, pack(GOOD), dry_run=False)
    answer = team.get(f"{TEAM}/registry.xlsx")
    assert answer.headers["content-disposition"].endswith('.xlsx"')
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert [cell.coordinate for cell in cells if cell.data_type == "f"] == []
    assert "<img onerror>" in [cell.value for cell in cells]
    again = upload(team, answer.content, dry_run=True, kind=FORMS["xlsx"].media_type).json()
    assert (again["staff"]["same"], again["cars"]["same"], again["patients"]["same"]) == (2, 1, 2)
    english = team.get(f"{TEAM}/registry.xlsx", headers={"accept-language": "en"}).content
    assert "patients" in openpyxl.load_workbook(io.BytesIO(english)).sheetnames
    assert upload(team, english, dry_run=True, kind=FORMS["xlsx"].media_type).json() == again


def test_protected_homes_leave_and_come_with_those_who_may_see_them(open_client: Callable[..., TestClient]) -> None:
    client = found(open_client())
    protected = {**PATIENT, "phone": "070-174 06 05", "protected": True}
    for section, record in (("staff", STAFF), ("cars", CAR), ("patients", protected)):
        put(client, f"{TEAM}/{section}/{record['id']}", record)
    kind = FORMS["xlsx"].media_type
    book = client.get(f"{TEAM}/registry.xlsx").content
    text = str([cell.value for sheet in openpyxl.load_workbook(io.BytesIO(book)) for row in sheet for cell in row])
    assert "Storgatan" not in text
    assert "070-174" not in text
    assert upload(client, book, dry_run=False, kind=kind).json()["patients"] == {"made": 0, "changed": 0, "same": 1}
    place = PATIENT["place"]
    right = f"id;lat;lon;adress\np1;{place['lat']};{place['lon']};{place['address']}\n"
    called = "id;telefon\np1;070-174 06 05\n"
    moved = ("id;adress\np1;Annan 1\n", f"id;adress\np1;{place['address']}\n")
    for guess in ("id;skyddad\np1;nej\n", *moved, right, called):
        for dry_run in (True, False):
            answer = upload(client, pack({"patienter": guess}), dry_run=dry_run)
            assert (answer.status_code, answer.json()["type"]) == (403, "urn:hemrutt:problem:forbidden")
    named = open_client(protected_readers=frozenset({"owner"}))
    book = named.get(f"{TEAM}/registry.xlsx").content
    assert upload(named, book, dry_run=True, kind=kind).json()["patients"]["same"] == 1
    assert upload(named, pack({"patienter": "id;skyddad\np1;nej\n"}), dry_run=False).status_code == 200


def test_only_leads_import_and_only_their_own_team(open_client: Callable[..., TestClient]) -> None:
    found(open_client(), "primar", "annat")

    def as_viewer(_: Request) -> Actor:
        return Actor(user="v", name="v", roles={None: frozenset({Role.VIEWER})})

    viewer = open_client(identify=as_viewer)
    assert upload(viewer, pack(GOOD), dry_run=True).status_code == 403
    assert viewer.get(f"{TEAM}/registry.xlsx").status_code == 200
    lead = open_client()
    assert upload(lead, pack(GOOD), dry_run=True, team="/api/teams/nosuch").status_code == 404
    assert lead.get("/api/teams/nosuch/registry.xlsx").status_code == 404


@pytest.mark.parametrize("data", [b"", b"PK", b"not a zip at all"])
def test_what_is_no_archive_is_refused(team: TestClient, data: bytes) -> None:
    assert upload(team, data, dry_run=False).status_code == 422


def test_the_audit_tells_who_took_the_registry_away(open_client: Callable[..., TestClient]) -> None:
    def as_auditing_owner(_: Request) -> Actor:
        return Actor(user="owner", name="owner", roles={None: frozenset({Role.LEAD, Role.AUDITOR})})

    client = found(open_client(identify=as_auditing_owner))
    upload(client, pack(GOOD), dry_run=False)
    client.get(f"{TEAM}/registry.xlsx")
    told = post(client, "/api/audit/extracts", {"team": "primar", "patient": "p2"}).json()
    assert [entry["action"] for entry in told[:-1]] == ["patient:make", "registry:export"]
