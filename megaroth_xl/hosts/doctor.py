"""The known causes of failure in Excel, each with what a person sees and what to do.

Every check says only what it found; an empty text means that nothing is wrong.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from megaroth_xl import __version__
from megaroth_xl.hosts.lite import workbook as lite
from megaroth_xl.hosts.publication import SOURCE
from megaroth_xl.hosts.situation import Situation
from megaroth_xl.hosts.windows import addin, macro_workbook
from megaroth_xl.hosts.windows.installation import XLWINGS_ADDIN
from megaroth_xl.udfs import FORMULAS

__all__ = ["CHECKS", "MAC_CHECKS", "Check", "Finding", "examine"]

OFFICE = "Microsoft\\Office\\16.0\\Excel"
EXCEL = "HKLM\\Software\\Microsoft\\Windows\\CurrentVersion\\App Paths\\excel.exe"
SECURITY = (f"HKCU\\Software\\Policies\\{OFFICE}\\Security", f"HKCU\\Software\\{OFFICE}\\Security")
MACRO_SETTINGS = {
    3: "only macros with a digital signature may run",
    4: "macros are blocked without a word",
}
DISABLED_ITEMS = f"HKCU\\Software\\{OFFICE}\\Resiliency\\DisabledItems"
DEFENDER = (
    "HKLM\\Software\\Policies\\Microsoft\\Windows Defender\\"
    "Windows Defender Exploit Guard\\ASR\\Rules"
)
DEFENDER_RULES = {
    "d4f940ab-401b-4efc-aadc-ad5f3c50688a": "Office may not start other programs",
    "92e97fa1-2edf-4476-bdd6-9dd0b4dddc7b": "macros may not call Windows",
}
BLOCK = "1"


@dataclass(frozen=True)
class Check:
    """One known cause of failure.

    Parameters
    ----------
    name, sign, cure
        What is looked at, what a person sees in Excel when it fails, and what to do.
    problem
        What is wrong, in words; empty where nothing is.
    """

    name: str
    sign: str
    cure: str
    problem: Callable[[Situation], str]


@dataclass(frozen=True)
class Finding:
    """The result of a check: nothing, or a problem."""

    check: Check
    problem: str

    @property
    def is_fine(self) -> bool:
        """Return whether nothing is wrong."""
        return not self.problem


def examine(situation: Situation) -> list[Finding]:
    """Return what every check for this kind of computer finds."""
    checks = MAC_CHECKS if situation.computer.is_mac else CHECKS
    return [Finding(check, check.problem(situation)) for check in checks]


def _excel(situation: Situation) -> str:
    return "" if situation.registry(EXCEL, "") else "Excel is not among the installed programs"


def _interpreter(situation: Situation) -> str:
    if situation.interpreter is None:
        return f"no setting names a Python for {situation.workbook.name}"
    if not situation.interpreter.is_file():
        return f"{situation.interpreter} is not there"
    return ""


def _store(situation: Situation) -> str:
    return f"{situation.interpreter} is the Microsoft Store's" if situation.is_from_store else ""


def _letters(situation: Situation) -> str:
    text, code_page = str(situation.interpreter or ""), situation.computer.code_page
    readable = text.encode(code_page, errors="replace").decode(code_page)
    wrong = readable != text or "?" in text
    return f"{text} has letters outside Windows' code page" if wrong else ""


def _starts(situation: Situation) -> str:
    if situation.interpreter is None or not situation.interpreter.is_file():
        return ""
    return "" if situation.probe else f"{situation.interpreter} cannot be started"


def _pywin32(situation: Situation) -> str:
    missing = situation.probe and not situation.probe["pywin32"]
    return f"{situation.interpreter} cannot load pywin32" if missing else ""


def _package(situation: Situation) -> str:
    if not situation.probe:
        return ""
    there = situation.probe["megaroth"]
    if not there:
        return f"{situation.interpreter} has no megaroth-xl"
    return "" if there == __version__ else f"{situation.interpreter} has megaroth-xl {there}"


def _library(situation: Situation) -> str:
    version = situation.probe.get("xlwings", "")
    if situation.interpreter is None or not version:
        return ""
    name = f"xlwings64-{version}.dll"
    folders = situation.interpreter.parents[:2]
    if any((folder / name).is_file() for folder in folders):
        return ""
    return f"{name} is neither in {folders[0]} nor in the folder above"


def _xlwings_addin(situation: Situation) -> str:
    found = situation.addin(XLWINGS_ADDIN)
    if found is None:
        return f"{XLWINGS_ADDIN} is not in {situation.computer.startup}"
    return _unlike(situation, XLWINGS_ADDIN, found.xlwings)


def _addin(situation: Situation) -> str:
    found = situation.addin(addin.NAME)
    if found is None:
        return f"{addin.NAME} is not in {situation.computer.startup}"
    if found.megaroth != __version__:
        return f"{addin.NAME} was written by megaroth-xl {found.megaroth}, this is {__version__}"
    if found.interpreter != "python" and not Path(found.interpreter).is_file():
        return f"{addin.NAME} starts {found.interpreter}, which is not there"
    return _unlike(situation, addin.NAME, found.xlwings)


def _unlike(situation: Situation, name: str, version: str) -> str:
    installed = situation.probe.get("xlwings", "")
    if not installed or version == installed:
        return ""
    return f"{name} is for xlwings {version}, but {installed} is installed"


def _doubles(situation: Situation) -> str:
    folder = situation.computer.addins
    found = [name for name in (XLWINGS_ADDIN, addin.NAME) if (folder / name).is_file()]
    return f"{' and '.join(found)} in {folder} as well" if found else ""


def _workbook(situation: Situation) -> str:
    if situation.parts is None:
        return f"{situation.workbook} is not there, or no workbook"
    missing = sorted(set(FORMULAS) - situation.functions)
    if len(missing) < len(FORMULAS):
        return f"{situation.workbook.name} lacks {', '.join(missing)}" if missing else ""
    is_template = situation.workbook.name == macro_workbook.NAME
    return f"{situation.workbook.name} holds none of the functions" if is_template else ""


def _other_host(situation: Situation) -> str:
    saved = situation.parts is not None and any(
        lite.PREFIX in situation.parts.text(path) for path in situation.parts.sheets().values()
    )
    return f"{situation.workbook.name} was saved with xlwings Lite" if saved else ""


def _onedrive(situation: Situation) -> str:
    for folder in situation.computer.onedrive:
        if situation.workbook.is_relative_to(folder):
            return f"{situation.workbook} is in {folder}"
    return ""


def _marked(situation: Situation) -> str:
    marked = [path.name for path in situation.installed if situation.came_from_internet(path)]
    return f"Windows marked {', '.join(marked)} as coming from the internet" if marked else ""


def _macros(situation: Situation) -> str:
    for key in SECURITY:
        setting = situation.registry(key, "VBAWarnings")
        if setting in MACRO_SETTINGS:
            return MACRO_SETTINGS[setting]
    return ""


def _disabled(situation: Situation) -> str:
    items = situation.disabled_items(DISABLED_ITEMS)
    found = [
        path.name for path in situation.installed if any(path.name.lower() in i for i in items)
    ]
    return f"Excel has disabled {', '.join(found)}" if found else ""


def _antivirus(situation: Situation) -> str:
    rules = [
        words
        for rule, words in DEFENDER_RULES.items()
        if str(situation.registry(DEFENDER, rule)) == BLOCK
    ]
    return f"a rule of Microsoft Defender is on: {', '.join(rules)}" if rules else ""


def _debugging(situation: Situation) -> str:
    on = situation.settings.get("DEBUG UDFS", "").strip().lower() == "true"
    return "the setting DEBUG UDFS is on" if on else ""


def _answer(situation: Situation) -> str:
    if not situation.probe or not situation.probe["pywin32"] or not situation.probe["megaroth"]:
        return ""
    answer = situation.probe["answer"]
    if answer.startswith("megaroth-xl"):
        return ""
    return (
        f"MEGAROTH_VERSION() answers {answer!r} through xlwings"
        if answer
        else ("MEGAROTH_VERSION() has no answer through xlwings")
    )


INSTALL = "Close Excel and run: megaroth excel install"
CHECKS = (
    Check(
        "Excel",
        "There is nothing to open the template with.",
        "Install Excel for Windows; without it, use LibreOffice: megaroth libreoffice addin",
        _excel,
    ),
    Check(
        "Interpreter",
        "Cells show: Could not load xlwings64... or File not found: xlwings64...",
        f"{INSTALL}, from the Python that is to answer",
        _interpreter,
    ),
    Check(
        "Microsoft Store",
        "Cells show: Could not load xlwings64...",
        "Install Python from python.org, make a virtual environment with it, install megaroth-xl "
        "there and run: megaroth excel install",
        _store,
    ),
    Check(
        "Letters in the path",
        "Cells show: Could not load xlwings64..., with question marks in the path",
        "Make the virtual environment in a folder with plain letters, such as C:\\megaroth, "
        "install megaroth-xl there and run: megaroth excel install",
        _letters,
    ),
    Check(
        "Python",
        "Cells show an automation error, or Excel waits for a while.",
        "Start that Python yourself; if it does not start either, make the virtual environment "
        "again, install megaroth-xl there and run: megaroth excel install",
        _starts,
    ),
    Check(
        "pywin32",
        "Cells show: Couldn't find 'pywin32', or an automation error",
        "Run with that Python: python -m pip install --force-reinstall pywin32",
        _pywin32,
    ),
    Check(
        "megaroth-xl",
        "Cells show: No module named 'megaroth_xl', or figures of another version",
        f"Run with that Python: python -m pip install --upgrade {SOURCE} (in a checkout: a dot "
        f"instead). {INSTALL}",
        _package,
    ),
    Check(
        "xlwings library",
        "Cells show: Could not load xlwings64... from either of the following folders",
        "Run with that Python: python -m pip install --force-reinstall --no-deps xlwings "
        "(in a virtual environment, not with --user)",
        _library,
    ),
    Check(
        "xlwings add-in",
        "Cells of the template show #NAME? or: Object required",
        INSTALL,
        _xlwings_addin,
    ),
    Check(
        "Megaroth add-in",
        "Cells of other workbooks show #NAME?, or: Could not load xlwings64...",
        INSTALL,
        _addin,
    ),
    Check(
        "Second copies",
        "Some cells answer, others show #NAME? or an old version's figures.",
        "Close Excel and delete the copies in the AddIns folder.",
        _doubles,
    ),
    Check(
        "Workbook",
        "Its cells show #NAME?",
        "Get a new template: megaroth excel workbook new.xlsm",
        _workbook,
    ),
    Check(
        "Another host",
        "Its cells show #NAME?, those of other workbooks answer.",
        "Formulas saved with one host do not find the functions of another: get a template for "
        "Windows, megaroth excel workbook new.xlsm, or type the formulas again.",
        _other_host,
    ),
    Check(
        "OneDrive",
        "Excel sees the workbook at a web address and does not find the settings beside it.",
        "Move the workbook to a folder that OneDrive does not carry, such as Megaroth in your own "
        "folder.",
        _onedrive,
    ),
    Check(
        "Downloaded file",
        "A red bar says that macros are blocked; cells show #NAME?",
        "In the Explorer: right-click the file, Properties, tick Unblock, OK.",
        _marked,
    ),
    Check(
        "Macro settings",
        "No bar offers to enable the content; cells show #NAME?",
        "In Excel: File, Options, Trust Center, Trust Center Settings, Macro Settings, Disable "
        "VBA macros with notification. If it is grayed out, ask who looks after the computer.",
        _macros,
    ),
    Check(
        "Disabled items",
        "Cells show #NAME? since Excel crashed.",
        "In Excel: File, Options, Add-ins, Manage: Disabled Items, Go, enable it, restart Excel.",
        _disabled,
    ),
    Check(
        "Antivirus",
        "Cells show an automation error, or a notice says that an action was blocked.",
        "Ask who looks after the computer to let Excel start that Python. Other antivirus "
        "programs than Microsoft's do not tell: try once with them off.",
        _antivirus,
    ),
    Check(
        "Debugging",
        "Every cell waits, then shows an error.",
        "Set DEBUG UDFS to False in xlwings' ribbon, or delete the line from xlwings.conf.",
        _debugging,
    ),
    Check(
        "Answer",
        "Cells show an error's text.",
        "Run with that Python: python -m megaroth_xl.udfs, and go by what it says.",
        _answer,
    ),
)
"""The checks for Windows, causes before what follows from them."""


def _classic_on_mac(situation: Situation) -> str:
    if situation.workbook.suffix.lower() in {".xlsm", ".xlam"}:
        return f"{situation.workbook.name} calls functions as only Windows can"
    return ""


def _lite_workbook(situation: Situation) -> str:
    return "" if situation.workbook.is_file() else f"{situation.workbook} is not there"


MAC_CHECKS = (
    Check(
        "Classic on a Mac",
        "Cells show #NAME?",
        f"Use xlwings Lite with {lite.NAME}; on a Mac classic xlwings has no functions.",
        _classic_on_mac,
    ),
    Check(
        "Template",
        "There is nothing to open.",
        "Run: megaroth excel install",
        _lite_workbook,
    ),
)
"""The checks for a Mac, where all depends on xlwings Lite, into which nothing can look."""
