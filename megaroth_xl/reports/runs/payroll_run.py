"""A payroll file, a plan and elections in; a folder with a workbook and data files out."""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, fields
from pathlib import Path

import polars as pl

from megaroth_xl import __version__
from megaroth_xl.errors import InputError
from megaroth_xl.files import Bytes, sha256
from megaroth_xl.law.limits import LimitsTable, limits_table
from megaroth_xl.phrases import Phrase
from megaroth_xl.reports.pages.payroll_workbook import workbook_pieces
from megaroth_xl.reports.pages.summary import problem_frame
from megaroth_xl.reports.results.payroll_findings import PayrollContent, Reconciled, reconciled
from megaroth_xl.reports.roster import (
    ELECTIONS,
    Payroll,
    ReadingSettings,
    read_elections,
    read_payroll,
    read_plan,
    redacted,
    refuse_open_questions,
)
from megaroth_xl.reports.runs.home import PASSWORDS, Home, reserved
from megaroth_xl.reports.runs.identity import Identity, digest
from megaroth_xl.reports.runs.privacy import (
    encrypted,
    password_file,
    passwords_for,
    refuse_without_encryption,
)
from megaroth_xl.reports.runs.run_errors import FilesGoneError
from megaroth_xl.reports.runs.store import absolute, is_url
from megaroth_xl.sheets.cell_text import harmless_csv
from megaroth_xl.texts import LANGUAGES

__all__ = ["FINDINGS_FILE", "PayrollReport", "reconcile_payroll"]

WORKBOOK = "payroll.xlsx"
FINDINGS_FILE = "findings.csv"
PROBLEMS = "problems.csv"


@dataclass(frozen=True, eq=False)
class PayrollReport:
    """The end of a run.

    Parameters
    ----------
    files
        What was written, the workbook first: paths, or addresses of object storage.
    payroll
        The payroll as it was read.
    content
        What the workbook says.
    unwritten
        Data files that were left out, since a password is asked for and they cannot have one.
    passwords
        The file of the password; None where there is none.
    """

    files: tuple[Path | str, ...]
    payroll: Payroll
    content: PayrollContent
    unwritten: tuple[str, ...] = ()
    passwords: Path | str | None = None

    @property
    def found(self) -> Reconciled:
        """Return what the payroll comes to."""
        return self.content.found


def reconcile_payroll(
    payroll: Path | str,
    plan: Path | str,
    year: int,
    out: Path | str,
    *,
    elections: Path | str | None = None,
    limits: LimitsTable | None = None,
    lang: str = LANGUAGES[0],
    settings: ReadingSettings | None = None,
    password: str | None = None,
    redact: bool = False,
    encrypt: bool = False,
    unencrypted: Sequence[str] = (),
    force: bool = False,
    share: bool = False,
) -> PayrollReport:
    """Compare a payroll with elections, plan and limits, and write what was found into a folder.

    Parameters
    ----------
    payroll
        The payroll of the year so far: a row for each pay date and person.
    plan, year, out, limits, lang, settings, password, redact, force, share
        As in `report`.
    elections
        A file of elections with the layout of ``elections.csv``; None where the payroll has its
        own, or there are none.
    encrypt
        Give the workbook a password, which is in the file ``passwords.csv``.
    unencrypted
        With `encrypt`, the data files that are written all the same.

    Raises
    ------
    OpenQuestionsError
        While something is uncertain that money depends on.
    MegarothError
        With one sentence, if a file cannot be read or written, or the folder holds something that
        may not be replaced.
    """
    table = limits or limits_table()
    table[year]
    if encrypt:
        refuse_without_encryption()
    elif unencrypted:
        raise InputError("unencrypted", "given", "encrypt as well: without it all are written")
    terms = read_plan(plan, password=password)
    read = read_payroll(payroll, year, settings=settings, password=password)
    refuse_open_questions(read.account, Path(payroll), lang)
    elected = None
    if elections is not None:
        if own := [name for name in ELECTIONS[2:] if name in read.rows.columns]:
            found = Phrase("given, and the payroll has a column {column}", column=own[0])
            raise InputError("elections", found, "elections in one of the two")
        elected = read_elections(elections, terms, year)
    if redact:
        read = _redacted(read)
    content = PayrollContent(
        reconciled(read, terms, year, elections=elected, limits=table, lang=lang),
        read.account,
        terms,
        year,
        lang,
        read.as_of,
    )
    left_out = () if not encrypt or FINDINGS_FILE in unencrypted else (FINDINGS_FILE,)
    names = [name for name in FILES if name not in left_out]
    made_of = {
        "version": __version__,
        "what it reports": "payroll",
        "year": year,
        "language": lang,
        "plan": {each.name: str(getattr(terms, each.name)) for each in fields(terms)},
        "plan file": sha256(Path(plan)),
        "limits": hashlib.sha256(repr([table[y] for y in table.years]).encode()).hexdigest(),
        "reading": list((settings or ReadingSettings()).lines()),
        "elections": sha256(Path(elections)) if elections is not None else None,
        "names left out of the summary": redact,
        "passwords": encrypt,
        "files without a password": ", ".join(unencrypted),
    }
    identity = Identity(
        {Path(payroll).name: sha256(Path(payroll))}, is_folder=False, settings=made_of
    )
    with reserved(absolute(str(out))) as home:
        _write(home, identity, names, read, content, encrypt=encrypt, force=force)
        if share:
            home.share()
    place = f"{out}/{{}}" if is_url(str(out)) else None
    *files, listed = (
        place.format(name) if place else Path(out, name) for name in (*names, PASSWORDS)
    )
    return PayrollReport(tuple(files), read, content, left_out, listed if encrypt else None)


