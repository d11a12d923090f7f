"""Runs: one roster, a folder of rosters or a cluster, resumed and kept private."""
