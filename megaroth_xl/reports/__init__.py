"""Layer 3: from a roster to reports."""

from megaroth_xl.reports.runs.single import Report, report

__all__ = ["Report", "report"]
