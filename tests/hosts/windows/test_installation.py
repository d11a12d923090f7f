import json
from collections.abc import Callable
from pathlib import Path

import pytest
import xlwings

from megaroth_xl.errors import FileError, OutputError
from megaroth_xl.hosts.lite import workbook as lite
from megaroth_xl.hosts.windows import addin, installation, macro_workbook
from megaroth_xl.hosts.windows.installation import install, planned_files, uninstall
from megaroth_xl.hosts.windows.settings import read_settings
from tests.hosts.windows.made import Made

Tree = Callable[[Path], dict[str, bytes]]
XLSTART = "AppData/Microsoft/Excel/XLSTART"
FILES = {
    f"{XLSTART}/xlwings.xlam",
    f"{XLSTART}/megaroth.xlam",
    "Megaroth/megaroth.xlsm",
    "Megaroth/xlwings.conf",
    ".xlwings/xlwings.conf",
}


def words(steps: object) -> list[str]:
    return [str(step).replace("\\", "/") for step in steps]  # type: ignore[attr-defined]


def test_everything_is_put_where_excel_finds_it(windows: Made, tree: Tree) -> None:
    before = set(tree(windows.home))
    list(install(windows.computer))
    after = tree(windows.home)
    assert set(after) - before == FILES | {".megaroth/installed.json"}
    ships = Path(xlwings.__file__).parent / "addin" / "xlwings.xlam"
    assert after[f"{XLSTART}/xlwings.xlam"] == ships.read_bytes()
    assert addin.read_addin(after[f"{XLSTART}/megaroth.xlam"]).xlwings == xlwings.__version__
    for name in ("Megaroth/xlwings.conf", ".xlwings/xlwings.conf"):
        assert after[name] == f'"INTERPRETER_WIN","{windows.python}"\r\n'.encode()


def test_uninstalling_leaves_the_computer_as_it_was(windows: Made, tree: Tree) -> None:
    startup = windows.computer.startup
    startup.mkdir(parents=True)
    (startup / "xlwings.xlam").write_bytes(b"an older one")
    (startup / "mine.xlam").write_bytes(b"mine")
    before = tree(windows.home)
    list(install(windows.computer))
    assert tree(windows.home) != before
    list(uninstall(windows.computer))
    assert tree(windows.home) == before
    assert not windows.computer.folder.exists()


def test_what_was_there_is_copied_and_named(windows: Made) -> None:
    startup = windows.computer.startup
    startup.mkdir(parents=True)
    (startup / "xlwings.xlam").write_bytes(b"an older one")
    done = words(install(windows.computer))
    copy = startup / "xlwings.xlam.before-megaroth"
    assert copy.read_bytes() == b"an older one"
    assert f"Copied what was there to {copy.as_posix()}" in done


def test_a_second_installation_changes_nothing(installed: Made, tree: Tree) -> None:
    before = tree(installed.home)
    done = words(install(installed.computer))
    assert tree(installed.home) == before
    assert len(done) == len(FILES)
    assert all(line.startswith("Already there:") for line in done)


def test_a_newer_version_replaces_what_the_older_one_wrote_without_a_copy(
    installed: Made, monkeypatch: pytest.MonkeyPatch, tree: Tree
) -> None:
    monkeypatch.setattr(addin, "addin_bytes", lambda _: b"newer")
    list(install(installed.computer))
    files = tree(installed.home)
    assert files[f"{XLSTART}/megaroth.xlam"] == b"newer"
    assert not any("before-megaroth" in name for name in files)
    list(uninstall(installed.computer))
    assert not FILES & set(tree(installed.home))


