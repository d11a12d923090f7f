"""`megaroth roster new PATH`: the workbook to start from."""

from pathlib import Path

import click

from megaroth_xl.cli.options import lang_option, new_file
from megaroth_xl.files import write_whole
from megaroth_xl.reports.roster.start_workbook import start_workbook

__all__ = ["command"]

NAME = "start.xlsx"


@click.group("roster")
def command() -> None:
    """Begin a roster."""


@command.command("new")
@click.argument("path", type=click.Path(path_type=Path), default=NAME)
@lang_option
@click.option("--force", is_flag=True, help="Replace a file that is there.")
def _new(path: Path, lang: str, *, force: bool) -> None:
    """Write a workbook for a plan and its roster to PATH, a file or a folder.

    Its sheets say what to do, and ask for the plan's terms and the employees. Fill in the yellow
    cells; `report` and the other commands then take plan and roster from it.
    """
    target = new_file(path, NAME, (".xlsx",), force=force)
    write_whole(target, start_workbook(lang))
    click.echo(f"Wrote {target}. Open it, and fill in the yellow cells of Plan and Roster.")
