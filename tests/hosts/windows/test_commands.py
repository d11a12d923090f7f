import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from openpyxl import load_workbook

from megaroth_xl.cli import excel, main
from megaroth_xl.hosts import computer
from megaroth_xl.hosts.computer import this_computer
from megaroth_xl.hosts.doctor import CHECKS
from megaroth_xl.hosts.lite import workbook as lite
from megaroth_xl.hosts.windows.addin import read_addin
from megaroth_xl.hosts.windows.macro_workbook import macro_workbook_bytes
from tests.hosts.windows.made import Made


def megaroth(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


@pytest.fixture
def here(windows: Made, monkeypatch: pytest.MonkeyPatch) -> Made:
    """This computer is the Windows computer."""
    monkeypatch.setattr(excel, "this_computer", lambda: windows.computer)
    return windows


@pytest.mark.usefixtures("here")
def test_doctor_says_what_is_wrong_what_one_sees_and_what_to_do() -> None:
    result = megaroth("excel", "doctor")
    assert result.exit_code == 1
    lines = result.stdout.splitlines()
    check = next(check for check in CHECKS if check.name == "Interpreter")
    start = lines.index("WRONG  Interpreter           no setting names a Python for megaroth.xlsm")
    assert lines[start + 1].split(maxsplit=3)[-1] == check.sign
    assert lines[start + 2].split(maxsplit=3)[-1] == check.cure
    wrong = sum(line.startswith("WRONG") for line in lines)
    assert f"{wrong} of {len(CHECKS)} checks found something wrong." in lines


@pytest.mark.usefixtures("here")
def test_doctor_looks_at_the_workbook_that_is_named(tmp_path: Path) -> None:
    megaroth("excel", "install")
    assert megaroth("excel", "doctor").exit_code == 0
    own = tmp_path / "own.xlsx"
    own.write_bytes(lite.lite_workbook_bytes())
    result = megaroth("excel", "doctor", own)
    assert result.exit_code == 1
    assert "own.xlsx was saved with xlwings Lite" in result.stdout


def test_uninstalling_says_what_it_did(here: Made) -> None:
    assert megaroth("excel", "uninstall").stdout == "Nothing is installed.\n"
    megaroth("excel", "install")
    result = megaroth("excel", "uninstall")
    assert result.stdout.count("Removed ") == 5
    assert not here.computer.folder.exists()


def test_a_mac_is_told_of_lite(mac: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(excel, "this_computer", lambda: mac.computer)
    result = megaroth("excel", "doctor")
    assert result.exit_code == 1
    assert lite.MAIN in result.stdout
    megaroth("excel", "install")
    assert megaroth("excel", "doctor").exit_code == 0


@pytest.mark.parametrize("name", ["install", "doctor"])
def test_elsewhere_libreoffice_is_named(
    windows: Made, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    windows.platform = "linux"
    monkeypatch.setattr(excel, "this_computer", lambda: windows.computer)
    result = megaroth("excel", name)
    assert result.exit_code == 2
    assert "megaroth libreoffice addin" in result.stderr


def test_the_add_in_is_written_for_this_python(here: Made, tmp_path: Path) -> None:
    path = tmp_path / "new"
    path.mkdir()
    assert megaroth("excel", "addin", path).exit_code == 0
    assert read_addin((path / "megaroth.xlam").read_bytes()).interpreter == str(here.python)
    refused = megaroth("excel", "addin", path)
    assert "exists" in refused.stderr


def test_the_workbook_s_ending_says_for_which_host(tmp_path: Path) -> None:
    for name, data in (
        ("planner.xlsm", macro_workbook_bytes()),
        ("planner.xlsx", lite.lite_workbook_bytes()),
    ):
        assert megaroth("excel", "workbook", tmp_path / name).exit_code == 0
        assert (tmp_path / name).read_bytes() == data
    assert megaroth("excel", "workbook", tmp_path / "korean.xlsm", "--lang", "ko").exit_code == 0
    korean = load_workbook(tmp_path / "korean.xlsm", keep_vba=True)
    assert korean.properties.language == "ko-KR"
    assert "ends in .xlsm or .xlsx" in megaroth("excel", "workbook", "planner.xls").stderr


def test_this_computer_is_the_one_that_runs() -> None:
    found = this_computer()
    assert found.platform == sys.platform
    assert found.python == Path(sys.executable)
    assert (found.xlwings / "quickstart.xlsm").is_file()
    assert found.run([sys.executable, "-c", "print(2)"]).strip() == "2"
    assert found.run([sys.executable, "-c", "raise SystemExit(1)"]) == ""
    assert found.run([str(found.home / "no such program")]) == ""


class Registry:
    """The part of winreg that is used."""

    HKEY_CURRENT_USER, HKEY_LOCAL_MACHINE = "user", "machine"

    def __init__(self, values: dict[tuple[str, str], dict[str, object]]) -> None:
        self.values = values

    def OpenKey(self, root: str, path: str) -> "Key":  # noqa: N802 - Windows' name
        if (root, path) not in self.values:
            raise FileNotFoundError(path)
        return Key(list(self.values[root, path].items()))

    def QueryInfoKey(self, key: "Key") -> tuple[int, int, int]:  # noqa: N802
        return 0, len(key.values), 0

    def EnumValue(self, key: "Key", number: int) -> tuple[str, object, int]:  # noqa: N802
        name, value = key.values[number]
        return name, value, 1


class Key:
    def __init__(self, values: list[tuple[str, object]]) -> None:
        self.values = values

    def __enter__(self) -> "Key":
        return self

    def __exit__(self, *_: object) -> None:
        pass


def test_the_registry_is_read_by_root_and_key(monkeypatch: pytest.MonkeyPatch) -> None:
    values: dict[tuple[str, str], dict[str, object]] = {
        ("user", "Software\\Office"): {"VBAWarnings": 4}
    }
    monkeypatch.setitem(sys.modules, "winreg", Registry(values))  # type: ignore[misc]
    monkeypatch.setattr(sys, "platform", "win32")
    registry = this_computer().registry
    assert registry("HKCU\\Software\\Office") == {"VBAWarnings": 4}
    assert registry("HKLM\\Software\\Office") == {}
    assert computer.this_computer().code_page == "mbcs"
