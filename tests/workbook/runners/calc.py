"""LibreOffice Calc, started once: opens workbooks, types into cells, recalculates and tells all.

A program for the Python that has LibreOffice's `uno` module. Jobs come in as lines of JSON, answers
go out the same way: for each sheet and address what the cell shows, an error as a list of its code.
"""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.connection import NoConnectException

PATIENCE = 60
FILTERS = {".ods": "calc8", ".pdf": "calc_pdf_Export", ".xlsx": "Calc MS Excel 2007 XML"}
ERRORS = 4
"""The result of formulas that is an error, in LibreOffice's numbers."""


def properties(**values):
    return tuple(PropertyValue(name, 0, value, 0) for name, value in values.items())


class Office:
    """An invisible LibreOffice with a profile and a folder of extensions of its own."""

    def __init__(self, profile, extensions):
        pipe = f"megaroth{os.getpid()}"
        self.process = subprocess.Popen(
            [
                "soffice",
                "--headless",
                "--norestore",
                "--nologo",
                "--nodefault",
                f"-env:UserInstallation={Path(profile).as_uri()}",
                f"-env:BUNDLED_EXTENSIONS={Path(extensions).as_uri()}",
                f"--accept=pipe,name={pipe};urp;",
            ],
            stderr=subprocess.DEVNULL,
        )
        context = self._connected(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
        self.desktop = context.ServiceManager.createInstanceWithContext(
            "com.sun.star.frame.Desktop", context
        )

    def _connected(self, address):
        local = uno.getComponentContext()
        resolver = local.ServiceManager.createInstanceWithContext(
            "com.sun.star.bridge.UnoUrlResolver", local
        )
        end = time.monotonic() + PATIENCE
        while True:
            try:
                return resolver.resolve(address)
            except NoConnectException:
                if time.monotonic() > end:
                    raise
                time.sleep(0.05)

    def answer(self, job):
        book = self.desktop.loadComponentFromURL(
            Path(job["file"]).as_uri(), "_blank", 0, properties(Hidden=True)
        )
        try:
            for title, address, value in job.get("typed", ()):
                type_into(book.Sheets.getByName(title).getCellRangeByName(address), value)
            book.calculateAll()
            for path in job.get("save", ()):
                kind = FILTERS[Path(path).suffix]
                book.storeToURL(Path(path).as_uri(), properties(FilterName=kind))
            cells = {sheet.Name: shown(sheet) for sheet in book.Sheets}
            if job.get("low"):
                return {sheet.Name: dict(low_rows(sheet)) for sheet in book.Sheets}
            return cells
        finally:
            book.close(True)

    def close(self):
        self.desktop.terminate()
        self.process.wait(PATIENCE)


def type_into(cell, value):
    if value is None:
        cell.setString("")
        cell.clearContents(1 | 2 | 4 | 16)  # values, dates, texts, formulas
    elif isinstance(value, str):
        cell.setFormula(value) if value.startswith("=") else cell.setString(value)
    else:
        cell.setValue(value)


def shown(sheet):
    cursor = sheet.createCursor()
    cursor.gotoEndOfUsedArea(False)
    last = cursor.RangeAddress
    block = sheet.getCellRangeByPosition(0, 0, last.EndColumn, last.EndRow)
    cells = {
        name(column, row): value
        for row, values in enumerate(block.getDataArray())
        for column, value in enumerate(values)
        if value != ""
    }
    for area in block.queryFormulaCells(ERRORS).RangeAddresses:
        for row in range(area.StartRow, area.EndRow + 1):
            for column in range(area.StartColumn, area.EndColumn + 1):
                code = sheet.getCellByPosition(column, row).getError()
                cells[name(column, row)] = [code]
    return cells


def low_rows(sheet):
    """Rows lower than their texts need, with both heights in hundredths of a millimeter."""
    cursor = sheet.createCursor()
    cursor.gotoEndOfUsedArea(False)
    rows = sheet.Rows
    for place in range(cursor.RangeAddress.EndRow + 1):
        row = rows.getByIndex(place)
        height = row.Height
        row.OptimalHeight = True
        if row.Height > height:
            yield place + 1, [height, row.Height]


def name(column, row):
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row + 1}"


def main():
    office = Office(*sys.argv[1:])
    try:
        for line in sys.stdin:
            sys.stdout.write(json.dumps(office.answer(json.loads(line))) + "\n")
            sys.stdout.flush()
    finally:
        office.close()


if __name__ == "__main__":
    main()
