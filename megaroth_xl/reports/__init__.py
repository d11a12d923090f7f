"""Layer 3: from a roster to reports."""

from megaroth_xl.reports.runs.run import Report, report

__all__ = ["Report", "report"]
