# The scripts that record what others say run where those others are installed, not here.
collect_ignore_glob = ["extract_*.py"]
