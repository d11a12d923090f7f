# The runners are programs of their own, one process a host.
collect_ignore_glob = ["runners/*.py"]
