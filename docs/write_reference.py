"""Writes the generated parts of the reference pages from the code itself.

``python docs/write_reference.py`` writes them again; a test holds that they are current.
"""

import re
from collections.abc import Iterator
from dataclasses import fields
from inspect import cleandoc

import click
from parts import Parts, table, write_pages

from megaroth_xl.cli import COMMANDS, main
from megaroth_xl.plan_settings import SECTIONS, SETTINGS, Absent, Entry, EntryKind, Setting
from megaroth_xl.reports.results.correction_steps import CORRECTIONS
from megaroth_xl.reports.results.data_files import IN_TESTS
from megaroth_xl.reports.results.employee_outcomes import EmployeeOutcomes
from megaroth_xl.reports.results.employees import COLUMNS as RESULTS
from megaroth_xl.reports.results.payroll_findings import FINDINGS, in_words
from megaroth_xl.reports.results.pretest import PARTICIPANTS
from megaroth_xl.reports.roster.settings import CHOICES, ReadingSettings
from megaroth_xl.strategy.plan.participant_columns import COLUMNS
from megaroth_xl.strategy.plan.values import ELECTION_FILE
from megaroth_xl.texts import citation, keys, text

IN_TESTS_MEANINGS = {
    "standing": "Whether the person counts in the tests; if not, why not",
    "otherwise_excludable": "Not yet 21, or less than a year of service (IRC 410(a)(1)(A))",
    "counted_compensation": "Pay that the tests divide by, up to the limit of IRC 401(a)(17)",
    "acp_contribution": "Match and after-tax contributions, and what else the ACP test counts",
    "acp_ratio": "The same over counted compensation, rounded to 0.01 percent",
    "adp_deferral": "Deferrals without catch-up, and what else the ADP test counts",
    "adp_ratio": "The same over counted compensation, rounded to 0.01 percent",
    "acp_excess": "Excess aggregate contributions of this person if the ACP test fails",
    "adp_excess": "Excess contributions of this person if the ADP test fails",
    "adp_catch_up": "The part of them that becomes catch-up and stays in the plan",
}
OF_REFUNDS = {
    "employee_id": "The employer's ID for the person; text, so that leading zeros are kept",
    "name": "The employee's name; *** with `--redact`",
    "step": "The limit or test that asks for it; steps come in the order of correction",
    "source": "The money that goes back",
    "amount": "Without earnings",
    "earnings": "Earnings that go with it, below 0 for a loss; blank if not known",
    "taxable": "What the person reports as income of it, earnings included; blank if not known",
    "how": "Paid out, forfeited, kept as catch-up, or corrected as the plan document says",
    "in_roth": "Whether it has been converted to Roth, of after-tax contributions",
    "without_excise_tax": "The last day without excise tax, or without a second tax on the person",
    "last_day": "The last day for the correction itself; blank where the plan document decides",
    "form": "The form that reports it, with its code",
}
SHARED = ("quiet",)
"""Options of every command, which the page explains once."""


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
    if entry.kind is EntryKind.WORD:
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
    meanings = {**documented(EmployeeOutcomes), **of_rosters, **OWN}
    rows = [
        (f"`{name}`", text(f"reports.column.{name}"), UNITS_IN_WORDS[unit], meanings[name])
        for name, unit in RESULTS.items()
    ]
    rows += [
        (
            f"`{name}`",
            text(f"reports.pretest.{name}"),
            UNITS_IN_WORDS[PARTICIPANTS[name]],
            IN_TESTS_MEANINGS[name],
        )
        for name in IN_TESTS
    ]
    back = [
        (f"`{name}`", text(f"reports.pretest.{name}"), UNITS_IN_WORDS[unit], OF_REFUNDS[name])
        for name, unit in CORRECTIONS.items()
    ]
    heads = ("column", "heading in the summary", "unit")
    elections = [(f"`{name}`", OF_ELECTIONS[name]) for name in ELECTION_FILE]
    return "\n\n".join(
        (
            f"### results.csv and results.parquet\n\n{table((*heads, 'meaning'), rows)}",
            f"### refunds.csv\n\n{table((*heads, 'meaning'), back)}",
            f"### elections.csv\n\n{table(('column', 'meaning'), elections)}",
        )
    )


# payroll.md


def payroll() -> str:
    """The columns of findings.csv, and the kinds of findings."""
    columns = [
        (f"`{name}`", text(f"payroll.column.{name}"), UNITS_IN_WORDS[unit], meaning)
        for name, unit in FINDINGS.items()
        for meaning in (text(f"payroll.meaning.{name}").replace("--redact", "`--redact`"),)
    ]
    kinds = [
        (f"`{kind}`", said["what"], said["what_to_do"], said["source"])
        for kind in keys("payroll.finding")
        for said in (in_words(kind, "en"),)
    ]
    return "\n\n".join(
        (
            "### findings.csv",
            table(("column", "heading in the workbook", "unit", "meaning"), columns),
            "### What may be found",
            table(("finding", "what was found", "what to do", "source"), kinds),
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


# reading-file.md


def readings() -> str:
    """A table of the settings of a reading file, with the words that they take."""
    heads = ("setting", "on the sheet Reading", "words", "what it is for")
    rows = (
        (
            f"`{name}`",
            text(f"reading.setting.{name}"),
            ", ".join(f"`{word}`" for word in CHOICES.get(name, ())),
            text(f"start_workbook.reading.note.{name}"),
        )
        for name in (each.name for each in fields(ReadingSettings))
        if name != "columns"
    )
    return table(heads, rows)


PARTS: Parts = {
    "plan.md": ("settings", settings),
    "census.md": ("columns", columns),
    "reading-file.md": ("readings", readings),
    "command-line.md": ("commands", commands),
    "results.md": ("results", results),
    "payroll.md": ("payroll", payroll),
}


if __name__ == "__main__":
    write_pages(PARTS)
