"""Layer 4: the command line, `megaroth ...`, one module a command."""

import gc

_COLLECTS = gc.isenabled()
gc.disable()  # modules stay: looking among them for what can go takes a sixth of a start

import os
import sys
from collections.abc import Sequence
from contextlib import redirect_stdout
from importlib import import_module
from itertools import pairwise
from typing import Any, NoReturn

import click

from megaroth_xl import __version__
from megaroth_xl.cli.usage import said
from megaroth_xl.errors import InputError, MegarothError, OpenQuestionsError, RunStoppedError
from megaroth_xl.given_files import missing_file
from megaroth_xl.phrases import Phrase
from megaroth_xl.texts import LANGUAGES, in_language
from megaroth_xl.words import nearest

__all__ = ["QUIET", "main"]

# No command multiplies matrices, and numpy's threads for that take half of its start.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

# What polars has done with goes back to the system soon: numpy can have it.
os.environ.setdefault("_RJEM_MALLOC_CONF", "dirty_decay_ms:100,muzzy_decay_ms:0")

QUIET = "megaroth.stdout"
"""Under which a command that is to be quiet keeps where it would have written."""

WITHOUT_EXCEL = "MEGAROTH_WITHOUT_EXCEL"
"""As `formulas` has it, which must not be imported before it is set."""
INTERRUPTED = 130
"""The exit code of what a user stops, as shells have it."""
COMMANDS = {
    "limits": "The yearly limits with their sources.",
    "room": "How much after-tax contribution still fits this year.",
    "template": "Write the template workbook, to be filled in with Excel.",
    "calc": "Compute a filled template without the add-in.",
    "roster": "Begin a roster with a workbook that asks for it; check how one is read.",
    "report": "A roster in, a summary workbook out.",
    "payroll": "Did payroll do what was elected, within the limits?",
    "plan": "A plan in plain sentences, and what in it is open.",
    "plan-test": "Will the highly compensated get their after-tax money back?",
    "excel": "Put the functions into Excel, check and remove them.",
    "libreoffice": "Put the functions into LibreOffice Calc.",
    "demo": "The report on a sample roster, into a folder of your own.",
    "completion": "Let your shell complete commands and options.",
}
"""Each command's one line; its module is imported when it runs, so that help answers at once."""


def _hush(context: click.Context, _parameter: click.Parameter, value: bool) -> None:  # noqa: FBT001
    """Send what a command says to nowhere; errors have a stream of their own."""
    if value:
        context.meta[QUIET] = sys.stdout
        nowhere = context.with_resource(open(os.devnull, "w", encoding="utf-8"))  # noqa: PTH123, SIM115
        context.with_resource(redirect_stdout(nowhere))


def _with_quiet(command: click.Command) -> click.Command:
    """A command, or each of a group's, with --quiet."""
    if isinstance(command, click.Group):
        for each in command.commands.values():
            _with_quiet(each)
    elif not any(each.name == "quiet" for each in command.params):
        command.params.append(
            click.Option(
                ["-q", "--quiet"],
                is_flag=True,
                is_eager=True,
                expose_value=False,
                callback=_hush,
                help="Print nothing but errors; the exit code says the rest.",
            )
        )
    return command


def _imported(name: str) -> Any:
    """A command's module. It serves no Excel, so that formulas need no xlwings, slow to import."""
    if name in sys.modules:
        return sys.modules[name]
    given, collects = os.environ.get(WITHOUT_EXCEL), gc.isenabled()
    os.environ[WITHOUT_EXCEL] = "yes"
    gc.disable()
    try:
        return import_module(name)
    finally:
        gc.freeze()  # modules stay: looking among them for what can go takes a third of the time
        if collects:
            gc.enable()
        del os.environ[WITHOUT_EXCEL]
        if given is not None:
            os.environ[WITHOUT_EXCEL] = given


