"""A roster file as a table of texts: Excel, CSV or Parquet, every cell as it was written."""

import csv
import re
import zipfile
import zlib
from collections.abc import Callable, Mapping
from pathlib import Path
from xml.parsers.expat import ExpatError

import fastexcel
import polars as pl

from megaroth_xl.errors import MegarothError, RosterFileError
from megaroth_xl.reports.roster.excel import read_excel
from megaroth_xl.reports.roster.guard import refuse_size

__all__ = ["READERS", "read_cells"]

SEPARATORS = ",;\t|"
UNREADABLE = (
    fastexcel.FastExcelError,
    pl.exceptions.PolarsError,
    zipfile.BadZipFile,
    zlib.error,
    ExpatError,
    RuntimeError,  # a zip of another kind
    LookupError,  # an encoding that is not known
    ValueError,
    EOFError,
    OSError,
)
LONGEST_REASON = 200
"""Characters of a library's reason; some quote the file's bytes."""


def read_cells(path: Path) -> pl.DataFrame:
    """Every row of a roster file as texts, the header row among them.

    Parameters
    ----------
    path
        A file whose name ends in one of `READERS`; of a workbook, its first sheet.

    Returns
    -------
    pl.DataFrame
        One column of texts for each column of the file, null where a cell is blank; the first row
        is the file's first row.

    Raises
    ------
    RosterFileError
        For a file of another kind, or one that cannot be read.
    """
    suffix = path.suffix.lower()
    if suffix not in READERS:
        kinds = ", ".join(READERS)
        raise RosterFileError(path, "", f"is no roster: expected a file ending in {kinds}")
    if not path.is_file():
        raise RosterFileError(path, "", "is not there; check the folder and the name")
    try:
        return READERS[suffix](path)
    except MegarothError:
        raise
    except UNREADABLE as error:
        reason = re.split(r"\n| in column ", str(error), maxsplit=1)[0]  # cells stay out of it
        raise RosterFileError(path, "", f"cannot be read ({reason[:LONGEST_REASON]})") from error


def _csv(path: Path) -> pl.DataFrame:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            header = file.readline()
    except UnicodeDecodeError as error:
        raise _not_utf8(path) from error
    separator = max(SEPARATORS, key=header.count)
    refuse_size(path, 1, header.count(separator) + 1)
    try:
        return pl.read_csv(path, has_header=False, infer_schema=False, separator=separator)
    except pl.exceptions.NoDataError:
        return pl.DataFrame()
    except pl.exceptions.ComputeError as error:
        if "utf-8" in str(error):
            raise _not_utf8(path) from error
        raise _ragged(path, separator) from error


def _not_utf8(path: Path) -> RosterFileError:
    return RosterFileError(path, "", "is not UTF-8 text; in Excel, save it as 'CSV UTF-8'")


def _ragged(path: Path, separator: str) -> RosterFileError:
    """The error that names the first line with more cells than the header."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        lines = csv.reader(file, delimiter=separator)
        try:
            width = len(next(lines))
            for cells in lines:
                if len(cells) > width:
                    problem = f"has {len(cells)} cells where the first line has {width}"
                    return RosterFileError(path, f"line {lines.line_num}", problem)
        except csv.Error:  # a quote that is never closed
            pass
    return RosterFileError(path, "", "has lines that cannot be told apart; check its quotes")


def _parquet(path: Path) -> pl.DataFrame:
    lazy = pl.scan_parquet(path)
    refuse_size(path, lazy.select(pl.len()).collect().item(), len(lazy.collect_schema()))
    frame = lazy.collect()
    header = pl.DataFrame({name: [name] for name in frame.columns})
    return pl.concat([header, frame.select(pl.all().cast(pl.String))])


READERS: Mapping[str, Callable[[Path], pl.DataFrame]] = {
    ".xlsx": read_excel,
    ".xlsm": read_excel,
    ".csv": _csv,
    ".parquet": _parquet,
}
"""The kinds of roster, by the end of their names."""
