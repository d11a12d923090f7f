"""`megaroth template [PATH]`."""

from pathlib import Path

import click

from megaroth_xl.cli.options import lang_option, new_file
from megaroth_xl.files import write_whole
from megaroth_xl.texts import text
from megaroth_xl.workbook.template import template_bytes

__all__ = ["command"]

NAME = "megaroth_template.xlsx"


@click.command("template")
@click.argument("path", type=click.Path(path_type=Path), default=NAME)
@lang_option
@click.option("--force", is_flag=True, help="Replace a file that is there.")
def command(path: Path, lang: str, *, force: bool) -> None:
    """Write the template workbook to PATH, a file or a folder."""
    target = new_file(path, NAME, (".xlsx",), force=force)
    write_whole(target, template_bytes(lang))
    click.echo(text("console.wrote.template", lang, path=str(target)))
