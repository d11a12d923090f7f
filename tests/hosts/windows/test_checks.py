"""Every known cause of failure, on a computer that has it."""

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import xlwings
from openpyxl import Workbook

from megaroth_xl import __version__
from megaroth_xl.hosts import doctor as checks
from megaroth_xl.hosts.doctor import CHECKS, MAC_CHECKS, examine
from megaroth_xl.hosts.lite import workbook as lite
from megaroth_xl.hosts.parts import Parts
from megaroth_xl.hosts.situation import PROBE, Situation
from megaroth_xl.hosts.windows import addin, macro_workbook
from tests.hosts.windows.made import Made


def planner(made: Made) -> Path:
    return made.computer.folder / macro_workbook.NAME


def problems(made: Made, workbook: Path | None = None) -> dict[str, str]:
    """What each check that fails found, by its name."""
    findings = examine(Situation(made.computer, workbook or planner(made)))
    return {finding.check.name: finding.problem for finding in findings if not finding.is_fine}


def test_after_installing_nothing_is_wrong(installed: Made) -> None:
    assert problems(installed) == {}


def set_interpreter(made: Made, path: Path | str) -> None:
    settings = made.computer.folder / "xlwings.conf"
    settings.write_bytes(f'"INTERPRETER_WIN","{path}"\r\n'.encode("cp1252", "replace"))


def no_excel(made: Made) -> str:
    made.registry.clear()
    return "Excel is not among the installed programs"


def no_interpreter_set(made: Made) -> str:
    (made.computer.folder / "xlwings.conf").unlink()
    made.computer.settings.unlink()
    return "no setting names a Python for megaroth.xlsm"


def interpreter_gone(made: Made) -> str:
    made.python.unlink()
    return f"{made.python} is not there"


def empty_python(made: Made, folder: str) -> Path:
    path = made.home / folder / "python.exe"
    path.parent.mkdir()
    path.touch()
    return path


def store_python(made: Made) -> str:
    path = empty_python(made, "WindowsApps")
    set_interpreter(made, path)
    return f"{path} is the Microsoft Store's"


def letters_outside_the_code_page(made: Made) -> str:
    path = empty_python(made, "김")
    set_interpreter(made, path)
    return f"{made.home / '?' / 'python.exe'} has letters outside Windows' code page"


def letters_that_vba_reads_as_question_marks(made: Made) -> str:
    book = Workbook()
    path = empty_python(made, "김")
    book.create_sheet("xlwings.conf").append(["Interpreter_Win", str(path)])
    (made.computer.folder / "xlwings.conf").unlink()
    book.save(made.home / "own.xlsx")
    planner(made).write_bytes((made.home / "own.xlsx").read_bytes())
    return f"{path} has letters outside Windows' code page"


def interpreter_does_not_start(made: Made) -> str:
    made.probe.clear()
    return f"{made.python} cannot be started"


def no_pywin32(made: Made) -> str:
    made.probe["pywin32"] = ""
    return f"{made.python} cannot load pywin32"


def no_package(made: Made) -> str:
    made.probe["megaroth"] = ""
    return f"{made.python} has no megaroth-xl"


def other_package(made: Made) -> str:
    made.probe["megaroth"] = "0.0.1"
    return f"{made.python} has megaroth-xl 0.0.1"


def no_library(made: Made) -> str:
    (library,) = made.python.parents[1].glob("*.dll")
    library.unlink()
    return f"{library.name} is neither in {made.python.parent} nor in the folder above"


def no_xlwings_addin(made: Made) -> str:
    (made.computer.startup / "xlwings.xlam").unlink()
    return f"xlwings.xlam is not in {made.computer.startup}"


def xlwings_was_upgraded(made: Made) -> str:
    made.probe["xlwings"] = "99.0.0"
    (made.python.parents[1] / "xlwings64-99.0.0.dll").touch()
    return f"xlwings.xlam is for xlwings {xlwings.__version__}, but 99.0.0 is installed"


def no_addin(made: Made) -> str:
    (made.computer.startup / addin.NAME).unlink()
    return f"megaroth.xlam is not in {made.computer.startup}"


def broken_addin(made: Made) -> str:
    (made.computer.startup / addin.NAME).write_bytes(b"half a file")
    return f"megaroth.xlam is not in {made.computer.startup}"


def addin_of_another_version(made: Made) -> str:
    path = made.computer.startup / addin.NAME
    parts = Parts.read(path.read_bytes())
    (sheet,) = parts.sheets().values()
    path.write_bytes(parts.edit(sheet, f"version {__version__}", "version 0.0.1").packed())
    return f"megaroth.xlam was written by megaroth-xl 0.0.1, this is {__version__}"