class _Commands(click.Group):
    """Commands that answer a wrong input with one sentence on stderr and exit code 2."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in COMMANDS:
            return None
        module = _imported(f"megaroth_xl.cli.{cmd_name.replace('-', '_')}")
        command: click.Command = module.command
        return _with_quiet(command)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name = args[0]
        if name not in COMMANDS and not name.startswith("-") and not ctx.resilient_parsing:
            meant = nearest(name, COMMANDS)
            words = "There is no command {name}; megaroth --help lists the commands."
            if meant:
                words = "There is no command {name}; did you mean {meant}?"
            raise click.UsageError(Phrase(words, name=repr(name), meant=meant), ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except InputError as error:
            raise _by_option(self, ctx, error) from error
        except BrokenPipeError:  # whoever read the output has enough of it
            sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115
            ctx.exit(0)
        except OpenQuestionsError as error:
            click.echo(in_language(error.args[0], ctx.obj), err=True)
            ctx.exit(1)

    def main(self, *args: Any, **extra: Any) -> Any:
        if "_MEGAROTH_COMPLETE" in os.environ:
            import_module("megaroth_xl.cli.completion")
        extra["standalone_mode"] = False
        given = args[0] if args else extra.get("args")
        lang = _language(sys.argv[1:] if given is None else given)
        extra["obj"] = lang
        try:
            sys.exit(super().main(*args, **extra) or 0)
        except click.ClickException as error:
            if error.format_message().startswith("Usage: "):  # a group without a command
                click.echo(error.format_message(), err=True)
                sys.exit(2)
            refuse(" ".join(in_language(said(error), lang).split()), lang)
        except RunStoppedError as error:
            refuse(in_language(error.args[0], lang), lang, INTERRUPTED)
        except MegarothError as error:
            refuse(in_language(error.args[0], lang), lang)
        except OSError as error:
            place = f"{error.filename}: " if error.filename else ""
            refuse(f"{place}{in_language(missing_file(error), lang)}", lang)
        except click.Abort:
            click.echo(in_language("Stopped.", lang), err=True)
            sys.exit(INTERRUPTED)
        except Exception as error:  # noqa: BLE001 - exit code 1 means something else
            sys.excepthook(*sys.exc_info())
            words = "a fault of this program, not of yours ({kind}); report it"
            refuse(in_language(Phrase(words, kind=type(error).__name__), lang), lang)


def _by_option(group: click.Group, ctx: click.Context, error: InputError) -> InputError:
    """An error that names the option that the person typed, not the argument behind it."""
    command = group.get_command(ctx, ctx.invoked_subcommand or "")
    every = command.commands.values() if isinstance(command, click.Group) else [command]
    options = {each.name: each.opts[0] for one in every if one for each in one.params}
    option = options.get(error.name, "")
    return InputError(option, error.found, error.expected) if option.startswith("-") else error


def _language(typed: Sequence[str]) -> str:
    """The language that a command line asks for, even one that cannot be read otherwise.

    >>> _language(["roster", "check", "--lang", "ko"]), _language(["room"])
    ('ko', 'en')
    """
    asked = [after for word, after in pairwise(typed) if word == "--lang"]
    asked += [word.removeprefix("--lang=") for word in typed if word.startswith("--lang=")]
    return asked[-1] if asked and asked[-1] in LANGUAGES else LANGUAGES[0]


def refuse(sentence: str, lang: str, code: int = 2) -> NoReturn:
    """End with one sentence on stderr and an exit code; on a terminal its first word is red."""
    color = False if os.environ.get("NO_COLOR") else None
    first = click.style(in_language("Error:", lang), fg="red", bold=True)
    click.echo(f"{first} {sentence}", err=True, color=color)
    sys.exit(code)


@click.group(
    "megaroth",
    cls=_Commands,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.version_option(__version__, "-V", "--version", prog_name="megaroth")
@click.pass_context
def main(context: click.Context) -> None:
    """Plan the mega backdoor Roth: limits, after-tax room, workbooks and batch reports.

    Exit codes: 0 done and certain, 1 needs you, 2 not readable or wrong usage.
    """
    if context.invoked_subcommand is None:
        click.echo(context.get_help())


gc.freeze()  # nor are they looked through at the end
if _COLLECTS:
    gc.enable()
