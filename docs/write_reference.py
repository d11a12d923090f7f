"""Writes the generated parts of plan.md, census.md and command-line.md, from the code itself.

What the commands on these pages print is written anew as well.

``python docs/write_reference.py`` writes them anew; a test holds that they are current.
"""

import contextlib
import re
import shlex
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from inspect import cleandoc
from pathlib import Path

import click
from click.testing import CliRunner

from megaroth_xl.cli import COMMANDS, main
from megaroth_xl.plan_settings import SECTIONS, SETTINGS, Absent, Entry, Kind, Setting
from megaroth_xl.reports.results.corrections import CORRECTIONS
from megaroth_xl.reports.results.employees import COLUMNS as RESULTS
from megaroth_xl.reports.results.outcomes import Outcomes
from megaroth_xl.strategy.participants import COLUMNS
from megaroth_xl.strategy.plan import ELECTION_FILE
from megaroth_xl.texts import citation, keys, text

HERE = Path(__file__).parent
SHARED = ("quiet",)
"""Options of every command, which the page explains once."""
END = "<!-- end -->"
CONSOLE = re.compile(r"```console\n\$ megaroth (.*)\n(?:.*\n)*?```")


def table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A table in Markdown."""
    lines = [list(heads), *map(list, rows)]
    lines.insert(1, ["---"] * len(lines[0]))
    escaped = [[cell.replace("|", "\\|").replace("\n", " ") for cell in line] for line in lines]
    return "\n".join(f"| {' | '.join(line)} |" for line in escaped)


# plan.md


def settings() -> str:
    """A table of settings for each section."""
    parts = []
    for section in SECTIONS:
        rows = [row for each in SETTINGS.values() if each.section == section for row in lines(each)]
        heads = ("setting", "what to type", "if blank", "what it is for", "source")
        parts.append(f"### {text(f'plan_settings.section.{section}')}\n\n{table(heads, rows)}")
    return "\n\n".join(parts)


def lines(setting: Setting) -> Iterator[tuple[str, ...]]:
    """A row for a setting, and one for each column of its rows."""
    name = f"`{setting.name}`"
    if setting.entry:
        yield row(setting, setting.entry, name, blank(setting))
    for column, entry in setting.columns.items():
        numbered = f"`{setting.row} 1 {column.replace('_', ' ')}`, ..."
        yield row(setting, entry, name if not setting.entry else "", "", numbered)


def row(
    setting: Setting, entry: Entry, name: str, if_blank: str, numbered: str = ""
) -> tuple[str, ...]:
    """One row of the table of settings."""
    place = "<br>".join(each for each in (name, numbered, entry.label("en", 1)) if each)
    key = f"plan_settings.setting.{entry.key}.note"
    return place, takes(entry), if_blank or blank(setting), text(key), citation(key)


def takes(entry: Entry) -> str:
    """What a setting takes."""
    if entry.kind is Kind.WORD:
        return ", ".join(f"`{word}`" for word in entry.words)
    return text(f"plan_settings.expected.{entry.kind.value}")


def blank(setting: Setting) -> str:
    """What a setting means that is not given."""
    if setting.absent is Absent.MISSING:
        return "**needed**"
    if setting.absent is Absent.UNKNOWN:
        return "not known"
    if setting.absent is Absent.NOTHING:
        return "none"
    default = setting.default
    if isinstance(default, bool):
        return "yes" if default else "no"
    if isinstance(default, float):
        return f"{default:.0%}"
    return f"`{default}`" if default else "none"


# results.md


def results() -> str:
    """A table for each file of results: its columns."""
    of_rosters = {name: text(f"roster_columns.{name}.meaning") for name in keys("roster_columns")}
    meanings = {**documented(Outcomes), **of_rosters, **OWN}
    rows = [
        (f"`{name}`", text(f"reports.column.{name}"), UNITS_IN_WORDS[unit], meanings[name])
        for name, unit in RESULTS.items()
    ]
    back = [
        (f"`{name}`", text(f"reports.pretest.{name}"), UNITS_IN_WORDS[unit])
        for name, unit in CORRECTIONS.items()
    ]
    heads = ("column", "heading in the summary", "unit")
    elections = [(f"`{name}`", OF_ELECTIONS[name]) for name in ELECTION_FILE]
    return "\n\n".join(
        (
            f"### results.csv and results.parquet\n\n{table((*heads, 'meaning'), rows)}",
            f"### refunds.csv\n\n{table(heads, back)}",
            f"### elections.csv\n\n{table(('column', 'meaning'), elections)}",
        )
    )


def documented(kind: type) -> dict[str, str]:
    """What a class's docstring says of each of its parameters."""
    found: dict[str, str] = {}
    body = cleandoc(kind.__doc__ or "").partition("Parameters\n----------\n")[2]
    for each in re.split(r"\n(?=\S)", body):
        names, _, words = each.partition("\n")
        found |= {name.strip(): " ".join(words.split()) for name in names.split(",")}
    return found


