"""What keeps a batch's personal facts to those they concern: passwords, and names left out."""

import csv
import io
import secrets
from pathlib import Path

import polars as pl

from megaroth_xl.errors import MissingExtraError, OutputError
from megaroth_xl.reports.runs.files import write_whole
from megaroth_xl.sheets.cell_text import harmless_texts

try:
    from msoffcrypto.format.ooxml import OOXMLFile
except ImportError:  # the extra is not there
    OOXMLFile = None

__all__ = ["encrypted", "passwords_of", "redacted", "refuse_without_encryption"]

LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Letters and digits that nobody takes for one another."""
GROUPS, GROUP = 4, 4
"""Sixteen of them: 79 bits of chance."""
MASK = "***"


def refuse_without_encryption() -> None:
    """Refuse to encrypt where the library is not there.

    Raises
    ------
    MissingExtraError
    """
    if OOXMLFile is None:
        raise MissingExtraError("encrypt")


def new_password() -> str:
    """A password by chance, in groups that can be read out.

    >>> len(new_password()), new_password() == new_password()
    (19, False)
    """
    groups = ("".join(secrets.choice(LETTERS) for _ in range(GROUP)) for _ in range(GROUPS))
    return "-".join(groups)


def encrypted(workbook: bytes, password: str) -> bytes:
    """A workbook that opens with a password only: AES-256, its key by 100,000 rounds of SHA-512.

    References
    ----------
    ECMA-376 part 4 and [MS-OFFCRYPTO] 2.3.4.10, agile encryption.
    """
    locked = io.BytesIO()
    OOXMLFile(io.BytesIO(workbook)).encrypt(password, locked)
    return locked.getvalue()


def passwords_of(path: Path, labels: pl.DataFrame, names: pl.Series, *, fresh: bool) -> pl.Series:
    """A password for each employee's workbook, kept in a file of their own.

    They are in the file before the first workbook is printed: no run that ends leaves a workbook
    that nobody can open.

    Parameters
    ----------
    path
        The file: employee, workbook and password in each line. What it has already stays.
    labels, names
        The employees, and the workbook of each.
    fresh
        Whether no workbook is printed yet.

    Raises
    ------
    OutputError
        Where the file is missing, or another one, while workbooks are printed already.
    """
    if not fresh:
        kept = _kept(path)
        if kept is None or not kept["workbook"].equals(names.alias("workbook")):
            raise OutputError(
                path, "it does not hold the passwords of the workbooks that are there; use force"
            )
        return kept["password"]
    passwords = pl.Series("password", [new_password() for _ in range(len(names))], dtype=pl.String)
    listed = labels.select("employee_id").with_columns(names.alias("workbook"), passwords)
    text = harmless_texts(listed).write_csv(include_bom=True, line_terminator="\r\n")
    write_whole(path, [text.encode()])
    return passwords


def _kept(path: Path) -> pl.DataFrame | None:
    if not path.exists():
        return None
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    columns = ("workbook", "password")
    if not all(row.get(column) for row in rows for column in columns):
        return None
    return pl.DataFrame({c: pl.Series([row[c] for row in rows], dtype=pl.String) for c in columns})


def redacted(labels: pl.DataFrame) -> pl.DataFrame:
    """The employees without their names.

    >>> redacted(pl.DataFrame({"employee_id": ["7", "8"], "name": ["Kim", None]}))["name"].to_list()
    ['***', None]
    """
    return labels.with_columns(name=pl.when(pl.col("name").is_not_null()).then(pl.lit(MASK)))
