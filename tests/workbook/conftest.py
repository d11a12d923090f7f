# The runner is a program of its own, for the Python that LibreOffice works with.
collect_ignore_glob = ["runners/*.py"]
