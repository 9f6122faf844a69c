"""Hostile and mistaken tables: each is refused with the fault, file, row and header a person needs."""

from __future__ import annotations

import datetime as dt
import io
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from scheduler.faults import Fault, InputError
from scheduler.files import read_day

CARS = "id;start;arbetspass\nbil-1;bas;07:30-16:00\n"
PLACES = "id;lat;lon\nbas;63,82;20,26\n"
VISITS = "id;längd;lat;lon\nv1;45;63,83;20,3\n"
SOUND = {"besök": VISITS, "bilar": CARS, "platser": PLACES}
DATE = dt.date(2026, 11, 23)

Place = tuple[str, str, int | None, str | None]


def faults_of(path: Path, date: dt.date | None = DATE) -> tuple[Fault, ...]:
    with pytest.raises(InputError) as caught:
        read_day(path, date=date)
    for fault in caught.value.faults:
        for language in ("sv", "en"):
            assert fault.cause(language)
            assert fault.action(language)
    return caught.value.faults


def visits(header: str, *rows: str) -> dict[str, str]:
    return {"besök": "\n".join([header, *rows]) + "\n"}


def visit(column: str, cell: str) -> dict[str, str]:
    return visits(f"id;längd;lat;lon;{column}", f"v1;45;63,83;20,3;{cell}")


def car(column: str, cell: str) -> dict[str, str]:
    return {"bilar": f"id;start;arbetspass;{column}\nbil-1;bas;07:30-16:00;{cell}\n"}


