"""`megaroth excel install | doctor | uninstall | addin | workbook`."""

import sys
from pathlib import Path
from textwrap import fill, indent

import click

from megaroth_xl.cli.options import lang_option, new_file
from megaroth_xl.files import write_whole
from megaroth_xl.hosts.computer import Computer, this_computer
from megaroth_xl.hosts.doctor import Finding, examine
from megaroth_xl.hosts.lite import workbook as lite
from megaroth_xl.hosts.publication import FOR_LITE
from megaroth_xl.hosts.situation import Situation
from megaroth_xl.hosts.windows import addin, macro_workbook
from megaroth_xl.hosts.windows.installation import install, uninstall
from megaroth_xl.udfs import MEGAROTH_VERSION
from megaroth_xl.workbook.template import template_bytes

__all__ = ["command"]

LINUX = "There is no Excel for this system. In LibreOffice: megaroth libreoffice addin"
TEST = "To test: restart Excel, type =MEGAROTH_VERSION() into a cell. It shows: {}"
LINE = 78
LITE = f"""\
On a Mac the functions come through xlwings Lite, a free add-in from Excel's add-in store.
The template carries them: open it in Excel, and start xlwings Lite from the Home tab.

If its editor shows other code in main.py, replace that by the line
  {lite.MAIN}
and give Lite the package:
{indent(fill(FOR_LITE, LINE), "  ")}"""
WIDTH = 22


@click.group("excel")
def command() -> None:
    """Put the functions into Excel, and find out why they do not answer."""


@command.command("install")
def _install() -> None:
    """Put add-ins, template and settings in place.

    What was there before is kept as a copy.
    """
    computer = _excel_computer()
    for step in install(computer):
        click.echo(step)
    click.echo()
    if computer.is_mac:
        click.echo(LITE)
    else:
        click.echo(TEST.format(MEGAROTH_VERSION()))
        click.echo("If it does not: megaroth excel doctor")


@command.command("uninstall")
def _uninstall() -> None:
    """Take away what install wrote.

    What was there before is put back; what was changed since is kept.
    """
    steps = list(uninstall(this_computer()))
    for step in steps:
        click.echo(step)
    if not steps:
        click.echo("Nothing is installed.")


@command.command("doctor")
@click.argument("workbook", type=click.Path(path_type=Path), required=False)
def _doctor(workbook: Path | None) -> None:
    """Check every known cause of failure.

    With WORKBOOK for that workbook, else for the template. Ends with exit code 1 where something
    is wrong.
    """
    computer = _excel_computer()
    name = lite.NAME if computer.is_mac else macro_workbook.NAME
    path = workbook.resolve() if workbook else computer.folder / name
    findings = examine(Situation(computer, path))
    for finding in findings:
        click.echo(_line(finding))
    wrong = sum(not finding.is_fine for finding in findings)
    click.echo(f"\n{wrong} of {len(findings)} checks found something wrong.")
    if computer.is_mac:
        click.echo(LITE)
    else:
        click.echo(TEST.format(MEGAROTH_VERSION()))
    if wrong:
        sys.exit(1)


def _line(finding: Finding) -> str:
    check = finding.check
    if finding.is_fine:
        return f"ok     {check.name}"
    lines = (
        f"WRONG  {check.name:<{WIDTH}}{finding.problem}",
        f"       {'What you see':<{WIDTH}}{check.sign}",
        f"       {'What to do':<{WIDTH}}{check.cure}",
    )
    return "\n".join(lines)


@command.command("addin")
@click.argument("path", type=click.Path(path_type=Path), default=addin.NAME)
@click.option("--force", is_flag=True, help="Replace a file that is there.")
def _addin(path: Path, *, force: bool) -> None:
    """Write megaroth.xlam: the functions for all workbooks.

    It is made for the installed version of xlwings and for this Python.
    """
    target = new_file(path, addin.NAME, (".xlam",), force=force)
    write_whole(target, addin.addin_bytes(this_computer().interpreter_settings()))
    click.echo(f"Wrote {target}. `megaroth excel install` puts it where Excel finds it.")


@command.command("workbook")
@click.argument("path", type=click.Path(path_type=Path), default=macro_workbook.NAME)
@lang_option
@click.option("--force", is_flag=True, help="Replace a file that is there.")
def _workbook(path: Path, lang: str, *, force: bool) -> None:
    """Write the template: .xlsm for Windows, .xlsx for Lite.

    The one for xlwings Lite carries the functions inside; that is experimental.
    """
    target = new_file(path, macro_workbook.NAME, (".xlsm", ".xlsx"), force=force)
    is_lite = target.suffix.lower() == ".xlsx"
    build = lite.lite_workbook_bytes if is_lite else macro_workbook.macro_workbook_bytes
    write_whole(target, build(template_bytes(lang)))
    click.echo(f"Wrote {target}.")


def _excel_computer() -> Computer:
    computer = this_computer()
    if not computer.is_windows and not computer.is_mac:
        raise click.ClickException(LINUX)
    return computer
