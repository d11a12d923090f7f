"""xlwings Lite: the template with its Python code inside the workbook."""