CASES: list[tuple[str, dict[str, str | bytes | None], Place]] = [
    # shape of files
    ("no cars", {"bilar": None}, ("missing_table", "day", None, None)),
    ("empty file", {"besök": ""}, ("no_header", "besök.csv", 1, None)),
    ("blank lines only", {"besök": "\n;;\n\n"}, ("no_header", "besök.csv", 1, None)),
    ("unknown table", {"beskök": VISITS}, ("unknown_table", "beskök.csv", None, None)),
    ("table twice", {"visits": VISITS}, ("table_twice", "visits.csv", None, None)),
    ("UTF-16", {"besök": VISITS.encode("utf-16")}, ("bad_table_encoding", "besök.csv", None, None)),
    ("NUL", {"besök": VISITS + "\0"}, ("bad_table_encoding", "besök.csv", None, None)),
    ("neither UTF-8 nor cp1252", {"besök": VISITS.encode() + b"\x81"},
     ("bad_table_encoding", "besök.csv", None, None)),
    ("open quote", {"besök": VISITS + 'v2;"45;63,8;20,3\n'}, ("bad_csv", "besök.csv", 3, None)),
    ("quote inside", {"besök": VISITS + 'v2;"4"5";63,8;20,3\n'}, ("bad_csv", "besök.csv", 3, None)),
    ("a million columns", {"besök": ";".join(["id"] * 1_000_000)}, ("too_many_columns", "besök.csv", 1, None)),
    ("a cell of a megabyte", {"besök": VISITS + "v" * 1_000_000}, ("cell_too_long", "besök.csv", 3, None)),
    ("a long cell", {"besök": VISITS + "v" * 20_000}, ("cell_too_long", "besök.csv", 3, None)),
    ("more cells than headers", {"besök": VISITS + "v2;45;63,8;20,3;x\n"},
     ("too_many_cells", "besök.csv", 3, None)),
    ("decimal commas between commas", {"besök": "id,längd,lat,lon\nv1,45,63,83,20,3\n"},
     ("too_many_cells", "besök.csv", 2, None)),
    ("21,000 rows", {"besök": VISITS + "v2;45;63,8;20,3\n" * 21_000}, ("too_many_rows", "besök.csv", 2_002, None)),
    ("2,001 visits", {"besök": VISITS + "".join(f"w{n};45;63,8;20,3\n" for n in range(2_000))},
     ("too_many_rows", "besök.csv", 2_002, None)),
    # headers
    ("unknown column", visit("komptenser", "x"), ("unknown_column", "besök.csv", 1, "komptenser")),
    ("column twice", visit("minuter", "45"), ("column_twice", "besök.csv", 1, "minuter")),
    ("column missing", visits("id;lat;lon", "v1;63,83;20,3", "v2;63,83;20,3"),
     ("missing_column", "besök.csv", 1, "duration_min")),
    # cells
    ("no number", visits("id;längd;lat;lon", "v1;lång;63,83;20,3"), ("not_number", "besök.csv", 2, "längd")),
    ("NaN", visits("id;längd;lat;lon", "v1;nan;63,83;20,3"), ("not_number", "besök.csv", 2, "längd")),
    ("1e400", visits("id;längd;lat;lon", "v1;1e400;63,83;20,3"), ("not_number", "besök.csv", 2, "längd")),
    ("empty required cell", visits("id;längd;lat;lon", "v1;;63,83;20,3"),
     ("missing_field", "besök.csv", 2, "längd")),
    ("row without id", {"platser": PLACES + ";63,9;20,1\n"}, ("missing_field", "platser.csv", 3, "id")),
    ("broken window", visit("fönster", "08-12"), ("bad_window", "besök.csv", 2, "fönster")),
    ("window of no hours", visit("fönster", "08:00-25:75"), ("bad_time", "besök.csv", 2, "fönster")),
    ("window that ends first", visit("fönster", "12:00-08:00"), ("ends_before_start", "besök.csv", 2, "fönster")),
    ("second window that ends first", visit("fönster", "08:00-09:00|12:00-11:00"),
     ("ends_before_start", "besök.csv", 2, "fönster")),
    ("two ways of windows", visits("id;längd;lat;lon;fönster;senast", "v1;45;63,8;20,3;08:00-12:00;11:00"),
     ("window_twice", "besök.csv", 2, "senast")),
    ("neither yes nor no", visit("måste", "kanske"), ("not_yes_no", "besök.csv", 2, "måste")),
    ("unknown kind", visit("typ", "brev"), ("not_one_of", "besök.csv", 2, "typ")),
    ("load without amount", visit("last", "påsar"), ("bad_load", "besök.csv", 2, "last")),
    ("load twice", visit("last", "påsar:1|påsar:2"), ("bad_load", "besök.csv", 2, "last")),
    ("unknown car", visit("tillåtna_bilar", "bil1"), ("unknown_id", "besök.csv", 2, "tillåtna_bilar")),
    ("formula in an id", visits("id;längd;lat;lon", "=1+1;45;63,83;20,3"), ("sign_in_id", "besök.csv", 2, "id")),
    ("broken shift", {"bilar": "id;start;arbetspass\nbil-1;bas;dagtid\n"},
     ("bad_shift", "bilar.csv", 2, "arbetspass")),
    ("night shift by the clock", {"bilar": "id;start;arbetspass\nbil-1;bas;22:00-06:00\n"},
     ("ends_before_start", "bilar.csv", 2, "arbetspass")),
    ("no shift", {"bilar": "id;start\nbil-1;bas\n"}, ("missing_field", "bilar.csv", 2, "shift")),
    ("broken break", car("rast", "lunch"), ("bad_break", "bilar.csv", 2, "rast")),
    ("unknown mode", car("färdsätt", "båt"), ("not_one_of", "bilar.csv", 2, "färdsätt")),
    ("unknown end", car("slut", "basen"), ("unknown_id", "bilar.csv", 2, "slut")),
    ("a crew without a staff table", car("besättning", "anna"), ("missing_table", "day", None, None)),
    # places
    ("swapped", {"platser": "id;lat;lon\nbas;20,26;63,82\n"}, ("swapped", "platser.csv", 2, "lat")),
    ("SWEREF 99 TM in visits", visits("id;längd;lat;lon", "v1;45;7085000;758000"),
     ("sweref", "besök.csv", 2, "lat")),
    ("half coordinates", visits("id;längd;lat;lon", "v1;45;63,83;"), ("half_coordinates", "besök.csv", 2, "lon")),
    ("address only", visits("id;längd;adress", "v1;45;Storgatan 1"),
     ("place_without_coordinates", "besök.csv", 2, "adress")),
    ("no place at all", visits("id;längd", "v1;45"), ("missing_field", "besök.csv", 2, "location")),
    ("two homes", visits("id;patient;längd;lat;lon", "v1;p1;45;63,83;20,3", "v2;p1;45;63,9;20,3"),
     ("place_differs", "besök.csv", 3, "lat")),
    ("patient not in the list", {**visits("id;patient;längd", "v1;p2;45"), "patienter": "id;plats\np1;bas\n"},
     ("unknown_id", "besök.csv", 2, "patient")),
    ("personal number", visits("id;patient;längd;lat;lon", "v1;19121212-1212;45;63,83;20,3"),
     ("personal_number", "besök.csv", 2, "patient")),
    # rows between each other
    ("id twice", {"besök": VISITS + "v1;45;63,83;20,3\n"}, ("duplicate_id", "besök.csv", 3, "id")),
    ("id of one sign twice", {"besök": VISITS + "7;45;63,83;20,3\n" * 2}, ("duplicate_id", "besök.csv", 4, "id")),
    ("group of one", {"tillsammans": "grupp;besök\ng1;v1\n"}, ("list_too_short", "tillsammans.csv", 2, "besök")),
    ("lone group in visits", visit("grupp", "g1"), ("list_too_short", "besök.csv", 2, "grupp")),
    ("gap on an unknown visit", {"mellanrum": "före;efter\nv1;v9\n"}, ("unknown_id", "mellanrum.csv", 2, "efter")),
    ("two days", {"dag": "datum\n2026-11-23\n2026-11-24\n"}, ("several_rows", "dag.csv", 3, None)),
    ("date of nothing", {"dag": "datum\n23 nov\n"}, ("bad_date", "dag.csv", 2, "datum")),
    ("unknown setting", {"dag": "datum;inriktning\n2026-11-23;snabbast\n"},
     ("not_one_of", "dag.csv", 2, "inriktning")),
    ("unknown price", {"dag": "datum;priser\n2026-11-23;bensin:3\n"}, ("not_one_of", "dag.csv", 2, "priser")),
]  # fmt: skip