def _redacted(read: Payroll) -> Payroll:
    return Payroll(
        read.rows, read.people, redacted(read.labels), read.problems, read.account, read.as_of
    )


def _write(
    home: Home,
    identity: Identity,
    names: Sequence[str],
    read: Payroll,
    content: PayrollContent,
    *,
    encrypt: bool,
    force: bool,
) -> None:
    """Write what is not there yet, every file whole."""
    made_of = dict.fromkeys(names, identity.digest())
    secret, listed = "", b""
    if encrypt:
        workbook = pl.Series("workbook", [WORKBOOK])
        passwords = passwords_for(workbook, None if force else home.passwords)
        whose = pl.DataFrame({"employee_id": [""]})
        listed = password_file(whose, workbook, passwords, home.passwords)
        secret = passwords[0]
        made_of[WORKBOOK] = digest(identity.digest(), secret)
        made_of = {PASSWORDS: digest(hashlib.sha256(listed).hexdigest()), **made_of}
    wanted = pl.DataFrame({"file": list(made_of), "made_of": list(made_of.values())})
    plan = home.plan(identity, wanted, personal=encrypt, force=force)
    with ExitStack() as stack:
        drafts = {}
        for name in plan.todo["file"]:
            pieces = [listed] if name == PASSWORDS else FILES[name](read, content)
            if name == WORKBOOK and encrypt:
                pieces = [encrypted(b"".join(pieces), secret)]
            drafts[name] = stack.enter_context(home.store.draft(name, pieces))
        home.start(plan, drafts)
    whole = home.finish(wanted)
    if whole.height < wanted.height:
        raise FilesGoneError(home.address, wanted.height - whole.height, wanted.height)


def _workbook(_: Payroll, content: PayrollContent) -> Iterable[Bytes]:
    return workbook_pieces(content)


def _findings(_: Payroll, content: PayrollContent) -> Iterable[Bytes]:
    return [harmless_csv(content.found.findings)]


def _problems(read: Payroll, content: PayrollContent) -> Iterable[Bytes]:
    return [harmless_csv(problem_frame(read.problems, content.lang))]


FILES: Mapping[str, Callable[[Payroll, PayrollContent], Iterable[Bytes]]] = {
    WORKBOOK: _workbook,
    FINDINGS_FILE: _findings,
    PROBLEMS: _problems,
}
"""The files of a run, by name, with what writes each; the workbook first."""
