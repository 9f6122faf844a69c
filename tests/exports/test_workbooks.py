"""The workbook holds what the table does, as values, and runs nothing."""

from __future__ import annotations

import dataclasses
import datetime as dt
import io

import pytest
from openpyxl import Workbook, load_workbook

from api.exports import tables
from api.exports.scene import Scene
from api.exports.workbooks import workbook_bytes


def read(scene: Scene) -> Workbook:
    return load_workbook(io.BytesIO(workbook_bytes(scene)))


def rename(scene: Scene, name: str) -> Scene:
    people = (dataclasses.replace(scene.day.staff[0], name=name), *scene.day.staff[1:])
    return dataclasses.replace(scene, day=dataclasses.replace(scene.day, staff=people))


def test_rows_are_those_of_the_table_as_values(scene: Scene) -> None:
    stops = read(scene)["Stopp"]
    head, *rows = stops.iter_rows(values_only=True)
    assert list(head) == tables.header("sv")
    assert len(rows) == len(list(tables.rows(scene, "sv")))
    first = dict(zip(tables.COLUMNS, next(row for row in rows if row[3] == "v1"), strict=True))
    assert first["date"] == dt.datetime(2026, 11, 23)  # noqa: DTZ001 (workbooks have no zones)
    assert (first["start"], first["minutes"], first["lat"]) == (dt.time(8, 37), 45, 63.8258)


def test_figures_are_on_a_sheet_of_their_own(scene: Scene) -> None:
    figures = {row[0]: row[1] for row in read(scene)["Nyckeltal"].iter_rows(values_only=True)}
    assert (figures["Planerade besök"], figures["Körsträcka (km)"]) == (11, 164.9)


@pytest.mark.parametrize("name", ['=HYPERLINK("http://x")', "+1+1", "-2", "@SUM(A1)", " =1", "＝1", "\t=1"])
def test_no_typed_text_becomes_a_formula(scene: Scene, name: str) -> None:
    stops = read(rename(scene, name))["Stopp"]
    crew = stops.cell(row=2, column=1 + tables.COLUMNS.index("crew"))
    assert crew.data_type == "s"
    assert crew.quotePrefix
    assert str(crew.value).endswith("Bo Öhman")


def test_signs_that_no_workbook_holds_are_dropped(scene: Scene) -> None:
    stops = read(rename(scene, "An\x00n\x1ba\ufffe\ud800"))["Stopp"]
    assert stops.cell(row=2, column=1 + tables.COLUMNS.index("crew")).value == "Anna, Bo Öhman"


def test_a_very_long_text_is_cut_where_excel_would_call_the_file_damaged(scene: Scene) -> None:
    stops = read(rename(scene, "A" * 40_000))["Stopp"]
    assert len(str(stops.cell(row=2, column=1 + tables.COLUMNS.index("crew")).value)) == 32_767