@pytest.mark.parametrize(("changes", "place"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_one_mistake_is_one_fault_in_its_place(
    tmp_path: Path, changes: dict[str, str | bytes | None], place: Place
) -> None:
    folder = tmp_path / "day"
    folder.mkdir()
    for name, text in {**SOUND, **changes}.items():
        if text is not None:
            (folder / f"{name}.csv").write_bytes(text.encode() if isinstance(text, str) else text)
    started = time.perf_counter()
    faults = faults_of(folder)
    assert time.perf_counter() - started < 10
    assert [(fault.code, fault.file, fault.row, fault.field) for fault in faults] == [place]


def test_the_tables_that_all_cases_change_are_sound(tmp_path: Path) -> None:
    for name, text in SOUND.items():
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    assert len(read_day(tmp_path, date=DATE).visits) == 1


def test_all_faults_of_all_rows_and_tables_are_told_at_once(tmp_path: Path) -> None:
    (tmp_path / "besök.csv").write_text(
        "id;längd;tidsfönster;lat;lon;okänd\nv1;x;08:00-12:00;63,8;20,3;\nv2;45;12:00-08:00;63,8;20,3;\nv2;45;fel;63,8;;\n",
        encoding="utf-8",
    )
    (tmp_path / "bilar.csv").write_text("id;start;arbetspass\nbil-1;base;07:30-16:00\n", encoding="utf-8")
    (tmp_path / "platser.csv").write_text(PLACES + "x;0;0\n", encoding="utf-8")
    assert [(fault.file, fault.row, fault.field, fault.code) for fault in faults_of(tmp_path)] == [
        ("besök.csv", 1, "okänd", "unknown_column"),
        ("besök.csv", 2, "längd", "not_number"),
        ("besök.csv", 3, "tidsfönster", "ends_before_start"),
        ("besök.csv", 4, "id", "duplicate_id"),
        ("besök.csv", 4, "lon", "half_coordinates"),
        ("besök.csv", 4, "tidsfönster", "bad_window"),
        ("bilar.csv", 2, "start", "unknown_id"),
        ("platser.csv", 3, "lat", "null_island"),
    ]


@pytest.mark.parametrize(
    ("torn", "code"),
    [('v1;45;"Storgatan 1;63,8;20,3', "bad_csv"), ('v1;"4"5";Ö;63,8;20,3', "bad_csv"),
     ("v1;45;Storgatan 1; 2 tr;63,8;20,3", "too_many_cells"), (f"v1;45;{'x' * 20_000};63,8;20,3", "cell_too_long"),
     ("v1;45;Ö;63,8;20,3" + ";x" * 100, "too_many_columns")],
)  # fmt: skip
def test_a_row_of_the_wrong_shape_hides_no_other(tmp_path: Path, torn: str, code: str) -> None:
    rows = f'id;längd;adress;lat;lon\n{torn}\n"v2";x;"Ö";63,8;20,3\nv3;45;Ö;63,8;\n'
    tables = {**SOUND, "besök": rows, "låsta": "besök;start\nv1;25:99\n", "bilar": CARS + "bil-2;bas;sent\n"}
    for name, text in tables.items():
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    assert [(fault.file, fault.row, fault.code) for fault in faults_of(tmp_path)] == [
        ("besök.csv", 2, code),
        ("besök.csv", 3, "not_number"),
        ("besök.csv", 4, "half_coordinates"),
        ("bilar.csv", 3, "bad_shift"),
        ("låsta.csv", 2, "bad_time"),
    ]


def test_many_open_quotes_are_told_quickly_and_row_by_row(tmp_path: Path) -> None:
    rows = 'x";45;63,83;"20,3\n' * 20_000
    for name, text in {**SOUND, "besök": VISITS + rows}.items():
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    started = time.perf_counter()
    faults = faults_of(tmp_path)
    assert time.perf_counter() - started < 10
    assert [(fault.row, fault.code) for fault in faults[1:3]] == [(3, "bad_csv"), (4, "bad_csv")]


def test_lines_are_counted_past_line_breaks_inside_quotes(tmp_path: Path) -> None:
    for name, text in {**SOUND, "besök": 'id;längd;adress;lat;lon\nv1;45;"Ö\n1";63,8;20,3\nv2;x;Ö;63,8;20,3\n'}.items():
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    assert [(fault.row, fault.code) for fault in faults_of(tmp_path)] == [(2, "bad_character"), (4, "not_number")]


def test_tables_that_do_not_say_their_day_are_refused_without_a_date(tmp_path: Path) -> None:
    for name, text in SOUND.items():
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    assert [fault.code for fault in faults_of(tmp_path, date=None)] == ["missing_date"]


def test_an_empty_folder_is_told(tmp_path: Path) -> None:
    assert [fault.code for fault in faults_of(tmp_path)] == ["no_tables"]


def test_an_old_workbook_is_told_to_be_saved_anew(tmp_path: Path) -> None:
    for name, text in SOUND.items():
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    (tmp_path / "personal.xls").write_bytes(b"\xd0\xcf\x11\xe0")
    assert [fault.code for fault in faults_of(tmp_path)] == ["unsupported_file"]


def sound_workbook() -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for line in VISITS.split():
        sheet.append(line.split(";"))
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def repacked(change: Callable[[str, bytes], bytes | None], **more: bytes) -> bytes:
    """Pack a sound workbook anew with its members changed, some left out, and more beside them."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(sound_workbook())) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = change(name, old.read(name))
            if content is not None:
                new.writestr(name, content)
        for name, content in more.items():
            new.writestr(name, content)
    return file.getvalue()


def kept(_: str, content: bytes) -> bytes:
    return content


def in_sheet(old: bytes, new: bytes) -> bytes:
    return repacked(lambda name, content: content.replace(old, new) if "sheet1" in name else content)


BILLION = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;&b;&b;">]>'

WORKBOOKS: list[tuple[str, Callable[[], bytes], str]] = [
    ("empty", lambda: b"", "bad_workbook"),
    ("text", VISITS.encode, "bad_workbook"),
    ("old format or locked", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2_000), "bad_workbook"),
    ("cut off", lambda: sound_workbook()[:-200], "bad_workbook"),
    ("damaged", lambda: sound_workbook().replace(b"PK\x01\x02", b"PK\x01\x09"), "bad_workbook"),
    ("a zip of something else", lambda: repacked(lambda *_: None, readme=b"hello"), "bad_workbook"),
    ("no sheet inside", lambda: repacked(lambda name, text: None if "sheet1" in name else text), "no_header"),
    ("broken XML", lambda: in_sheet(b"<row", b"<<row"), "bad_workbook"),
    ("bomb", lambda: repacked(kept, **{"xl/media/a.xml": bytes(60 * 1024 * 1024)}), "workbook_too_large"),
    ("small bomb", lambda: repacked(kept, **{"xl/media/a.bin": bytes(8 * 1024 * 1024)}), "workbook_too_large"),
    ("many members", lambda: repacked(kept, **{f"xl/m{n}": b"x" for n in range(300)}), "workbook_too_large"),
    ("entities", lambda: in_sheet(b"<worksheet", BILLION + b"<worksheet"), "workbook_unsafe"),
    ("entities in UTF-16",
     lambda: repacked(kept, **{"xl/a.xml": BILLION.decode().encode("utf-16")}), "workbook_unsafe"),
    ("path out of the archive", lambda: repacked(kept, **{"../../evil.xml": b"<a/>"}), "workbook_unsafe"),
    ("absolute path", lambda: repacked(kept, **{"/etc/evil.xml": b"<a/>"}), "workbook_unsafe"),
    ("macros", lambda: repacked(kept, **{"xl/vbaProject.bin": b"x"}), "workbook_unsafe"),
    ("a cell far down and right",
     lambda: in_sheet(b"</sheetData>", b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'),
     "too_many_columns"),
    ("a claimed size", lambda: in_sheet(b"<sheetData>", b'<dimension ref="A1:XFD1048576"/><sheetData>'), ""),
    ("a cell far right",
     lambda: in_sheet(b"</c></row>", b'</c><c r="XFD1"><v>1</v></c></row>'), "too_many_columns"),
]  # fmt: skip


@pytest.mark.parametrize(("make", "code"), [case[1:] for case in WORKBOOKS], ids=[case[0] for case in WORKBOOKS])
def test_a_workbook_from_anywhere_is_read_or_refused_quickly(
    tmp_path: Path, make: Callable[[], bytes], code: str
) -> None:
    for name in ("bilar", "platser"):
        (tmp_path / f"{name}.csv").write_text(SOUND[name], encoding="utf-8")
    (tmp_path / "besök.xlsx").write_bytes(make())
    started = time.perf_counter()
    if code:
        (fault,) = faults_of(tmp_path)
        assert (fault.code, str(fault.file).partition("/")[0]) == (code, "besök.xlsx")
    else:
        assert [visit.id for visit in read_day(tmp_path, date=DATE).visits] == ["v1"]
    assert time.perf_counter() - started < 20
