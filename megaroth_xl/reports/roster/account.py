"""The account of a reading: every sheet, column and row, and the open questions.

Nothing here is a sentence yet: each statement is a text's key and its values, and becomes a
sentence in the language of whoever reads it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from megaroth_xl.phrases import Phrase
from megaroth_xl.reports.roster.columns.heading_words import plain
from megaroth_xl.reports.roster.files.cells import STRIDE
from megaroth_xl.texts import LANGUAGES, in_language, phrase, text

__all__ = [
    "Account",
    "ColumnUse",
    "Control",
    "Joined",
    "Question",
    "ReadingChoice",
    "Statement",
    "Sum",
    "in_rows",
    "numbered",
    "quoted",
    "row_name",
    "toml_text",
]


@dataclass(frozen=True)
class Statement:
    """Something to say: a text's key below ``reading``, and its values."""

    key: str
    values: Mapping[str, object] = field(default_factory=dict)

    def say(self, lang: str = LANGUAGES[0]) -> str:
        """The sentence in one language, in one line: headings may have several."""
        said = {
            name: in_language(value, lang) if isinstance(value, Phrase) else one_line(value)
            for name, value in self.values.items()
        }
        return text(f"reading.{self.key}", lang, **said)

    def phrase(self) -> Phrase:
        """The sentence in English, which another language can say later."""
        return phrase(f"reading.{self.key}", **self.values)


def one_line(value: object) -> object:
    r"""A text without its line breaks; anything else as it is.

    >>> one_line("Gross\nWages")
    'Gross Wages'
    """
    return " ".join(value.split()) if isinstance(value, str) else value


@dataclass(frozen=True)
class ReadingChoice:
    """One of the readings that fit a question.

    Parameters
    ----------
    statement, lines
        What it says of the file, and the lines of a reading file that choose it.
    """

    statement: Statement
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Question:
    """Something that money depends on and that two readings fit.

    Parameters
    ----------
    key
        The setting that answers it.
    statement, choices
        What is uncertain, and the readings that fit.
    stops
        Whether nothing can be said before it is answered; else it concerns single persons, whose
        figures stay unknown.
    parts
        The questions that are asked together as this one, each answered by itself; () if none.
    """

    key: str
    statement: Statement
    choices: tuple[ReadingChoice, ...]
    stops: bool = True
    parts: tuple["Question", ...] = ()

    @classmethod
    def of(cls, key: str, statement: Statement, parts: Sequence["Question"]) -> "Question":
        """Several questions as one."""
        choices = tuple(choice for part in parts for choice in part.choices)
        stops = any(part.stops for part in parts)
        return cls(key, statement, choices, stops, tuple(parts))

    def say(self, lang: str = LANGUAGES[0]) -> str:
        """What is asked, with all of its parts."""
        return " ".join(each.statement.say(lang) for each in (self, *self.parts))


@dataclass(frozen=True)
class ColumnUse:
    """A column of the file and what became of it.

    Parameters
    ----------
    letters
        Its letters, as the person sees them.
    heading
        Its heading.
    became
        Our names; () where it is not used.
    note
        What else there is to say, or None.
    total
        Where it is not used and looks like money, the sum of its figures, dollars; else None.
    """

    letters: str
    heading: str
    became: tuple[str, ...] = ()
    note: Statement | None = None
    total: float | None = None


@dataclass(frozen=True)
class Control:
    """A row of totals or averages, and whether the rows above it come to it.

    Parameters
    ----------
    row
        Its row in the file.
    differences
        By our name, what it says and what the rows add up to, where the two differ; dollars.
    compared
        How many of its figures were compared.
    figure
        What of the rows above it gives: "sum", "average", "median", "smallest" or "largest".
    """

    row: int
    differences: Mapping[str, tuple[float, float]]
    compared: int
    figure: str = "sum"


@dataclass(frozen=True)
class Joined:
    """Rows that became one employee.

    Parameters
    ----------
    rows, why
        Their rows in the file, of which the first one stands for them, and why they are one.
    """

    rows: tuple[int, ...]
    why: Statement


@dataclass(frozen=True)
class Sum:
    """A column of dollars: what the rows hold, and how much of it is reported."""

    column: str
    read: float
    reported: float

    @property
    def left_out(self) -> float:
        """Return what is in rows that were left out."""
        return round(self.read - self.reported, 2)


