"""The sheet Checklist: the steps, what to ask, the routes, do's and don'ts, forms and days."""

from collections.abc import Mapping, Sequence

from megaroth_xl.law.basis_filing import Occasion, basis_filing
from megaroth_xl.law.tax_forms import FIRST_YEAR_OF_BOX
from megaroth_xl.sheets.styles import UNITS
from megaroth_xl.strategy.guidance import misconceptions, plan_questions, practices, route_aspects
from megaroth_xl.texts import citation, keys, text
from megaroth_xl.workbook.book import Book, quoted
from megaroth_xl.workbook.page import STATUS_ROW, TemplatePage
from megaroth_xl.workbook.permitted import PERMITTED

__all__ = ["build_checklist"]

WIDTHS = {"A": 40, "B": 16, "C": 64, "D": 64, "E": 40}
STEPS = {
    "verify": "1",
    "amount": "2",
    "election": "3",
    "in_plan": "4A",
    "in_service": "4B",
    "repeat": "5",
}
ON_A_NEW_PAGE = {"questions", "routes", "do", "misconceptions", "forms"}
"""Sections that begin a printed page."""
DAYS = {
    "year_end": "DATE({year},12,31)",
    "distribution_form": "DATE({next_year},1,31)",
    "claim_excess": "DATE({next_year},3,1)",
    "test_refunds": "DATE({next_year},3,15)",
    "excess_returned": "DATE({next_year},4,15)",
    "rollover_form": "DATE({next_year},5,31)",
}
YEARS = {"year": "input_year", "next_year": "(input_year+1)"}


def build_checklist(book: Book, results: Mapping[str, str]) -> None:
    """Write the sheet.

    Parameters
    ----------
    book
        The workbook.
    results
        Where the results stand: the steps name a person's own figures.
    """
    page = _Checklist(book, results)
    page.basics()
    page.steps()
    page.questions()
    page.routes()
    page.taxes()
    page.practices()
    page.misconceptions()
    page.forms()
    page.days()
    page.page.finish()