def test_a_planner_that_was_filled_in_is_never_touched(
    installed: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    planner = installed.computer.folder / macro_workbook.NAME
    planner.write_bytes(b"filled in")
    monkeypatch.setattr(macro_workbook, "macro_workbook_bytes", lambda: b"newer")
    done = words(install(installed.computer))
    assert f"Kept, because it is yours: {planner.as_posix()}" in done
    assert planner.read_bytes() == b"filled in"
    done = words(uninstall(installed.computer))
    assert f"Kept, because it was changed since: {planner.as_posix()}" in done
    assert planner.read_bytes() == b"filled in"


def test_what_was_changed_since_stays_and_so_does_the_copy(windows: Made) -> None:
    startup = windows.computer.startup
    startup.mkdir(parents=True)
    (startup / "xlwings.xlam").write_bytes(b"an older one")
    list(install(windows.computer))
    (startup / "xlwings.xlam").write_bytes(b"a newer one")
    done = words(uninstall(windows.computer))
    assert (startup / "xlwings.xlam").read_bytes() == b"a newer one"
    copy = startup / "xlwings.xlam.before-megaroth"
    assert copy.read_bytes() == b"an older one"
    assert f"What was there before it is still in {copy.as_posix()}" in done


def test_copies_never_replace_copies(windows: Made) -> None:
    startup = windows.computer.startup
    startup.mkdir(parents=True)
    for content in (b"first", b"second"):
        (startup / "xlwings.xlam").write_bytes(content)
        list(install(windows.computer))
    copies = {p.name: p.read_bytes() for p in startup.glob("*before*")}
    assert copies == {
        "xlwings.xlam.before-megaroth": b"first",
        "xlwings.xlam.before-megaroth-2": b"second",
    }
    list(uninstall(windows.computer))
    assert (startup / "xlwings.xlam").read_bytes() == b"second"


def test_a_person_s_own_interpreter_stays(windows: Made) -> None:
    path = windows.computer.settings
    path.parent.mkdir()
    path.write_bytes(b'"INTERPRETER_WIN","C:\\other\\python.exe"\r\n')
    list(install(windows.computer))
    assert path.read_bytes() == b'"INTERPRETER_WIN","C:\\other\\python.exe"\r\n'
    beside = read_settings(windows.computer.folder / "xlwings.conf", "cp1252")
    assert beside == {"INTERPRETER_WIN": str(windows.python)}


def test_installing_from_another_python_changes_only_what_was_installed(installed: Made) -> None:
    installed.python = installed.home / "newer" / "python.exe"
    list(install(installed.computer))
    expected = {"INTERPRETER_WIN": str(installed.python)}
    for path in (installed.computer.settings, installed.computer.folder / "xlwings.conf"):
        assert read_settings(path, "cp1252") == expected
    found = addin.read_addin((installed.computer.startup / addin.NAME).read_bytes())
    assert found.interpreter == str(installed.python)


def test_other_settings_of_a_person_stay(windows: Made) -> None:
    path = windows.computer.settings
    path.parent.mkdir()
    path.write_bytes(b'"SHOW CONSOLE","True"\n')
    list(install(windows.computer))
    assert read_settings(path, "cp1252") == {
        "SHOW CONSOLE": "True",
        "INTERPRETER_WIN": str(windows.python),
    }
    list(uninstall(windows.computer))
    assert path.read_bytes() == b'"SHOW CONSOLE","True"\n'


def test_a_conda_environment_goes_by_its_name(windows: Made) -> None:
    prefix = windows.python.parents[1]
    (prefix / "conda-meta").mkdir()
    windows.environment["CONDA_EXE"] = str(windows.home / "conda" / "Scripts" / "conda.exe")
    assert windows.computer.interpreter_settings() == {
        "INTERPRETER_WIN": "python",
        "CONDA PATH": str(windows.home / "conda"),
        "CONDA ENV": "venv",
    }
    windows.environment["CONDA_EXE"] = str(prefix / "Scripts" / "conda.exe")
    assert windows.computer.interpreter_settings()["CONDA ENV"] == "base"


def test_a_file_that_is_open_in_excel_is_named(
    windows: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(path: Path, _data: bytes) -> None:
        raise OutputError(path, "Permission denied")

    monkeypatch.setattr(installation, "write_whole", refused)
    with pytest.raises(OutputError, match=r"xlwings\.xlam cannot be written .*close it"):
        list(install(windows.computer))


def test_what_was_written_before_a_failure_can_be_uninstalled(
    windows: Made, monkeypatch: pytest.MonkeyPatch, tree: Tree
) -> None:
    before = tree(windows.home)
    writes = installation.write_whole

    def refused(path: Path, data: bytes) -> None:
        if path.name == addin.NAME:
            raise OutputError(path, "Permission denied")
        writes(path, data)

    monkeypatch.setattr(installation, "write_whole", refused)
    with pytest.raises(OutputError):
        list(install(windows.computer))
    list(uninstall(windows.computer))
    assert tree(windows.home) == before


def test_a_file_that_cannot_be_removed_is_named(
    installed: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(self: Path) -> None:
        raise PermissionError(13, "Permission denied", str(self))

    monkeypatch.setattr(Path, "unlink", refused)
    with pytest.raises(OutputError, match="close it"):
        list(uninstall(installed.computer))


def test_a_broken_record_is_named(installed: Made) -> None:
    installed.computer.record.write_text("[{}", encoding="utf-8")
    with pytest.raises(FileError, match="delete it to start over"):
        list(install(installed.computer))


def test_the_record_names_every_file_and_its_hash(installed: Made) -> None:
    lines = json.loads(installed.computer.record.read_text(encoding="utf-8"))
    paths = {Path(line["path"]).relative_to(installed.home).as_posix() for line in lines}
    assert paths == FILES
    assert all(len(line["sha256"]) == 64 and line["copy"] is None for line in lines)


def test_a_mac_gets_the_planner_for_lite(mac: Made) -> None:
    assert set(planned_files(mac.computer)) == {mac.home / "Megaroth" / lite.NAME}


def test_elsewhere_nothing_is_installed(windows: Made) -> None:
    windows.platform = "linux"
    assert list(install(windows.computer)) == []
    assert list(uninstall(windows.computer)) == []