UNITS_IN_WORDS = {
    "cents": "dollars",
    "share": "share of pay (0.05 is 5%)",
    "years": "years",
    "word": "text",
    "one_line": "text",
    "text": "text",
    "date": "date",
}
OWN = {
    "name": "The employee's name; *** with `--redact`",
    "match_basis": "Whether the match is given in the roster or projected from the plan's tiers",
    "warnings": "What to look at, in a few words",
    "roth_catch_up_required": "Whether catch-up must be Roth: yes or no",
    "highly_compensated": "An HCE of the year: yes, no, or blank if not known",
}
OF_ELECTIONS = {
    "employee_id": "The employer's id of the person",
    "name": "The employee's name; *** with `--redact`",
    "after_tax_percent": "Percent of pay to withhold after tax, such as 12.5; 0 to stop",
    "after_tax_dollars": "The same in dollars of one pay date",
    "effective_date": "The day after the roster's own day; blank where the roster does not say it",
    "stop_amount": "After-tax dollars of the year at which payroll stops",
}


# census.md


def columns() -> str:
    """A table of the roster's columns."""
    heads = ("column", "heading in the start workbook", "what stands in it", "needed")
    rows = (
        (
            f"`{name}`",
            text(f"roster_columns.{name}.label"),
            text(f"roster_columns.{name}.meaning"),
            "**yes**" if name in COLUMNS and COLUMNS[name].required else "",
        )
        for name in keys("roster_columns")
    )
    return table(heads, rows)


# command-line.md


def commands() -> str:
    """Each command with its arguments and options."""
    context = click.Context(main, info_name="megaroth")
    known = ((name, main.get_command(context, name)) for name in COMMANDS)
    return "\n\n".join(part for name, each in known if each for part in usage(each, context, name))


def usage(command: click.Command, parent: click.Context, name: str) -> Iterator[str]:
    """A command's part, or those of a group's commands."""
    context = click.Context(command, info_name=name, parent=parent)
    if isinstance(command, click.Group):
        for each, one in command.commands.items():
            yield from usage(one, context, each)
        return
    pieces = " ".join(command.collect_usage_pieces(context))
    described = re.sub(r"(?<!\n)\n(?!\n)", " ", cleandoc(command.help or ""))
    options = [
        record
        for parameter in command.params
        if isinstance(parameter, click.Option) and parameter.name not in SHARED
        if (record := parameter.get_help_record(context))
    ]
    path = context.command_path.strip()
    part = f"### {path}\n\n    {path} {pieces}\n\n{described}"
    if options:
        rows = ((f"`{option}`", said) for option, said in options)
        part += f"\n\n{table(('option', 'meaning'), rows)}"
    yield part


PARTS = {
    "plan.md": ("settings", settings),
    "census.md": ("columns", columns),
    "command-line.md": ("commands", commands),
    "results.md": ("results", results),
}
"""By page, the name of its generated part and what writes it."""


def page(name: str) -> str:
    """A page with its generated part, and what its commands print, as they are today."""
    part, write = PARTS[name]
    whole = (HERE / name).read_text(encoding="utf-8")
    start = f"<!-- {part}: generated -->"
    before, found, rest = whole.partition(start)
    _, ended, after = rest.partition(END)
    if not (found and ended):
        raise SystemExit(f"{name} has no part between {start} and {END}")
    return played(f"{before}{start}\n\n{write()}\n\n{END}{after}")


def played(whole: str) -> str:
    """A page whose commands were typed, one after the other, beside the examples' files."""
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(HERE / "census", folder, dirs_exist_ok=True)
        shutil.copytree(HERE.parent / "workbook", Path(folder, "workbook"))
        with contextlib.chdir(folder):
            return CONSOLE.sub(typed, whole)


def typed(block: re.Match[str]) -> str:
    """A block of the page: a command, and what it prints."""
    run = CliRunner().invoke(main, shlex.split(block[1]), prog_name="megaroth")
    return f"```console\n$ megaroth {block[1]}\n{run.output}```"


if __name__ == "__main__":
    for each in PARTS:
        (HERE / each).write_text(page(each), encoding="utf-8")