def addin_for_a_python_that_is_gone(made: Made) -> str:
    path = made.computer.startup / addin.NAME
    path.write_bytes(addin.addin_bytes({"INTERPRETER_WIN": "Kim & Co\\python.exe"}))
    return "megaroth.xlam starts Kim & Co\\python.exe, which is not there"


def second_copies(made: Made) -> str:
    made.computer.addins.mkdir()
    (made.computer.addins / "xlwings.xlam").touch()
    return f"xlwings.xlam in {made.computer.addins} as well"


def no_planner(made: Made) -> str:
    planner(made).unlink()
    return f"{planner(made)} is not there, or no workbook"


def planner_without_macros(made: Made) -> str:
    Workbook().save(planner(made))
    return "megaroth.xlsm holds none of the functions"


def planner_of_an_older_version(made: Made) -> str:
    original = macro_workbook.wrappers

    def fewer(name: str) -> object:
        module = original(name)
        source = module.source.replace("Function MEGAROTH_EXCESS(", "Function GONE(")
        return type(module)(module.name, module.kind, source)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(macro_workbook, "wrappers", fewer)
        planner(made).write_bytes(macro_workbook.macro_workbook_bytes())
    return "megaroth.xlsm lacks MEGAROTH_EXCESS"


def saved_with_lite(made: Made) -> str:
    parts = Parts.read(planner(made).read_bytes())
    path = parts.sheets()["Answers"]
    planner(made).write_bytes(parts.edit(path, "MEGAROTH_", "_xldudf_MEGAROTH_").packed())
    return "megaroth.xlsm was saved with xlwings Lite"


def in_onedrive(made: Made) -> str:
    made.environment["OneDriveCommercial"] = str(made.home)
    return f"{planner(made)} is in {made.home}"


def downloaded(made: Made) -> str:
    Path(f"{planner(made)}:Zone.Identifier").write_text(
        "[ZoneTransfer]\nZoneId=3\n", encoding="utf-8"
    )
    return "Windows marked megaroth.xlsm as coming from the internet"


def macros_are_off(made: Made) -> str:
    made.registry[checks.SECURITY[1]] = {"VBAWarnings": 4}
    return "macros are blocked without a word"


def macros_are_off_by_policy(made: Made) -> str:
    made.registry[checks.SECURITY[0]] = {"vbawarnings": 3}
    return "only macros with a digital signature may run"


def disabled_after_a_crash(made: Made) -> str:
    path = f"{made.computer.startup}\\MEGAROTH.XLAM\0".encode("utf-16-le")
    made.registry[checks.DISABLED_ITEMS] = {"1A2B": b"\1\0\0\0" + path}
    return "Excel has disabled megaroth.xlam"


def antivirus(made: Made) -> str:
    rule = "D4F940AB-401B-4EFC-AADC-AD5F3C50688A"
    made.registry[checks.DEFENDER] = {rule: "1"}
    return "a rule of Microsoft Defender is on: Office may not start other programs"


def debugging(made: Made) -> str:
    settings = made.computer.folder / "xlwings.conf"
    settings.write_bytes(settings.read_bytes() + b'"Debug UDFs","True"\r\n')
    return "the setting DEBUG UDFS is on"


def no_answer(made: Made) -> str:
    made.probe["answer"] = ""
    return "MEGAROTH_VERSION() has no answer through xlwings"


def wrong_answer(made: Made) -> str:
    made.probe["answer"] = "Traceback"
    return "MEGAROTH_VERSION() answers 'Traceback' through xlwings"


