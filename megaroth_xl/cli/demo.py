"""`megaroth demo [FOLDER]`: the main job on a made-up roster."""

import shutil
import sys
from pathlib import Path

import click

import megaroth_xl
from megaroth_xl.cli.options import lang_option, say_disclaimer
from megaroth_xl.cli.report import say
from megaroth_xl.cli.template import NAME
from megaroth_xl.errors import InputError
from megaroth_xl.files import write_whole
from megaroth_xl.phrases import Phrase
from megaroth_xl.reports.runs.run import report
from megaroth_xl.texts import text
from megaroth_xl.workbook.template import template_bytes

__all__ = ["command"]

YEAR = 2026
ROSTER, PLAN = "sample_roster.xlsx", "sample_plan.toml"
ASKING = "sample_roster_to_answer.csv"
"""A roster with which `megaroth roster check` shows what it asks."""


def _samples() -> Path:
    """Return where the samples lie: in an installed package, or beside it in a checkout."""
    package = Path(megaroth_xl.__file__).parent
    installed = package / "samples"
    return installed if installed.is_dir() else package.parent / "workbook"


@click.command("demo")
@click.argument("folder", type=click.Path(path_type=Path), default="megaroth-demo")
@lang_option
def command(folder: Path, lang: str) -> None:
    """Report on a made-up roster into FOLDER, with the roster, the plan and the template."""
    if folder.is_file():
        raise InputError(
            "FOLDER", Phrase("{file}, which exists", file=repr(str(folder))), "a folder"
        )
    folder.mkdir(parents=True, exist_ok=True)
    for name in (ROSTER, PLAN, ASKING):
        shutil.copyfile(_samples() / name, folder / name)
    write_whole(folder / NAME, template_bytes(lang))
    click.echo(text("console.made_up", lang, folder=str(folder.resolve())))
    done = report(folder / ROSTER, folder / PLAN, YEAR, folder / "reports", force=True, lang=lang)
    say(done, lang)
    click.echo(text("console.then", lang, path=str(folder / NAME)))
    say_disclaimer(lang)
    if done.is_open or done.rows_left_out or done.result["result"] != "passes":
        sys.exit(1)
