"""Print the VBA that xlwings writes for the formulas in a workbook of the given name."""

import io
import sys
from types import SimpleNamespace

from megaroth_xl.hosts.windows import stand_ins

stand_ins.install()

from xlwings.udfs import generate_vba_wrapper  # noqa: E402

from megaroth_xl import udfs  # noqa: E402

written = io.StringIO()
generate_vba_wrapper("megaroth_xl.udfs", udfs, written, SimpleNamespace(Name=sys.argv[1]))
sys.stdout.write(written.getvalue())
