"""xlwings Server, with the formulas as its custom functions."""

import os
import sys
from pathlib import Path

PROJECT = Path(os.environ["XLWINGS_PROJECT_DIR"])
PROJECT.joinpath("custom_functions.py").write_text(
    "from megaroth_xl.udfs import *\n", encoding="utf-8"
)
sys.path.insert(0, str(PROJECT))

from xlwings_server.main import main_app  # noqa: E402, F401 - for the runners that serve it
