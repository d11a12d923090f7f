"""LibreOffice Calc: the add-in and the Python that answers it."""
