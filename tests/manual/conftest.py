"""Programs for people to start: pytest collects none of them."""

collect_ignore_glob = ["*.py"]
