"""What keeps a batch's personal facts to those they concern: passwords, and names left out."""

import csv
import io
import secrets

import polars as pl

from megaroth_xl.errors import MissingExtraError
from megaroth_xl.sheets.cell_text import harmless_texts

try:
    from msoffcrypto.format.ooxml import OOXMLFile
except ImportError:  # the extra is not there
    OOXMLFile = None

__all__ = ["encrypted", "password_file", "passwords_for", "redacted", "refuse_without_encryption"]

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


def passwords_for(names: pl.Series, earlier: bytes | None) -> pl.Series:
    """A password for each workbook: the one that it has, or a new one.

    Parameters
    ----------
    names
        The workbooks.
    earlier
        The file of passwords that an earlier run has written (`password_file`); None for none.
    """
    kept = {}
    if earlier is not None:
        lines = csv.DictReader(io.StringIO(earlier.decode("utf-8-sig", "replace"), newline=""))
        kept = {line.get("workbook"): line.get("password") for line in lines}
    passwords = [kept.get(name) or new_password() for name in names]
    return pl.Series("password", passwords, dtype=pl.String)


def password_file(labels: pl.DataFrame, names: pl.Series, passwords: pl.Series) -> bytes:
    """The file of passwords: employee, workbook and password in each line."""
    listed = labels.select("employee_id").with_columns(names.alias("workbook"), passwords)
    text = harmless_texts(listed).write_csv(include_bom=True, line_terminator="\r\n")
    return text.encode()


def redacted(labels: pl.DataFrame) -> pl.DataFrame:
    """The employees without their names.

    >>> redacted(pl.DataFrame({"employee_id": ["7", "8"], "name": ["Kim", None]}))["name"].to_list()
    ['***', None]
    """
    return labels.with_columns(name=pl.when(pl.col("name").is_not_null()).then(pl.lit(MASK)))