FAILURES: dict[str, tuple[Callable[[Made], str], ...]] = {
    "Excel": (no_excel,),
    "Interpreter": (no_interpreter_set, interpreter_gone),
    "Microsoft Store": (store_python,),
    "Letters in the path": (
        letters_outside_the_code_page,
        letters_that_vba_reads_as_question_marks,
    ),
    "Python": (interpreter_does_not_start,),
    "pywin32": (no_pywin32,),
    "megaroth-xl": (no_package, other_package),
    "xlwings library": (no_library,),
    "xlwings add-in": (no_xlwings_addin, xlwings_was_upgraded),
    "Megaroth add-in": (
        no_addin,
        broken_addin,
        addin_of_another_version,
        addin_for_a_python_that_is_gone,
    ),
    "Second copies": (second_copies,),
    "Workbook": (no_planner, planner_without_macros, planner_of_an_older_version),
    "Another host": (saved_with_lite,),
    "OneDrive": (in_onedrive,),
    "Downloaded file": (downloaded,),
    "Macro settings": (macros_are_off, macros_are_off_by_policy),
    "Disabled items": (disabled_after_a_crash,),
    "Antivirus": (antivirus,),
    "Debugging": (debugging,),
    "Answer": (no_answer, wrong_answer),
}
TWO_PROBLEMS = {
    # An upgrade leaves both add-ins behind; a Python in such a folder is not the one that answers.
    xlwings_was_upgraded: {"Megaroth add-in"},
    interpreter_gone: {"Megaroth add-in"},
    store_python: {"Python"},
    letters_outside_the_code_page: {"Interpreter"},
    letters_that_vba_reads_as_question_marks: {"Python", "Workbook"},
}


def test_every_check_is_tried() -> None:
    assert list(FAILURES) == [check.name for check in CHECKS]


@pytest.mark.parametrize(
    ("name", "failure"),
    [
        pytest.param(name, failure, id=failure.__name__)
        for name, failures in FAILURES.items()
        for failure in failures
    ],
)
def test_each_cause_is_found_alone(
    installed: Made, name: str, failure: Callable[[Made], str]
) -> None:
    expected = failure(installed)
    found = problems(installed)
    assert found[name] == expected
    assert set(found) == {name} | TWO_PROBLEMS.get(failure, set())


@pytest.mark.parametrize("check", [*CHECKS, *MAC_CHECKS], ids=lambda check: check.name)
def test_each_check_says_what_one_sees_and_what_to_do(check: checks.Check) -> None:
    assert len(check.sign) > 10
    assert re.match(r"[A-Z].*[\w.)]$", check.cure)


def test_a_conda_environment_is_found(installed: Made) -> None:
    settings = installed.computer.folder / "xlwings.conf"
    root = installed.home / "conda"
    settings.write_text(
        f'"INTERPRETER_WIN","python"\n"CONDA PATH","{root}"\n"CONDA ENV","plans"\n', "utf-8"
    )
    situation = Situation(installed.computer, planner(installed))
    assert situation.interpreter == root / "envs" / "plans" / "python.exe"
    settings.write_text(
        f'"INTERPRETER_WIN","python"\n"CONDA PATH","{root}"\n"CONDA ENV","base"\n', "utf-8"
    )
    situation = Situation(installed.computer, planner(installed))
    assert situation.interpreter == root / "python.exe"


def test_another_workbook_goes_by_the_settings_beside_it(installed: Made, tmp_path: Path) -> None:
    own = tmp_path / "elsewhere" / "own.xlsm"
    own.parent.mkdir()
    own.write_bytes(planner(installed).read_bytes())
    assert problems(installed, own) == {}
    own.with_name("xlwings.conf").write_text('"INTERPRETER_WIN","gone.exe"\n', encoding="utf-8")
    assert problems(installed, own) == {"Interpreter": "gone.exe is not there"}


def test_a_workbook_s_own_sheet_goes_before_all(installed: Made, tmp_path: Path) -> None:
    book = Workbook()
    book.create_sheet("xlwings.conf").append(["Interpreter_Win", "gone.exe"])
    book.save(tmp_path / "own.xlsx")
    assert problems(installed, tmp_path / "own.xlsx")["Interpreter"] == "gone.exe is not there"


def test_in_a_workbook_without_macros_the_add_in_answers(installed: Made, tmp_path: Path) -> None:
    Workbook().save(tmp_path / "own.xlsx")
    assert problems(installed, tmp_path / "own.xlsx") == {}


def test_on_a_mac_only_lite_has_functions(mac: Made) -> None:
    book = mac.computer.folder / lite.NAME
    assert problems(mac, book) == {"Template": f"{book} is not there"}
    book.parent.mkdir()
    book.write_bytes(lite.lite_workbook_bytes())
    assert problems(mac, book) == {}
    classic = mac.home / "megaroth.xlsm"
    classic.touch()
    assert problems(mac, classic) == {
        "Classic on a Mac": "megaroth.xlsm calls functions as only Windows can"
    }


def test_python_itself_answers_what_it_is_asked() -> None:
    # Away from Windows there is no pywin32, and so no answer through xlwings.
    run = subprocess.run([sys.executable, "-c", PROBE], capture_output=True, text=True, check=True)
    assert f'"megaroth": "{__version__}"' in run.stdout.splitlines()[-1]
