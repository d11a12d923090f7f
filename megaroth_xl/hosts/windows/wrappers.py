"""The VBA module through which Excel's cells call the package: xlwings' own, with descriptions."""

import json
import subprocess
import sys
from functools import cache
from typing import Any

from megaroth_xl.hosts.windows.vba_project import VbaModule, described

__all__ = ["FIRST_OWN_GROUP", "MODULE", "wrappers"]

MODULE = "xlwings_udfs"
FIRST_OWN_GROUP = 19
"""Number of the first category after those built into Excel's function wizard."""


@cache
def _imported(workbook: str) -> dict[str, Any]:
    """Tell what xlwings imports into a workbook of this name, found out in a process of its own."""
    run = subprocess.run(  # noqa: S603 - our own module, in our own Python
        [sys.executable, "-m", "megaroth_xl.hosts.windows.import_functions", workbook],
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    imported: dict[str, Any] = json.loads(run.stdout)
    return imported


def wrappers(workbook: str) -> VbaModule:
    """The module that "Import Functions" of xlwings would write into a workbook.

    Each function also carries its description and its category, which xlwings would set afterwards.

    Parameters
    ----------
    workbook
        The workbook's file name. In an add-in (.xlam) the functions see the active workbook.

    Raises
    ------
    subprocess.CalledProcessError
        Where xlwings cannot be loaded.
    """
    imported = _imported(workbook)
    source: str = imported["source"]
    for function, options in imported["options"].items():
        source = described(source, function, options["description"], FIRST_OWN_GROUP)
    return VbaModule(MODULE, "Module", source)
