"""`python -m megaroth_xl`: the command line where the `megaroth` command is not on the path."""

from megaroth_xl.cli import main

main(prog_name="megaroth")
