"""A team's registry as a workbook (XLSX), a sheet for each of its tables, which is read back as it is."""

from __future__ import annotations

import io
from collections.abc import Collection

from openpyxl import Workbook
from openpyxl.styles import Font

from scheduler.files.tables.writing import workbook_cell
from scheduler.roster import Roster
from scheduler.roster.tables import registry_tables
from scheduler.texts import Language


def registry_bytes(roster: Roster, *, language: Language = "sv", hidden: Collection[str] = ()) -> bytes:
    """Make the workbook; homes and phones of the ``hidden`` patients are left out."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for title, lines in registry_tables(roster, language=language, hidden=hidden).items():
        sheet = book.create_sheet(title)
        for line in lines:
            sheet.append([workbook_cell(cell) for cell in line])
        for cell in sheet[1]:
            cell.font = Font(bold=True)
        sheet.freeze_panes = "B2"
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()
