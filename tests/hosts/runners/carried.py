"""The formulas of a workbook that carries them, through the engine that xlwings Lite is built on.

`main` is the workbook's own code, as `main.py` on the path; nothing else there has the package.
"""

import importlib.util
import sys
from pathlib import Path

if importlib.util.find_spec("megaroth_xl"):
    raise SystemExit("the package is installed here: nothing would be proved")

import main
from exchange import serve
from officejs import call, udfs

if Path(udfs.__file__).parents[1] != Path(sys.path[0]) or not hasattr(main, "MEGAROTH_VERSION"):
    raise SystemExit(f"the functions came from {udfs.__file__}")

if __name__ == "__main__":
    serve(call)
