"""The page that gives account of the reading: columns, rows, sums, what is open."""

from collections.abc import Sequence
from dataclasses import replace

from openpyxl.worksheet.worksheet import Worksheet

from megaroth_xl.reports.roster import Account, account_lines
from megaroth_xl.sheets.cell_text import harmless
from megaroth_xl.sheets.furniture import set_page
from megaroth_xl.sheets.page import Page
from megaroth_xl.texts import text

__all__ = ["account_page"]

WIDTHS = {"A": 30, "B": 34, "C": 40, "D": 22}
HEADS = ("heading", "read_as", "note", "sum")
MOST_ACCOUNTS = 20
"""Rosters of which the page gives account; `megaroth roster` does it of each."""


def account_page(sheet: Worksheet, accounts: Sequence[Account], *, year: int, lang: str) -> None:
    """Write how files were read."""
    page = Page(sheet, WIDTHS)
    page.write(text("meeting.reading", lang), style="Page Title")
    for account in accounts[:MOST_ACCOUNTS]:
        page.gap()
        _account(page, account, lang)
    if len(accounts) > MOST_ACCOUNTS:
        page.gap()
        more = f"{len(accounts) - MOST_ACCOUNTS:,}"
        page.write(text("meeting.more_rosters", lang, count=more), style="Page Note")
    set_page(sheet, lang, year=year, upright=True, whole_pages=True)


def _account(page: Page, account: Account, lang: str) -> None:
    bare = replace(account, columns=(), sums=())
    for number, line in enumerate(account_lines(bare, lang)):
        if line:
            page.write(harmless(line), style="Person" if number == 0 else "Body")
    if account.columns:
        page.gap()
        unused = text("reading.account.not_used", lang)
        page.table(
            [
                text(f"meeting.column.{head}", lang)
                for head in ("heading", "read_as", "note", "sum")
            ],
            [
                (
                    f"{use.letters}  {harmless(use.heading)}",
                    (" + ".join(use.became) or unused, "text"),
                    (use.note.say(lang) if use.note else None, "text"),
                    (use.total, "money"),
                )
                for use in account.columns
            ],
            unit="text",
        )
    if account.sums and not account.stops:
        page.gap()
        heads = ("section.control", "head.in_roster", "head.reported", "head.left_out")
        page.table(
            [text(f"reports.{head}", lang) for head in heads],
            [
                (each.column, *((dollars, "money") for dollars in figures))
                for each in account.sums
                for figures in ((each.read, each.reported, each.left_out),)
            ],
        )
