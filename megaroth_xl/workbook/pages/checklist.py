"""The sheet Checklist: the steps, what to ask, the routes, do's and don'ts, forms and days."""

from collections.abc import Mapping, Sequence

from megaroth_xl.law.basis_filing import Occasion
from megaroth_xl.strategy.conversion.guidance import (
    misconceptions,
    plan_questions,
    practices,
    route_aspects,
)
from megaroth_xl.texts import keys
from megaroth_xl.workbook.book import Book
from megaroth_xl.workbook.page import STATUS_ROW, TemplatePage
from megaroth_xl.workbook.pages.answers import year_table
from megaroth_xl.workbook.permitted import PERMITTED

__all__ = ["build_checklist"]

WIDTHS = {"A": 40, "B": 64, "C": 64, "D": 40, "E": 16}
MARK = "E"
"""The column in which a step is marked as done."""
STEP_ROWS = 6
FORM_ROWS = 9 + len(Occasion)
DAY_ROWS = 6


def build_checklist(book: Book) -> Mapping[str, str]:
    """Write the sheet; returns where the entries of the forms stand, and their names."""
    page = _Checklist(book)
    page.table("basics", len(keys("basics")), 3)
    page.table("steps", STEP_ROWS, 3, marks=True)
    page.questions()
    page.routes()
    page.taxes()
    page.practices()
    page.misconceptions()
    forms = page.table("forms", FORM_ROWS, 4, last="cents")
    page.table("dates", DAY_ROWS, 2, first="day")
    page.page.finish()
    return {"form_names": forms[0], "form_entries": forms[4]}


class _Checklist:
    """The sections of the sheet, from top to bottom."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self.page = TemplatePage(book, "checklist", WIDTHS, freeze=f"A{STATUS_ROW + 1}")

    def begin(self, key: str) -> None:
        """A section."""
        self.page.section(f"section.{key}")

    def table(
        self,
        name: str,
        rows: int,
        lines: int,
        *,
        first: str = "text",
        last: str = "",
        marks: bool = False,
    ) -> Mapping[int, str]:
        """A table of the year, with cells to mark its rows as done where they are to do."""
        self.begin(name)
        page = self.page
        top = page.row
        width = {"dates": 3, "forms": 5}.get(name, 4)
        units = [first, *["text"] * (width - 1)]
        units[-1] = last or units[-1]
        blocks = page.table_of(year_table(self.book, name), rows, units, style="Row Note")
        if marks:
            page.put(f"{MARK}{top}", self.book.say("checklist.column.done"), "Table Head")
        for row in range(top + 1, page.row):
            page.keep_lines(row, lines)
            if marks:
                page.input(f"{MARK}{row}", "", "text", PERMITTED["done"])
        return blocks

    def head(self, key: str, columns: Sequence[str]) -> None:
        """A section and its headings, "" for a column without one."""
        self.begin(key)
        say = self.book.say
        headings = [say(f"checklist.column.{name}") if name else "" for name in columns]
        self.page.head(headings, figures="")

    def row(self, cells: Mapping[str, str], *, mark: bool = False) -> None:
        """A row of words, with a cell to mark it as done where it is something to do."""
        row = self.page.row
        self.page.words({**dict.fromkeys("ABCDE", ""), **cells}, "Note")
        self.page.put(f"A{row}", cells["A"], "Label")
        if mark:
            self.page.input(f"{MARK}{row}", "", "text", PERMITTED["done"])

    def questions(self) -> None:
        """Write what to look for in the plan's description, and what to ask whom."""
        self.head("questions", ("feature", "ask", "look_for", "whom", "done"))
        for question in plan_questions(self.book.lang):
            words = {"A": question.name, "B": question.ask, "C": question.look_for}
            self.row({**words, "D": question.whom}, mark=True)

    def routes(self) -> None:
        """The plan's Roth account beside a Roth IRA."""
        self.head("routes", ("aspect", "in_plan", "roth_ira", "source", ""))
        for aspect in route_aspects(self.book.lang):
            sources = dict.fromkeys((aspect.in_plan_citation, aspect.roth_ira_citation))
            words = {"A": aspect.name, "B": aspect.in_plan, "C": aspect.roth_ira}
            self.row({**words, "D": "; ".join(filter(None, sources))})

    def taxes(self) -> None:
        """Write how each part is taxed, and when."""
        self.head("taxes", ("subject", "rule", "consequence", "source", ""))
        for name in keys("workbook.checklist.tax"):
            key = f"checklist.tax.{name}"
            say = self.book.say
            words = {"A": say(f"{key}.subject"), "B": say(f"{key}.rule")}
            source = self.book.citation(f"{key}.rule")
            self.row({**words, "C": say(f"{key}.consequence"), "D": source})

    def practices(self) -> None:
        """Do's and don'ts."""
        every = practices(self.book.lang)
        for section, is_do in (("do", True), ("dont", False)):
            self.head(section, ("what", "why", "", "source", ""))
            for practice in every:
                if practice.is_do == is_do:
                    words = {"A": practice.what, "B": practice.why, "D": practice.citation}
                    self.row(words)

    def misconceptions(self) -> None:
        """Write common claims, and what the law says."""
        self.head("misconceptions", ("said", "law", "", "source", ""))
        for each in misconceptions(self.book.lang):
            self.row({"A": each.said, "B": each.law, "D": each.citation})