@dataclass(frozen=True)
class Account:
    """The account of how a roster was read.

    Parameters
    ----------
    file
        The file's name.
    kind
        The key of its kind.
    encoding, separator
        Of a text file, else "".
    was_protected
        Whether a password opened it.
    sheet
        The sheet that was read; "" where the kind has none, or where several were.
    sheets
        The sheets that were read together; () where it is one.
    other_sheets
        The others, and why each was passed over.
    heading_rows
        The rows of the headings.
    columns
        Every column with a heading, or with cells.
    settings
        What the user has said, as lines of a reading file.
    controls
        The rows of totals.
    notes
        Rows that hold no employee: notes, headings again, names of sections.
    joined
        The rows that became one employee.
    left_out
        Rows with problems.
    remarks
        What else was done.
    sums
        Every column of dollars.
    questions
        What is still open.
    rows, employees
        Rows that hold an employee or a total, and employees that are reported.
    """

    file: str
    kind: str
    encoding: str = ""
    separator: str = ""
    was_protected: bool = False
    sheet: str = ""
    sheets: tuple[str, ...] = ()
    other_sheets: Mapping[str, str] = field(default_factory=dict)
    heading_rows: tuple[int, ...] = ()
    columns: tuple[ColumnUse, ...] = ()
    settings: tuple[str, ...] = ()
    controls: tuple[Control, ...] = ()
    notes: tuple[int, ...] = ()
    joined: tuple[Joined, ...] = ()
    left_out: tuple[int, ...] = ()
    remarks: tuple[Statement, ...] = ()
    sums: tuple[Sum, ...] = ()
    questions: tuple[Question, ...] = ()
    rows: int = 0
    employees: int = 0

    @property
    def rows_joined(self) -> int:
        """Rows that were added to another row of the same employee."""
        return sum(len(joined.rows) - 1 for joined in self.joined)

    @property
    def rows_left_out(self) -> int:
        """Rows that are in no report."""
        return len(self.left_out)

    @property
    def is_certain(self) -> bool:
        """True where there is somebody, and no question, no row left out, no total that differs."""
        return bool(self.employees) and not (self.questions or self.left_out or self.differs)

    @property
    def differs(self) -> bool:
        """Return whether a row of totals says something else than the rows above it."""
        return any(control.differences for control in self.controls)

    @property
    def stops(self) -> bool:
        """Return whether a question is open that has to be answered first."""
        return any(question.stops for question in self.questions)

    def became(self, heading: str) -> str | None:
        """Return the column of ours that a heading became; None where it is not one of ours."""
        asked = plain(heading)
        for use in self.columns:
            if plain(use.heading) == asked and len(use.became) == 1:
                return use.became[0]
        return None

    def _rows(self, rows: Sequence[int]) -> list[int] | list[str]:
        """Rows as data: numbers, and after their sheets where several were read together."""
        return [row_name(row, self.sheets) for row in rows] if self.sheets else list(rows)

    def as_data(self, lang: str = LANGUAGES[0]) -> dict[str, Any]:
        """All of it as plain data, for JSON."""
        return {
            "file": self.file,
            "kind": text(f"reading.kind.{self.kind}", lang),
            "encoding": self.encoding,
            "separator": self.separator,
            "was_protected": self.was_protected,
            "sheet": self.sheet,
            "sheets": list(self.sheets),
            "other_sheets": dict(self.other_sheets),
            "heading_rows": list(self.heading_rows),
            "columns": [
                {
                    "column": use.letters,
                    "heading": use.heading,
                    "became": list(use.became),
                    "note": use.note.say(lang) if use.note else "",
                    "sum": use.total,
                }
                for use in self.columns
            ],
            "settings": list(self.settings),
            "totals": [
                {
                    "row": row_name(control.row, self.sheets) if self.sheets else control.row,
                    "compared": control.compared,
                    "figure": control.figure,
                    "differences": {
                        name: {"given": given, "added_up": added_up}
                        for name, (given, added_up) in control.differences.items()
                    },
                }
                for control in self.controls
            ],
            "notes": self._rows(self.notes),
            "joined": [
                {"rows": self._rows(joined.rows), "why": joined.why.say(lang)}
                for joined in self.joined
            ],
            "left_out": self._rows(self.left_out),
            "remarks": [remark.say(lang) for remark in self.remarks],
            "sums": [
                {
                    "column": total.column,
                    "read": total.read,
                    "reported": total.reported,
                    "left_out": total.left_out,
                }
                for total in self.sums
            ],
            "questions": [
                {
                    "setting": question.key,
                    "question": question.say(lang),
                    "stops": question.stops,
                    "readings": [
                        {"reading": choice.statement.say(lang), "lines": list(choice.lines)}
                        for choice in question.choices
                    ],
                }
                for question in self.questions
            ],
            "rows": self.rows,
            "employees": self.employees,
            "is_certain": self.is_certain,
        }


def quoted(headings: Sequence[str]) -> str:
    """Headings as a value of a reading file: one text, or a list of them."""
    texts = [toml_text(heading) for heading in headings]
    return texts[0] if len(texts) == 1 else f"[{', '.join(texts)}]"


def toml_text(value: str) -> str:
    """A text as TOML writes it."""
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    escaped = escaped.replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t")
    return f'"{escaped}"'


MOST_NUMBERED = 10


def numbered(rows: Sequence[int], without: int | None = None, sheets: Sequence[str] = ()) -> Phrase:
    """The numbers of rows, but for one of them: the first of them, and how many more.

    Of sheets that are read together, it says of each row on which it is.

    >>> numbered([2, 3]), numbered(range(2, 14))
    ('2, 3', '2, 3, 4, 5, 6, 7, 8, 9, 10, 11 and 2 more')
    >>> numbered([2, 3], without=3), numbered(range(2, 14), without=4)
    ('2', '2, 3, 5, 6, 7, 8, 9, 10, 11, 12 and 1 more')
    >>> numbered([2, 3, STRIDE + 4], sheets=["East", "West"])
    'East!2, East!3, West!4'
    """
    first = [row for row in rows[: MOST_NUMBERED + 1] if row != without][:MOST_NUMBERED]
    shown = Phrase("{rows}", rows=", ".join(row_name(row, sheets) for row in first))
    more = len(rows) - (without is not None) - len(first)
    return phrase("reading.rows.more", rows=shown, count=f"{more:,}") if more > 0 else shown


def row_name(row: int, sheets: Sequence[str] = ()) -> str:
    """A row's number, after its sheet where several are read together."""
    if not sheets:
        return f"{row:,}"
    sheet, number = divmod(row, STRIDE)
    return f"{sheets[sheet]}!{number:,}"


def in_rows(rows: Sequence[int], without: int | None = None, sheets: Sequence[str] = ()) -> Phrase:
    """Rows as a sentence names them.

    >>> in_rows([2]), in_rows([2, 3]), in_rows([2, 3], without=3)
    ('row 2', 'rows 2, 3', 'row 2')
    """
    key = "one" if len(rows) - (without is not None) == 1 else "many"
    return phrase(f"reading.rows.{key}", rows=numbered(rows, without, sheets))
