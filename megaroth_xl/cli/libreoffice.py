"""`megaroth libreoffice addin [PATH]`."""

import sys
from pathlib import Path

import click

from megaroth_xl.cli.options import new_file
from megaroth_xl.files import write_whole
from megaroth_xl.hosts.libreoffice.addin import NAME, extension_bytes
from megaroth_xl.udfs import MEGAROTH_VERSION

__all__ = ["command"]


@click.group("libreoffice")
def command() -> None:
    """Put the functions into LibreOffice Calc."""


@command.command("addin")
@click.argument("path", type=click.Path(path_type=Path), default=NAME)
@click.option("--force", is_flag=True, help="Replace a file that is there.")
def _addin(path: Path, *, force: bool) -> None:
    """Write megaroth.oxt, LibreOffice's add-in for this Python.

    It asks this Python for its answers: write and install it anew after moving Python elsewhere.
    """
    target = new_file(path, NAME, (".oxt",), force=force)
    write_whole(target, extension_bytes(Path(sys.executable)))
    click.echo(f"Wrote {target}.")
    click.echo(f"Install it: unopkg add --force {target}")
    click.echo("or in LibreOffice: Tools, Extensions, Add. Then start LibreOffice anew.")
    click.echo(f"The test: type =MEGAROTH_VERSION() into a cell. It shows: {MEGAROTH_VERSION()}")
