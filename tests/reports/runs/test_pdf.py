"""PDFs of the personal workbooks: one for each, in the manifest, taken up again where missing."""

import shutil
import signal
from pathlib import Path
from typing import Any

import pytest

from megaroth_xl.errors import InputError, OutputError, RunStoppedError
from megaroth_xl.reports.runs import pdf
from megaroth_xl.reports.runs.run import Report, report
from megaroth_xl.reports.runs.run_errors import FolderTakenError
from megaroth_xl.reports.runs.verify import verify

PLAN = 'name = "Plan"\naccepts_after_tax = true\naccepts_roth = true\npay_periods = 26\n'
ROSTER = "id,name,age,pay,deferral\n7,Kim,40,90000,1000\n8,Lee,41,80000,1000\n"


def made(folder: Path, **options: Any) -> Report:
    (folder / "plan.toml").write_text(PLAN, encoding="utf-8")
    (folder / "roster.csv").write_text(ROSTER, encoding="utf-8")
    options = {"pdf": True, **options}
    return report(folder / "roster.csv", folder / "plan.toml", 2026, folder / "out", **options)


def test_without_libreoffice_a_sentence_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "which", lambda _: None)
    with pytest.raises(InputError, match="LibreOffice is not installed here: expected soffice"):
        made(tmp_path)
    assert not (tmp_path / "out").exists()


def test_a_pdf_has_no_password(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: name)
    with pytest.raises(InputError, match="one of the two"):
        made(tmp_path, encrypt=True)


def test_pdfs_are_written_verified_and_taken_up_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    starts: list[int] = []

    def printed(workbooks: Any) -> list[bytes]:
        made_of = [b"%PDF-" + bytes([len(workbook) % 251]) for workbook in workbooks]
        starts.append(len(made_of))
        return made_of

    monkeypatch.setattr(shutil, "which", lambda name: name)
    monkeypatch.setattr("megaroth_xl.reports.runs.copies.pdfs", printed)
    done = made(tmp_path)
    assert (done.workbooks, done.pdfs, done.written, starts) == (2, 2, 4, [2])
    names = {path.name for path in (tmp_path / "out" / "personal").iterdir()}
    assert names == {"7.xlsx", "7.pdf", "8.xlsx", "8.pdf"}
    (tmp_path / "out" / "personal" / "8.pdf").unlink()
    again = made(tmp_path)
    assert (again.pdfs, again.written, starts) == (2, 1, [2, 1])
    assert verify(tmp_path / "out").is_whole


def test_pdfs_are_part_of_what_a_run_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: name)
    monkeypatch.setattr(
        "megaroth_xl.reports.runs.copies.pdfs", lambda workbooks: [b"%PDF-" for _ in workbooks]
    )
    made(tmp_path)
    with pytest.raises(FolderTakenError, match=r"PDFs \(was yes, is now no\)"):
        made(tmp_path, pdf=False, personal=True)
    names = {path.name for path in (tmp_path / "out" / "personal").iterdir()}
    assert names == {"7.xlsx", "7.pdf", "8.xlsx", "8.pdf"}
    made(tmp_path, pdf=False, personal=True, force=True)
    assert {p.name for p in (tmp_path / "out" / "personal").iterdir()} == {"7.xlsx", "8.xlsx"}
    with pytest.raises(FolderTakenError, match=r"PDFs \(was no, is now yes\)"):
        made(tmp_path)


def test_a_stop_that_ends_libreoffice_too_is_a_stop(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(_: Any) -> list[bytes]:
        signal.raise_signal(signal.SIGINT)
        raise OutputError("a PDF", "LibreOffice did not write it")

    monkeypatch.setattr(shutil, "which", lambda name: name)
    monkeypatch.setattr("megaroth_xl.reports.runs.copies.pdfs", interrupted)
    with pytest.raises(RunStoppedError, match="stopped: 2 of 4"):
        made(tmp_path)


def test_libreoffice_prints_three_pages_for_each(tmp_path: Path) -> None:
    pdf.refuse_without_libreoffice()
    made(tmp_path)
    for name in ("7.pdf", "8.pdf"):
        printed = (tmp_path / "out" / "personal" / name).read_bytes()
        assert printed.startswith(b"%PDF-")
        assert printed.count(b"/Type/Page") - printed.count(b"/Type/Pages") == 3
