"""Workbooks that open with a password: told from others, and opened with it.

The bytes stay in memory: an open copy never lies on the disk.
"""

import io
from pathlib import Path

from megaroth_xl.errors import MissingExtraError, RosterFileError
from megaroth_xl.given_files import missing_file

try:
    import msoffcrypto
    from msoffcrypto.exceptions import DecryptionError, FileFormatError, InvalidKeyError
except ImportError:  # the extra is not installed
    msoffcrypto = None

__all__ = ["is_protected", "read_password", "unlocked"]

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
PACKAGE = "EncryptedPackage".encode("utf-16-le")
"""The name under which a protected .xlsx or .xlsb lies in its envelope."""
HOW = "is protected by a password; put the password into a file and name it with --password-file"


def is_protected(path: Path, head: bytes) -> bool:
    """Return whether a file is the envelope of a protected .xlsx, .xlsm or .xlsb."""
    return head.startswith(OLE) and (PACKAGE in head or PACKAGE in path.read_bytes())


def unlocked(path: Path, password: str | None) -> bytes:
    """The bytes of a protected workbook, open.

    Raises
    ------
    RosterFileError
        Where no password is given, or another one opens it.
    MissingExtraError
        Where the library that opens such files is not installed.
    """
    if password is None:
        raise RosterFileError(path, "", HOW)
    if msoffcrypto is None:
        raise MissingExtraError("encrypt")
    opened = io.BytesIO()
    try:
        with path.open("rb") as file:
            workbook = msoffcrypto.OfficeFile(file)
            workbook.load_key(password=password)
            workbook.decrypt(opened)
    except InvalidKeyError as error:
        problem = "is protected by another password than the one given; check the password file"
        raise RosterFileError(path, "", problem) from error
    except (DecryptionError, FileFormatError) as error:
        problem = "is protected in a way that is not known; open it in Excel and save it without"
        raise RosterFileError(path, "", problem) from error
    return opened.getvalue()


def read_password(path: Path) -> str:
    """The password in a file: its first line.

    Raises
    ------
    RosterFileError
        For a file that cannot be read, or is empty.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except OSError as error:
        raise RosterFileError(path, "", missing_file(error)) from error
    except UnicodeDecodeError as error:
        raise RosterFileError(path, "", "cannot be read as a text with the password") from error
    if not lines or not lines[0]:
        raise RosterFileError(path, "", "is empty; its first line must be the password")
    return lines[0]
