"""Privacy of a batch: passwords, and workbooks that open with one only."""

import csv
import io
import secrets
from collections.abc import Mapping
from importlib.util import find_spec

import polars as pl

from megaroth_xl.errors import MissingExtraError
from megaroth_xl.sheets.cell_text import harmless_texts

__all__ = ["encrypted", "password_file", "passwords_for", "refuse_without_encryption"]

LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Letters and digits that nobody takes for one another."""
GROUPS, GROUP = 4, 4
"""Sixteen of them: 79 bits of chance."""
EARLIER = "earlier_passwords"
"""The column of passwords that opened copies handed out before."""


def refuse_without_encryption() -> None:
    """Refuse to encrypt where the library is not there.

    Raises
    ------
    MissingExtraError
    """
    if find_spec("msoffcrypto") is None:
        raise MissingExtraError("encrypt")


def new_password() -> str:
    """Return a random password, in groups that are easy to read aloud.

    >>> len(new_password()), new_password() == new_password()
    (19, False)
    """
    groups = ("".join(secrets.choice(LETTERS) for _ in range(GROUP)) for _ in range(GROUPS))
    return "-".join(groups)


def encrypted(workbook: bytes, password: str) -> bytes:
    """A workbook that opens with a password only; it takes a twentieth of a second."""
    from megaroth_xl.reports.runs.locking import locked  # noqa: PLC0415 - the extra's libraries

    return locked(workbook, password)


def passwords_for(names: pl.Series, earlier: bytes | None) -> pl.Series:
    """A password for each workbook: the one that it has, or a new one.

    Parameters
    ----------
    names
        The workbooks.
    earlier
        The file of passwords that an earlier run has written (`password_file`); None for none.
    """
    kept = {line["workbook"]: line["password"] for line in _lines(earlier)}
    passwords = [kept.get(name) or new_password() for name in names]
    return pl.Series("password", passwords, dtype=pl.String)


def password_file(
    labels: pl.DataFrame, names: pl.Series, passwords: pl.Series, earlier: bytes | None = None
) -> bytes:
    """The file of passwords: employee, workbook and password in each line.

    Passwords of workbooks that were replaced, or whose employees are no longer reported, stay
    beside the new ones, for the copies that were handed out.

    Parameters
    ----------
    labels, names, passwords
        The employees, their workbooks, and the password of each.
    earlier
        As in `passwords_for`.
    """
    old = {line["workbook"]: line for line in _lines(earlier)}
    before = [_replaced(old.pop(name, {}), now) for name, now in zip(names, passwords, strict=True)]
    listed = labels.select("employee_id").with_columns(
        names.alias("workbook"), passwords, pl.Series(EARLIER, before, dtype=pl.String)
    )
    gone = pl.DataFrame(
        [(line["employee_id"], name, None, _replaced(line, "")) for name, line in old.items()],
        schema=dict.fromkeys(("employee_id", "workbook", "password", EARLIER), pl.String()),
        orient="row",
    )
    whole = pl.concat([listed, gone])
    if not (whole[EARLIER] != "").any():
        whole = whole.drop(EARLIER)
    text = harmless_texts(whole).write_csv(include_bom=True, line_terminator="\r\n")
    return text.encode()


def _lines(earlier: bytes | None) -> list[dict[str, str]]:
    """The lines of a file of passwords."""
    text = "" if earlier is None else earlier.decode("utf-8-sig", "replace")
    lines = csv.DictReader(io.StringIO(text, newline=""), restval="")
    return [line for line in lines if {"employee_id", "workbook", "password"} <= line.keys()]


def _replaced(line: Mapping[str, str], now: str) -> str:
    """The passwords that a workbook had before, the latest first."""
    had = [line.get("password") or "", *(line.get(EARLIER) or "").split()]
    return " ".join(password for password in dict.fromkeys(had) if password not in {"", now})
