"""The CSV opens in a Swedish Excel and runs nothing there."""

from __future__ import annotations

import csv
import dataclasses
import io

import pytest

from api.exports.scene import Scene
from api.exports.tables import COLUMNS, table_bytes, table_text


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=";"))


def test_every_stop_and_every_visit_left_out_has_a_row(scene: Scene) -> None:
    table = rows(table_text(scene))
    stops = sum(len(route.stops) for route in scene.plan.routes)
    assert len(table) == stops + len(scene.plan.unassigned)
    first = next(row for row in table if row["besöks-id"] == "v1")
    assert (first["bil"], first["nr"], first["start"], first["minuter"]) == ("Bil 1", "2", "08:37", "45")
    assert first["latitud"] == "63,8258"
    assert first["personal"] == "Anna Åström, Bo Öhman"
    assert table[-1]["skäl"].startswith("Ingen besättning kan dialys.")


def test_skills_are_told_in_words_beside_their_ids(scene: Scene) -> None:
    first = next(row for row in rows(table_text(scene)) if row["besöks-id"] == "v1")
    assert (first["kompetens-id"], first["kompetens"]) == (
        "iv_therapy, nurse", "intravenös behandling, sjuksköterska",
    )  # fmt: skip


def test_a_stop_after_midnight_has_its_own_date(scene: Scene) -> None:
    back = [row for row in rows(table_text(scene)) if row["typ"] == "Åter"][-1]
    assert (back["datum"], back["framme"]) == ("2026-11-24", "00:12")


def test_english_has_a_decimal_point(scene: Scene) -> None:
    first = next(row for row in rows(table_text(scene, language="en")) if row["visit_id"] == "v1")
    assert first["lat"] == "63.8258"
    assert len(first) == len(COLUMNS)


def test_the_file_starts_with_a_mark_and_has_windows_line_ends(scene: Scene) -> None:
    content = table_bytes(scene)
    assert content.startswith(b"\xef\xbb\xbfbil;nr;")
    assert content.count(b"\r\n") == content.count(b"\n")


@pytest.mark.parametrize(
    "name",
    ['=HYPERLINK("http://x")', "+1+1", "-2+3", "@SUM(A1)", "\t=1+1", "\r=1", " =1+1", "＝1+1", "=1;=2", "\u202e=1"],
)  # fmt: skip
def test_no_typed_text_becomes_a_formula(scene: Scene, name: str) -> None:
    patients = tuple(
        dataclasses.replace(patient, id=name) if patient.id == "p1" else patient for patient in scene.day.patients
    )
    visits = tuple(
        dataclasses.replace(visit, patient=name) if visit.patient == "p1" else visit for visit in scene.day.visits
    )
    day = dataclasses.replace(scene.day, patients=patients, visits=visits)
    row = next(row for row in rows(table_text(dataclasses.replace(scene, day=day))) if row["besöks-id"] == "v1")
    assert row["patient"].startswith("'")
    assert row["nr"] == "2", "the columns did not shift"
