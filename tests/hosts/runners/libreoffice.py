"""The formulas in cells of LibreOffice Calc, through the package's own add-in.

Every argument stands in cells of its own, and every formula is entered over as many cells as it
fills, which a first recalculation finds out through ROWS and COLUMNS.
"""

import io
import json
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from datetime import datetime
from itertools import product
from pathlib import Path

from exchange import BLANK, OMITTED, Error, alone, argument
from openpyxl import Workbook, load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.formula import ArrayFormula

from megaroth_xl.hosts.libreoffice.addin import extension_bytes, package_folders

PATIENCE = 60
ERRORS = {"#DIV/0!": "=1/0", "#N/A": "=NA()", "#REF!": '=INDIRECT("A0")'}
SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry"><item
 oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode"
 oor:op="fuse"><value>0</value></prop></item></oor:items>"""
"""Recalculate on loading, whatever values the file holds."""
# Beside a virtual environment's own python3 LibreOffice's embedded Python would not start.
ENVIRONMENT = {k: v for k, v in os.environ.items() if not k.startswith("PYTHON")}
ENVIRONMENT["PATH"] = os.defpath
CANARY = "MEGAROTH_VERSION"


class Calc:
    """LibreOffice with the add-in and a profile of its own."""

    def __init__(self, folder):
        self.folder = folder
        self.profile = folder / "profile"
        settings = self.profile / "user" / "registrymodifications.xcu"
        settings.parent.mkdir(parents=True)
        settings.write_text(SETTINGS, encoding="utf-8")
        add_in = extension_bytes(loaded_from=package_folders())
        zipfile.ZipFile(io.BytesIO(add_in)).extractall(folder / "extensions" / "megaroth")

    def recalculated(self, book):
        """The workbook as LibreOffice saves it, its formulas answered."""
        typed, saved = self.folder / "typed", self.folder / "saved"
        for each in (typed, saved):
            each.mkdir(exist_ok=True)
        book.save(typed / "cells.xlsx")
        subprocess.run(
            [
                shutil.which("soffice"),
                "--headless",
                "--norestore",
                "--nologo",
                f"-env:UserInstallation={self.profile.as_uri()}",
                f"-env:BUNDLED_EXTENSIONS={(self.folder / 'extensions').as_uri()}",
                "--convert-to",
                "xlsx:Calc MS Excel 2007 XML",
                "--outdir",
                saved,
                typed / "cells.xlsx",
            ],
            env=ENVIRONMENT,
            check=True,
            capture_output=True,
            timeout=PATIENCE,
        )
        return load_workbook(saved / "cells.xlsx", data_only=True).active


class Sheet:
    """A sheet on which each formula has a band of rows for its arguments and its answer."""

    def __init__(self, calls):
        self.book = Workbook()
        self.sheet = self.book.active
        self.formulas = []
        self.tops = []
        row = 1
        for formula, arguments in calls:
            self.tops.append(row)
            column, height, typed = 60, 30, []
            while arguments and arguments[-1] is OMITTED:
                arguments.pop()
            for each in arguments:
                rows = each if isinstance(each, list) else [[each]]
                typed.append("" if each is OMITTED else self._put(row, column, rows))
                column, height = column + len(rows[0]) + 1, max(height, len(rows))
            self.formulas.append(f"{formula}({','.join(typed)})")
            row += height

    def _put(self, top, left, rows):
        for (i, cells), j in product(enumerate(rows), range(len(rows[0]))):
            cell, value = self.sheet.cell(top + i, left + j), cells[j]
            if isinstance(value, Error):
                cell.value = ERRORS[value]
            elif isinstance(value, str):
                cell.value, cell.data_type = value, "s"
            elif value is not BLANK:
                cell.value = value
                if isinstance(value, datetime):
                    cell.number_format = "yyyy-mm-dd"
        first = f"{get_column_letter(left)}{top}"
        last = f"{get_column_letter(left + len(rows[0]) - 1)}{top + len(rows) - 1}"
        return first if first == last else f"{first}:{last}"

    def ask_sizes(self):
        for top, formula in zip(self.tops, self.formulas, strict=True):
            self.sheet.cell(top, 1).value = f"=ROWS({formula})"
            self.sheet.cell(top, 2).value = f"=COLUMNS({formula})"

    def ask(self, sizes):
        for top, formula, (height, width) in zip(self.tops, self.formulas, sizes, strict=True):
            if height * width == 1:
                self.sheet.cell(top, 1).value = f"={formula}"
                continue
            area = f"A{top}:{get_column_letter(width)}{top + height - 1}"
            self.sheet[f"A{top}"] = ArrayFormula(area, f"={formula}")


def shown(value):
    if isinstance(value, str) and value.startswith("#"):
        return {"error": value, "says": None}
    return "" if value is None else value


def main():
    calls = [(CANARY, [])]
    for line in sys.stdin:
        formula, arguments = json.loads(line)
        calls.append((formula, [argument(each) for each in arguments]))
    with tempfile.TemporaryDirectory() as folder:
        calc = Calc(Path(folder))
        sheet = Sheet(calls)
        sheet.ask_sizes()
        answered = calc.recalculated(sheet.book)
        sizes = [
            tuple(
                size if isinstance(size := answered.cell(top, column).value, int) else 1
                for column in (1, 2)
            )
            for top in sheet.tops
        ]
        sheet.ask(sizes)
        answered = calc.recalculated(sheet.book)
    answers = []
    for top, (height, width) in zip(sheet.tops, sizes, strict=True):
        rows = answered.iter_rows(top, top + height - 1, 1, width, values_only=True)
        answers.append(alone([[shown(value) for value in row] for row in rows]))
    canary, *answers = answers
    if not str(canary).startswith("megaroth-xl"):
        raise SystemExit(f"the add-in does not work: {CANARY} shows {canary}")
    for answer in answers:
        sys.stdout.write(json.dumps(answer) + "\n")


if __name__ == "__main__":
    main()
