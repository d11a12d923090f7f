"""`megaroth libreoffice addin [PATH]`."""

import sys
from pathlib import Path

import click

from megaroth_xl.cli.options import new_file
from megaroth_xl.errors import InputError
from megaroth_xl.files import write_whole
from megaroth_xl.hosts.libreoffice import server
from megaroth_xl.hosts.libreoffice.addin import NAME, extension_bytes, package_folders
from megaroth_xl.udfs import MEGAROTH_VERSION

__all__ = ["command"]


@click.group("libreoffice")
def command() -> None:
    """Put the functions into LibreOffice Calc."""


@command.command("addin")
@click.argument("path", type=click.Path(path_type=Path), default=NAME)
@click.option("--force", is_flag=True, help="Replace a file that is there.")
@click.option(
    "--portable",
    is_flag=True,
    help="Name no Python in it, for other computers: it takes the Python in MEGAROTH_PYTHON, or "
    "megaroth on the path.",
)
@click.option(
    "--inside",
    is_flag=True,
    help="Let LibreOffice's own Python answer, which is faster; only where it has the same version "
    "as this one, as on most Linux systems.",
)
def _addin(path: Path, *, force: bool, portable: bool, inside: bool) -> None:
    """Write megaroth.oxt, LibreOffice's add-in for this Python.

    It asks this Python for its answers: write and install it again after moving Python elsewhere.
    """
    if portable and inside:
        raise InputError("--inside", "given with --portable", "one of the two")
    target = new_file(path, NAME, (".oxt",), force=force)
    python = None if portable else Path(sys.executable)
    write_whole(target, extension_bytes(python, loaded_from=package_folders() if inside else None))
    click.echo(f"Wrote {target}.")
    click.echo(f"Install it: unopkg add --force {target}")
    click.echo("or in LibreOffice: Tools, Extensions, Add. Then restart LibreOffice.")
    click.echo(f"To test: type =MEGAROTH_VERSION() into a cell. It shows: {MEGAROTH_VERSION()}")


@command.command("answer", hidden=True)
def _answer() -> None:
    """Answer the add-in line by line; LibreOffice starts this."""
    server.main()
