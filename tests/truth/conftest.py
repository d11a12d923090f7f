# The extraction scripts run elsewhere, with the packages that they record.
collect_ignore_glob = ["extract_*.py"]
