"""Layer 3: from a roster to reports."""

from megaroth_xl.reports.batch import Report, report

__all__ = ["Report", "report"]
