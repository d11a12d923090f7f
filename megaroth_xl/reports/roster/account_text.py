"""The account of a reading as lines to print, and as a reading file to answer its questions in."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from megaroth_xl.errors import OpenQuestionsError
from megaroth_xl.reports.roster.account import (
    Account,
    ColumnUse,
    Question,
    Statement,
    numbered,
    row_name,
)
from megaroth_xl.texts import LANGUAGES, in_language, text

__all__ = ["account_lines", "question_lines", "reading_file", "refuse_open_questions"]

SEVERAL = "several"
"""The key of questions that have nothing in common but that they are open."""
COLUMNS = "columns."
"""Begins the lines that stand in the table of columns."""
WIDTH = 26


def account_lines(account: Account, lang: str = LANGUAGES[0]) -> Iterator[str]:
    """The account in lines: what was read and how, what was left out, what is open.

    Parameters
    ----------
    account
        How the roster was read.
    lang
        "en" or "ko".
    """

    def say(key: str, **values: object) -> str:
        return Statement(f"account.{key}", values).say(lang)

    yield from _file_lines(account, lang)
    if account.columns:
        yield ""
        yield say("columns")
        yield from (f"  {line}" for line in _column_lines(account.columns, lang))
    if account.settings:
        yield ""
        yield say("settings")
        yield from (f"  {line}" for line in account.settings)
    if account.rows:
        yield ""
        yield from _row_lines(account, lang)
    if account.sums and not account.stops:
        yield ""
        yield say("sums")
        yield from _sum_lines(account)
    if account.remarks:
        yield ""
        yield from (remark.say(lang) for remark in account.remarks)
    if account.questions:
        yield ""
        yield from question_lines(account, lang)
    elif not account.rows:
        yield ""
        yield say("nobody")
    elif account.is_certain:
        yield ""
        yield say("certain")


def _sum_lines(account: Account) -> Iterator[str]:
    for total in account.sums:
        figures = (total.read, total.reported, total.left_out)
        shown = "".join(f"{round(figure, 2) + 0.0:>18,.2f}" for figure in figures)
        yield f"  {total.column:<{WIDTH}}{shown}"


def _file_lines(account: Account, lang: str) -> Iterator[str]:
    def say(key: str, **values: object) -> str:
        return Statement(f"account.{key}", values).say(lang)

    parts = [text(f"reading.kind.{account.kind}", lang), account.encoding]
    parts.append(in_language(account.separator, lang))
    if account.was_protected:
        parts.append(say("was_protected"))
    yield f"{account.file}: {', '.join(part for part in parts if part)}"
    if account.sheet:
        yield say("sheet", sheet=repr(account.sheet))
    if account.sheets:
        yield say("sheets", sheets=", ".join(map(repr, account.sheets)))
    for sheet, why in account.other_sheets.items():
        yield say("other_sheet", sheet=repr(sheet), why=text(f"reading.other.{why}", lang))
    if account.heading_rows:
        yield say("heading_rows", rows=numbered(account.heading_rows))


def _column_lines(columns: Sequence[ColumnUse], lang: str) -> Iterator[str]:
    headings = [" ".join(use.heading.split()) for use in columns]
    width = min(max(map(len, headings)), WIDTH)
    for use, heading in zip(columns, headings, strict=True):
        became = " + ".join(use.became) or text("reading.account.not_used", lang)
        line = f"{use.letters:<3} {heading[:WIDTH]:<{width}}  {became}"
        if use.total is not None:
            line += " " + text("reading.account.sum_of_unused", lang, total=f"{use.total:,.2f}")
        yield line + (f"; {use.note.say(lang)}" if use.note else "")


def _row_lines(account: Account, lang: str) -> Iterator[str]:
    def say(key: str, **values: object) -> str:
        return Statement(f"account.{key}", values).say(lang)

    counts = {
        "rows": account.rows,
        "employees": account.employees,
        "joined": account.rows_joined,
        "totals": len(account.controls),
        "left_out": account.rows_left_out,
    }
    said = {name: f"{count:,}" for name, count in counts.items()}
    yield say("rows_open" if account.stops else "rows", **said)
    if account.left_out:
        yield say("left_out", rows=numbered(account.left_out, sheets=account.sheets))
    for joined in account.joined[:MOST_LISTED]:
        yield say(
            "joined", rows=numbered(joined.rows, sheets=account.sheets), why=joined.why.say(lang)
        )
    if len(account.joined) > MOST_LISTED:
        yield say("more", count=len(account.joined) - MOST_LISTED)
    for control in account.controls:
        row = row_name(control.row, account.sheets)
        is_sum = control.figure == "sum"
        key, what = ("total", "") if is_sum else ("figure", say(f"figures.{control.figure}"))
        if not control.differences:
            yield say(f"{key}_agrees" if control.compared else "total_alone", row=row, what=what)
        for column, (given, found) in control.differences.items():
            yield say(f"{key}_differs", row=row, column=column, given=given, sum=found, what=what)
    if account.notes:
        yield say("notes", rows=numbered(account.notes, sheets=account.sheets))


MOST_LISTED = 10


def question_lines(account: Account, lang: str = LANGUAGES[0]) -> Iterator[str]:
    """Each open question, its readings, and the lines to add to a reading file for each."""
    yield text("reading.account.questions", lang)
    asked: list[Question] = []
    for question in account.questions:
        asked += question.parts if question.key == SEVERAL else (question,)
    for number, question in enumerate(asked, start=1):
        yield f"{number}. {question.statement.say(lang)}"
        for part in question.parts or (question,):
            if question.parts:
                yield f"   {part.statement.say(lang)}"
            for choice in part.choices:
                yield f"   - {choice.statement.say(lang)}:"
                yield from (f"       {line}" for line in _shown(choice.lines))


def _shown(lines: Sequence[str]) -> Iterator[str]:
    """Lines of a reading file, those of columns under their table."""
    of_columns = [line for line in lines if line.startswith(COLUMNS)]
    yield from (line for line in lines if line not in of_columns)
    if of_columns:
        yield "[columns]"
        yield from (line.removeprefix(COLUMNS) for line in of_columns)


def reading_file(account: Account, found: Mapping[str, str], lang: str = LANGUAGES[0]) -> str:
    """A reading file: what is certain as settings, and each question's readings as comments.

    Parameters
    ----------
    account
        How the roster was read.
    found
        Settings that were found, as TOML writes their values: the sheet, the row of the headings.
    lang
        "en" or "ko".
    """
    said = [line for line in account.settings if not line.startswith(COLUMNS)]
    names = {line.split(" = ")[0] for line in said}
    lines = [f"# {text('reading.file.title', lang, file=account.file)}", *said]
    lines += [f"{key} = {value}" for key, value in found.items() if key not in names]
    columns = [line.removeprefix(COLUMNS) for line in account.settings if line.startswith(COLUMNS)]
    blocks = [columns] if columns else []
    for question in (each for q in account.questions for each in q.parts or (q,)):
        top, under = _asked(question, lang)
        lines += top
        blocks += [under] if under else []
    # A block for each question: two of them may add a heading to the same column.
    for block in blocks:
        lines += ["", "[[columns]]", *block]
    return "\n".join(lines) + "\n"


def _asked(question: Question, lang: str) -> tuple[list[str], list[str]]:
    """A question as comments: at the top, or in the table of columns."""
    head = ["", f"# {question.statement.say(lang)}"]
    head += [f"# {text('reading.file.choose', lang)}"] if question.choices else []
    body = []
    for choice in question.choices:
        body.append(f"# {choice.statement.say(lang)}:")
        body += [f"#{line.removeprefix(COLUMNS)}" for line in choice.lines]
    in_table = any(line.startswith(COLUMNS) for choice in question.choices for line in choice.lines)
    return ([], [*head, *body]) if in_table else ([*head, *body], [])


def refuse_open_questions(account: Account, path: Path, lang: str = LANGUAGES[0]) -> None:
    """Refuse to go on while a question is open that money depends on.

    Raises
    ------
    OpenQuestionsError
    """
    if account.stops:
        raise OpenQuestionsError(path, "\n".join(question_lines(account, lang)))
