"""The source of the package: its wheel, or the package index once it is published there.

On the day on which it is published, set `PUBLISHED` and run ``python docs/write_installing.py``:
what commands, checks and pages say of installing follows.
"""

from megaroth_xl import __version__

__all__ = ["FOR_LITE", "NAME", "PUBLISHED", "SOURCE", "WHEEL"]

PUBLISHED = False
"""Whether the package index holds the package under its name."""
NAME = "megaroth-xl"
WHEEL = f"megaroth_xl-{__version__}-py3-none-any.whl"
"""The file that is built, and downloaded from a release."""
SOURCE = NAME if PUBLISHED else WHEEL
"""What `pip install` is given."""
FOR_LITE = (
    f"the line {NAME} in requirements.txt"
    if PUBLISHED
    else f"unpack {WHEEL}, which is a zip archive, put its folder megaroth_xl into a folder named "
    "personal, and drop that folder on Menu, Files, Import/Export; requirements.txt needs the line "
    "numpy"
)
"""How xlwings Lite gets the package where a workbook does not carry it."""
