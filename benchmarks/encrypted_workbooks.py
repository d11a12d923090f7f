"""Workbooks with a password: `python benchmarks/encrypted_workbooks.py`.

The same personal workbook, encrypted again and again in one process, by us and by msoffcrypto-tool
alone; both give it AES-256 and 100,000 rounds of SHA-512. What was made is read back.
"""

import argparse
import io

from side_by_side import Contender, Work, main

from megaroth_xl.sheets.archive import archive, stored

PASSWORD = "abcd-efgh-jkmn-pqrs"  # noqa: S105
CONTENT = b"".join(archive([stored("workbook.bin", bytes(range(256)) * 60)]))
"""As long as a personal workbook."""
MADE: list[bytes] = []


def ours(chosen: argparse.Namespace) -> Work:
    from megaroth_xl.reports.runs.locking import locked

    def work() -> int:
        MADE[:] = [locked(CONTENT, PASSWORD) for _ in range(chosen.workbooks)]
        return sum(map(len, MADE))

    return work


def msoffcrypto_tool(chosen: argparse.Namespace) -> Work:
    from msoffcrypto.method.ecma376_agile import ECMA376Agile

    def work() -> int:
        MADE[:] = [
            ECMA376Agile.encrypt(PASSWORD, io.BytesIO(CONTENT)) for _ in range(chosen.workbooks)
        ]
        return sum(map(len, MADE))

    return work


def check(_: argparse.Namespace) -> None:
    """The last one opens, and holds what was given."""
    import msoffcrypto

    file, plain = msoffcrypto.OfficeFile(io.BytesIO(MADE[-1])), io.BytesIO()
    file.load_key(password=PASSWORD, verify_password=True)
    file.decrypt(plain, verify_integrity=True)
    if plain.getvalue() != CONTENT:
        raise ValueError("the workbook is not the one that was given")


CONTENDERS: dict[str, Contender] = {"megaroth-xl": ours, "msoffcrypto-tool": msoffcrypto_tool}

if __name__ == "__main__":
    main(
        "Workbooks with a password",
        CONTENDERS,
        options=lambda parser: parser.add_argument("--workbooks", type=int, default=20),
        check=check,
    )
