"""What 10,000 formulas cost in LibreOffice Calc: `python benchmarks/calc.py [--runs 3] [--rows N]`.

MEGAROTH_HEADROOM in a cell of each row, beside Excel's and Calc's own functions that come to the
same: the limits of the year looked up in a table, catch-up by age, pay and the plan's cap. A run is
LibreOffice from its start to its end, without a screen: it opens a workbook, calculates every cell
and saves it. The add-in is loaded into LibreOffice's own Python, as in the tests, or asks another
Python, as the extension does that users install. Needs `soffice`.
"""

import argparse
import io
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage
from statistics import median
from time import perf_counter

from openpyxl import Workbook, load_workbook

from megaroth_xl.hosts.libreoffice.addin import extension_bytes, package_folders

OURS = "=MEGAROTH_HEADROOM(A{i},B{i},C{i},D{i},E{i},F{i},G{i})"
YEAR = "MATCH(C{i},Limits!$A$1:$C$1,0)"
DEFERRAL, CATCH_UP, HIGHER, ADDITIONS = (
    f"INDEX(Limits!$A${row}:$C${row},{YEAR})" for row in (2, 3, 4, 5)
)
COUNTED = (
    f"(A{{i}}-MIN(MAX(0,A{{i}}-{DEFERRAL}),"
    f"IF(D{{i}}<50,0,IF(AND(D{{i}}>=60,D{{i}}<=63,{HIGHER}>0),{HIGHER},{CATCH_UP}))))"
)
NATIVE = (
    f"=MAX(0,MIN(IF(F{{i}}>0,MIN({ADDITIONS},F{{i}}),{ADDITIONS})-{COUNTED}-B{{i}}-E{{i}},"
    "IF(G{i}>0,G{i}-E{i},1E+12)))"
)
# Notices 2023-75, 2024-80 and 2025-67.
SOFFICE = shutil.which("soffice") or ""
LIMITS = (
    (2024, 2025, 2026),
    (23_000, 23_500, 24_500),
    (7_500, 7_500, 8_000),
    (0, 11_250, 11_250),
    (69_000, 70_000, 72_000),
)
RECALCULATE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry"><item
 oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode"
 oor:op="fuse"><value>0</value></prop></item></oor:items>"""


def write_book(path: Path, formula: str, rows: int) -> None:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Rows")
    for i in range(1, rows + 1):
        person = (20_000 + i % 12_000, 10_000 + i % 9_000, 2024 + i % 3, 40 + i % 30)
        rest = (i % 5_000, 50_000 + i % 300_000, 30_000)
        sheet.append([*person, *rest, formula.format(i=i)])
    limits = book.create_sheet("Limits")
    for row in LIMITS:
        limits.append(row)
    book.save(path)


def write_extension(folder: Path, kind: str) -> None:
    loaded = package_folders() if kind == "loaded" else None
    add_in = extension_bytes(Path(sys.executable), loaded_from=loaded)
    with zipfile.ZipFile(io.BytesIO(add_in)) as file:
        file.extractall(folder / "megaroth")


class Calc:
    """LibreOffice with a profile and an extension of its own."""

    def __init__(self, folder: Path, kind: str) -> None:
        self.folder = folder
        self.extensions = folder / "extensions"
        write_extension(self.extensions, kind)
        settings = folder / "profile" / "user" / "registrymodifications.xcu"
        settings.parent.mkdir(parents=True)
        settings.write_text(RECALCULATE, encoding="utf-8")

    def seconds(self, name: str) -> tuple[float, float]:
        """What opening, calculating and saving takes, and of it CPU."""
        own = {k: v for k, v in os.environ.items() if not k.startswith("PYTHON")}
        started, before = perf_counter(), getrusage(RUSAGE_CHILDREN)
        subprocess.run(
            [
                SOFFICE,
                "--headless",
                "--norestore",
                "--nologo",
                f"-env:UserInstallation={(self.folder / 'profile').as_uri()}",
                f"-env:BUNDLED_EXTENSIONS={self.extensions.as_uri()}",
                "--convert-to",
                "xlsx:Calc MS Excel 2007 XML",
                "--outdir",
                self.folder / "saved",
                self.folder / name,
            ],
            env=own | {"PATH": os.defpath},
            check=True,
            capture_output=True,
            timeout=300,
        )
        after = getrusage(RUSAGE_CHILDREN)
        cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        return perf_counter() - started, cpu

    def shown(self, name: str) -> list[float]:
        book = load_workbook(self.folder / "saved" / name, data_only=True, read_only=True)
        return [row[0] for row in book["Rows"].iter_rows(min_col=8, values_only=True)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--rows", type=int, default=10_000)
    chosen = parser.parse_args()
    if not SOFFICE:
        sys.exit("soffice is not installed")
    print(f"{chosen.rows:,} formulas; {chosen.runs} runs each, medians")
    for kind in ("loaded", "asked"):
        with tempfile.TemporaryDirectory() as folder:
            calc = Calc(Path(folder), kind)
            books = {"native.xlsx": NATIVE, "ours.xlsx": OURS}
            for name, formula in books.items():
                write_book(Path(folder) / name, formula, chosen.rows)
                calc.seconds(name)  # the first start makes the profile
            native, ours = (calc.shown(name) for name in books)
            if any(abs(a - b) > 0.005 for a, b in zip(native, ours, strict=True)):
                sys.exit("they do not show the same")
            runs = {name: [calc.seconds(name) for _ in range(chosen.runs)] for name in books}
            (wall, cpu), (our_wall, our_cpu) = (
                tuple(median(part) for part in zip(*found, strict=True)) for found in runs.values()
            )
            print(f"{kind:<8}native {wall:6.2f} s, CPU {cpu:5.2f}")
            print(f"{'':<8}ours   {our_wall:6.2f} s, CPU {our_cpu:5.2f}", end="")
            print(f"   x{our_wall / wall:.2f}, CPU x{our_cpu / cpu:.2f}")


if __name__ == "__main__":
    main()
