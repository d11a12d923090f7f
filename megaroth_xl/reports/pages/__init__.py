"""Results become pages: the summary and the personal workbook."""
