"""Excel formulas of a checkout: xlwings opens this file and finds the package's formulas in it."""

from megaroth_xl.udfs import *  # noqa: F403
