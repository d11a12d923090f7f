"""`megaroth completion SHELL`: the script that lets a shell complete commands and options."""

import os
from typing import ClassVar

import click
from click.shell_completion import (
    CompletionItem,
    ShellComplete,
    add_completion_class,
    get_completion_class,
    split_arg_string,
)

__all__ = ["PROGRAM", "VARIABLE", "command"]

PROGRAM = "megaroth"
VARIABLE = "_MEGAROTH_COMPLETE"


@add_completion_class
class PowerShell(ShellComplete):
    """PowerShell, which click does not know by itself: what its argument completer calls."""

    name: ClassVar[str] = "powershell"
    source_template: ClassVar[str] = """\
Register-ArgumentCompleter -Native -CommandName %(prog_name)s -ScriptBlock {
    param($word, $line, $position)
    $env:COMP_WORDS = $line.ToString()
    $env:COMP_WORD = $word
    $env:%(complete_var)s = "powershell_complete"
    %(prog_name)s | ForEach-Object {
        $value, $meaning = $_ -split "`t", 2
        [System.Management.Automation.CompletionResult]::new(
            $value, $value, "ParameterValue", $meaning)
    }
    Remove-Item Env:COMP_WORDS, Env:COMP_WORD, Env:%(complete_var)s
}
"""

    def get_completion_args(self) -> tuple[list[str], str]:
        """The words before the one that is being typed, and that one."""
        words = split_arg_string(os.environ["COMP_WORDS"])[1:]
        word = os.environ.get("COMP_WORD", "")
        return words[:-1] if word and words and words[-1] == word else words, word

    def format_completion(self, item: CompletionItem) -> str:
        """One completion and what it means."""
        return f"{item.value}\t{item.help or item.value}"


@click.command("completion")
@click.argument("shell", metavar="SHELL", type=click.Choice(["bash", "zsh", "fish", "powershell"]))
@click.pass_context
def command(context: click.Context, shell: str) -> None:
    """Print the script that lets SHELL complete commands and options."""
    kind = get_completion_class(shell)
    if kind:
        click.echo(kind(context.find_root().command, {}, PROGRAM, VARIABLE).source())
