"""Plans in every form over HTTP: whole or by part, each reading told to the audit, no names in addresses."""

from __future__ import annotations

import dataclasses
import json
from typing import Any

import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient
from fhir.resources.R4B.bundle import Bundle

from api.access.actor import SERVICE
from api.exports.forms import FORMS, PARTED_FORMS
from api.routes import exports
from api.service import Service
from api.store import days, plans
from api.store.plans import NewVersion
from api.store.schema import AUDIT
from scheduler import files
from tests.exports.sample import make_day, make_plan


@pytest.fixture
def plan(client: TestClient) -> str:
    """Keep a plan of three cars, at estimated drives, and give its address."""
    day = dataclasses.replace(make_day(), team="primar", roads=None)
    document = dict(files.day_document(day))
    told = files.plan_document(dataclasses.replace(make_plan(), team="primar", roads=None))
    service: Service = client.app.state.service  # type: ignore[attr-defined]
    with service.store.write(SERVICE) as tx:
        kept = days.get_day(tx, days.add_day(tx, day, document))
        first = NewVersion(day=document, plan=dict(told), origin="test")
        return f"/api/plans/{plans.add_plan(tx, team=kept.team, day=kept.id, first=first)}"


@pytest.mark.parametrize("form", FORMS)
def test_a_whole_plan_comes_in_every_form(client: TestClient, plan: str, form: str) -> None:
    got = client.get(f"{plan}/exports/{form}")
    assert got.status_code == 200, got.text
    assert got.headers["content-type"] == FORMS[form].media_type
    assert got.headers["cache-control"] == "no-store"
    assert "frame-ancestors 'none'" in got.headers["content-security-policy"]
    if form != "html":
        assert got.headers["content-disposition"] == f'attachment; filename="plan-2026-11-23-v1.{FORMS[form].suffix}"'


@pytest.mark.parametrize(
    ("form", "number", "begins"), [("sheets", 2, b"%PDF"), ("gpx", 2, b"<?xml"), ("ics", 5, b"BEGIN")]
)
def test_parts_are_asked_for_by_their_number(
    client: TestClient, plan: str, form: str, number: int, begins: bytes
) -> None:
    got = client.get(f"{plan}/exports/{form}/{number}")
    assert got.content.startswith(begins)
    assert got.headers["content-type"] == PARTED_FORMS[form].media_type


def test_forms_that_are_text_say_how_their_signs_are_encoded() -> None:
    kinds = {form.media_type for form in (*FORMS.values(), *PARTED_FORMS.values())}
    texts = {kind for kind in kinds if kind.startswith("text/") or "xml" in kind.partition(";")[0].split("+")}
    assert len(texts) == 4
    assert all(kind.endswith("; charset=utf-8") for kind in texts), texts


@pytest.mark.parametrize(
    "path", ["sheets/4", "ics/6", "sheets/0", "sheets/x", "pdf/1", "sheets", "exe", "pdf?version=2"]
)
def test_what_is_not_there_is_refused(client: TestClient, plan: str, path: str) -> None:
    assert client.get(f"{plan}/exports/{path}").status_code in {404, 422}


def test_fhir_is_valid_and_in_the_systems_of_the_settings(client: TestClient, plan: str) -> None:
    bundle: dict[str, Any] = json.loads(client.get(f"{plan}/exports/fhir").content)
    assert Bundle.model_validate(bundle).type == "collection"


def test_every_export_is_in_the_audit_with_its_form(client: TestClient, plan: str) -> None:
    client.get(f"{plan}/exports/pdf")
    client.get(f"{plan}/exports/gpx/1")
    service: Service = client.app.state.service  # type: ignore[attr-defined]
    with service.store.read(SERVICE) as tx:
        told = [row.action for row in tx.connection.execute(sa.select(AUDIT.c.action))]
    assert told[-2:] == ["plan:export:pdf", "plan:export:gpx"]


def test_words_are_in_the_language_asked_for(client: TestClient, plan: str) -> None:
    english = client.get(f"{plan}/exports/csv", headers={"accept-language": "en"})
    assert english.text.lstrip("\ufeff").startswith("car;number")
    by_link = client.get(f"{plan}/exports/csv?language=en", headers={"accept-language": "sv"})
    assert by_link.text == english.text
    assert client.get(f"{plan}/exports/csv?language=fr").status_code == 422


def test_who_waits_too_long_for_others_drawings_is_told_to_come_back(
    client: TestClient, plan: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exports, "_PATIENCE_S", 0.01)
    with exports._drawing(), exports._drawing():
        refused = client.get(f"{plan}/exports/csv")
    assert (refused.status_code, refused.headers["retry-after"]) == (503, "5")
    assert client.get(f"{plan}/exports/csv").status_code == 200
