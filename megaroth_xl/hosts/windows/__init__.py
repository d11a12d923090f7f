"""Excel on Windows through classic xlwings: add-in, macro workbook, installation."""
