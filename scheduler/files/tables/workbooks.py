"""Excel workbooks (.xlsx), which are zip archives of XML from anywhere: looked through before they are opened."""

from __future__ import annotations

import datetime as dt
import io
import struct
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final, cast
from xml.etree.ElementTree import ParseError

from scheduler.faults import Fault, InputError
from scheduler.files import limits

if TYPE_CHECKING:
    from openpyxl.worksheet._read_only import ReadOnlyWorksheet
    from openpyxl.worksheet.worksheet import Worksheet

_BROKEN: Final = (
    zipfile.BadZipFile, zlib.error, struct.error, ParseError, EOFError, OSError,
    KeyError, IndexError, ValueError, TypeError, AttributeError, NotImplementedError, RuntimeError, OverflowError,
)  # fmt: skip
"""What zipfile and openpyxl raise on files that are not as they should be, besides an exception of openpyxl's own."""

Lines = list[tuple[int, list[str]]]


def read_workbook(data: bytes, *, file: str) -> dict[str, Lines]:
    """Give the lines of each sheet by its title; raises InputError."""
    import openpyxl  # noqa: PLC0415 (takes a fifth of a second, and few days come as workbooks)
    from openpyxl.utils.exceptions import InvalidFileException  # noqa: PLC0415
    from openpyxl.worksheet._read_only import ReadOnlyWorksheet  # noqa: PLC0415

    refuse_unsafe(data, file=file)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl warns of styles and validations, which are not read
            book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
            try:
                sheets = [sheet for sheet in book.worksheets if isinstance(sheet, ReadOnlyWorksheet)]
                return {sheet.title: list(_read_sheet(sheet, f"{file}/{sheet.title}")) for sheet in sheets}
            finally:
                book.close()
    except (*_BROKEN, InvalidFileException) as error:
        raise InputError([Fault(code="bad_workbook", file=file)]) from error


def refuse_unsafe(data: bytes, *, file: str) -> None:
    """Raise InputError for a workbook that would unpack to too much, or holds entities or macros."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check_directory(archive.infolist(), file)
            for member in archive.infolist():
                _check_member(member, archive.read(member), file)
    except _BROKEN as error:
        raise InputError([Fault(code="bad_workbook", file=file)]) from error


def _check_directory(members: list[zipfile.ZipInfo], file: str) -> None:
    unpacked = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members)
    too_large = (
        len(members) > limits.WORKBOOK_MEMBERS
        or unpacked > limits.WORKBOOK_BYTES
        or unpacked > limits.WORKBOOK_RATIO * max(packed, 1)
    )
    if too_large:
        raise InputError([Fault(code="workbook_too_large", file=file)])


def _check_member(member: zipfile.ZipInfo, content: bytes, file: str) -> None:
    name = member.filename
    if name.startswith("/") or "\\" in name or ".." in name.split("/"):
        raise InputError([Fault(code="workbook_unsafe", file=file, values={"value": "path"})])
    if name.casefold().endswith("vbaproject.bin"):
        raise InputError([Fault(code="workbook_unsafe", file=file, values={"value": "VBA"})])
    # XML may also be UTF-16, where the words below would not be seen; Excel writes UTF-8.
    is_xml = name.casefold().endswith((".xml", ".rels"))
    if is_xml and any(sign in content for sign in (b"\0", b"<!DOCTYPE", b"<!ENTITY")):
        raise InputError([Fault(code="workbook_unsafe", file=file, values={"value": "DOCTYPE"})])


def _read_sheet(sheet: ReadOnlyWorksheet, file: str) -> Iterator[tuple[int, list[str]]]:
    sheet.reset_dimensions()  # what the file claims of its size would be filled up with empty cells
    for number, values in enumerate(cast("Worksheet", sheet).iter_rows(values_only=True), start=1):
        if not any(value is not None for value in values):
            continue
        if any(value is not None for value in values[limits.TABLE_COLUMNS :]):
            found = {"limit": limits.TABLE_COLUMNS}
            raise InputError([Fault(code="too_many_columns", file=file, row=number, values=found)])
        yield number, [_cell_text(value) for value in values[: limits.TABLE_COLUMNS]]


def _cell_text(value: object) -> str:
    """Write a cell as it would stand in a CSV file."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    return _moment_text(value) if isinstance(value, dt.datetime | dt.time | dt.timedelta) else str(value)


def _moment_text(value: dt.datetime | dt.time | dt.timedelta) -> str:
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat(timespec="seconds")
    if isinstance(value, dt.time):
        return value.isoformat(timespec="seconds" if value.second else "minutes")
    minutes, second = divmod(round(value.total_seconds()), 60)
    return f"{minutes // 60:02}:{minutes % 60:02}" + (f":{second:02}" if second else "")
