"""The plan's terms in a file or on a sheet."""
