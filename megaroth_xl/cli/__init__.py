"""Layer 4: the command line, `megaroth ...`, one module a command."""

import sys
from importlib import import_module
from typing import Any, NoReturn

import click

from megaroth_xl import __version__
from megaroth_xl.errors import MegarothError

__all__ = ["main"]

COMMANDS = {
    "limits": "The yearly limits with their sources.",
    "room": "How much after-tax contribution still fits this year.",
    "template": "Write the template workbook, to be filled in with Excel.",
    "calc": "Compute a filled template without the add-in.",
    "report": "A roster in, a summary workbook out.",
    "plan-test": "Will the highly compensated get their after-tax money back?",
    "excel": "Put the functions into Excel, check and remove them.",
    "libreoffice": "Put the functions into LibreOffice Calc.",
    "demo": "The report on a sample roster, into a folder of your own.",
}
"""Each command's one line; its module is imported when it runs, so that help answers at once."""


class _Commands(click.Group):
    """Commands that answer a wrong input with one sentence on stderr and exit code 2."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"megaroth_xl.cli.{cmd_name.replace('-', '_')}")
        command: click.Command = module.command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def main(self, *args: Any, **extra: Any) -> Any:
        extra["standalone_mode"] = False
        try:
            sys.exit(super().main(*args, **extra) or 0)
        except click.ClickException as error:
            refuse(error.format_message())
        except MegarothError as error:
            refuse(str(error))
        except OSError as error:
            place = f"{error.filename}: " if error.filename else ""
            refuse(f"{place}{error.strerror or error}")
        except click.Abort:
            click.echo("Stopped.", err=True)
            sys.exit(130)


def refuse(sentence: str) -> NoReturn:
    """End with one sentence on stderr and exit code 2."""
    click.echo(f"Error: {sentence}", err=True)
    sys.exit(2)


@click.group(
    cls=_Commands,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.version_option(__version__, prog_name="megaroth")
@click.pass_context
def main(context: click.Context) -> None:
    """Plan the mega backdoor Roth: limits, after-tax room, workbooks and batch reports."""
    if context.invoked_subcommand is None:
        click.echo(context.get_help())