class _Checklist:
    """The sections of the sheet, from top to bottom."""

    def __init__(self, book: Book, results: Mapping[str, str]) -> None:
        self.book = book
        self.results = results
        self.page = TemplatePage(book, "checklist", WIDTHS, freeze=f"A{STATUS_ROW + 1}")

    def begin(self, key: str, columns: Sequence[str]) -> None:
        """A section and its headings, "" for a column without one."""
        if key in ON_A_NEW_PAGE:
            self.page.break_before()
        self.page.section(f"section.{key}")
        say = self.book.say
        headings = [say(f"checklist.column.{name}") if name else "" for name in columns]
        self.page.head(headings, figures="B" if "amount" in columns else "")

    def row(self, cells: Mapping[str, str], *, mark: bool = False, lines: int = 1) -> None:
        """A row of words, with a cell to mark it as done where it is something to do."""
        row = self.page.row
        self.page.words({**dict.fromkeys("ABCDE", ""), **cells}, "Note", lines)
        self.page.put(f"A{row}", cells["A"], "Label")
        if mark:
            self.page.input(f"B{row}", "", "text", PERMITTED["done"])

    def basics(self) -> None:
        """What it is, what counts, who can use it, and which plans have it."""
        self.begin("basics", ("subject", "", "rule", "consequence", "source"))
        dollars = {
            "limit": self.results["limit"],
            "deferral_limit": self.results["deferral_limit"],
            "room": self.results["room"],
            "ira": 'IRS_LIMIT("ira",input_year,input_age,limits_table)',
        }
        terms = {name: f'"$"&TEXT({term},"#,##0")' for name, term in dollars.items()}
        for name in keys("workbook.checklist.basics"):
            key = f"workbook.checklist.basics.{name}"
            rule, follows = (
                f"={self.book.sentence(f'{key}.{part}', **terms, **YEARS)}"
                for part in ("rule", "consequence")
            )
            words = {"A": text(f"{key}.subject", self.book.lang), "C": rule, "D": follows}
            self.row({**words, "E": citation(f"{key}.rule")}, lines=3)

    def steps(self) -> None:
        """What to do in which order, with the person's own figures."""
        self.begin("steps", ("step", "done", "do", "why", "source"))
        for name, number in STEPS.items():
            key = f"execution.step.{name}"
            self.row(
                {
                    "A": f"{number}. {text(f'{key}.title', self.book.lang)}",
                    "C": f"={self.step(name)}",
                    "D": text(f"{key}.why", self.book.lang),
                    "E": citation(f"{key}.why"),
                },
                mark=True,
                lines=3,
            )

    def step(self, name: str) -> str:
        """What to do in a step, as a term."""
        sentence, at = self.book.sentence, self.results
        route, room = at["route"], f'"$"&TEXT({at["room"]},"#,##0")'
        if name == "verify":
            return route
        if name == "amount":
            some = sentence("execution.step.amount.room", room=room, **YEARS)
            none = sentence("execution.step.amount.none", **YEARS)
            return f"IF({at['room']}>0,{some},{none})"
        if name == "election":
            terms = {
                "percent": f'TEXT({at["election"]},"0.0%")',
                "each": f'"$"&TEXT({at["each"]},"#,##0.00")',
                "count": 'TEXT(N(input_pay_dates_left),"0")',
                "unused": f'"$"&TEXT({at["unused"]},"#,##0.00")',
                "per_paycheck": f'"$"&TEXT({at["per_paycheck"]},"#,##0.00")',
            }
            return sentence("workbook.checklist.election", **terms)
        if name == "repeat":
            return sentence(
                "execution.step.repeat.each",
                year_end=quoted(self.book.say("checklist.year_end")),
                **YEARS,
            )
        return sentence(f"execution.step.{name}.what")

    def questions(self) -> None:
        """What to look for in the plan's description, and what to ask whom."""
        self.begin("questions", ("feature", "done", "ask", "look_for", "whom"))
        for question in plan_questions(self.book.lang):
            words = {"A": question.name, "C": question.ask, "D": question.look_for}
            self.row({**words, "E": question.whom}, mark=True)

    def routes(self) -> None:
        """The plan's Roth account beside a Roth IRA."""
        self.begin("routes", ("aspect", "", "in_plan", "roth_ira", "source"))
        for aspect in route_aspects(self.book.lang):
            sources = dict.fromkeys((aspect.in_plan_citation, aspect.roth_ira_citation))
            words = {"A": aspect.name, "C": aspect.in_plan, "D": aspect.roth_ira}
            self.row({**words, "E": "; ".join(filter(None, sources))})

    def taxes(self) -> None:
        """How each part is taxed, and when."""
        self.begin("taxes", ("subject", "", "rule", "consequence", "source"))
        for name in keys("workbook.checklist.tax"):
            key = f"checklist.tax.{name}"
            say = self.book.say
            words = {"A": say(f"{key}.subject"), "C": say(f"{key}.rule")}
            source = self.book.citation(f"{key}.rule")
            self.row({**words, "D": say(f"{key}.consequence"), "E": source})

    def practices(self) -> None:
        """Do's and don'ts."""
        every = practices(self.book.lang)
        for section, is_do in (("do", True), ("dont", False)):
            self.begin(section, ("what", "", "why", "", "source"))
            for practice in every:
                if practice.is_do == is_do:
                    words = {"A": practice.what, "C": practice.why, "E": practice.citation}
                    self.row(words)

    def misconceptions(self) -> None:
        """What is often said, and what the law says."""
        self.begin("misconceptions", ("said", "", "law", "", "source"))
        for each in misconceptions(self.book.lang):
            self.row({"A": each.said, "C": each.law, "E": each.citation})

    def forms(self) -> None:
        """The forms of a year's conversions, with this person's figures in their boxes."""
        self.begin("forms", ("form", "amount", "what", "why", "source"))
        lang, at = self.book.lang, self.results
        earnings = "MAX(0,N(input_earnings))"
        gross = f"{at['converted']}+{earnings}"
        boxes = {
            "box_1": gross,
            "box_2a": earnings,
            "box_5": at["converted"],
            "line_5a": gross,
            "line_5b": earnings,
        }
        box, word = (self.book.sentence(f"filing.form.return.{mark}") for mark in ("box", "word"))
        marked = f"=IF(input_year>={FIRST_YEAR_OF_BOX},{box},{word})"
        for name, formula in boxes.items():
            on_return, row = name.startswith("line"), self.page.row
            what = marked if on_return else text("filing.form.distribution.what", lang)
            key = "filing.form.return.box" if on_return else "filing.form.distribution.what"
            label = self.book.say(f"checklist.form.{name}")
            self.row({"A": label, "C": what, "E": citation(key)})
            self.page.put(f"B{row}", f"={formula}", "Calculation", "cents")
        for occasion in Occasion:
            filing = basis_filing(occasion, lang)
            answer = filing.part or self.book.say("checklist.form.not_filed")
            label = self.book.say("checklist.form.basis", part=answer)
            words = {"A": label, "C": filing.what, "D": filing.reason, "E": filing.citation}
            self.row(words)

    def days(self) -> None:
        """The last days of what the year brings."""
        self.begin("days", ("day", "", "what", "", "source"))
        for name, day in DAYS.items():
            key, row = f"filing.date.{name}", self.page.row
            what = self.book.sentence(key, year='TEXT(input_year,"0")')
            self.row({"A": "", "C": f"={what}", "E": citation(key)}, lines=2)
            cell = self.page.put(f"A{row}", f"={day.format(**YEARS)}", "Label")
            cell.number_format = UNITS["date"].number_format
