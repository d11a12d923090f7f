# One word for each habit; `just` lists them. https://just.systems

_list:
    @just --list

# Everything that CI checks
check:
    .ci/run

# The tests, or those of a folder: just test tests/law
test *paths:
    python -m pytest -q {{paths}}

# Format the code and mend what ruff can mend
format:
    ruff format .
    ruff check --fix .

# Build the shipped workbooks again
workbooks:
    python -m megaroth_xl.workbook.shipped workbook
    megaroth excel workbook --force workbook/megaroth.xlsm
    megaroth excel workbook --force workbook/megaroth-lite.xlsx
    python examples/write_examples.py

# Write the generated parts of the pages again
pages:
    python docs/write_functions.py
    python docs/write_reference.py
    python docs/write_interfaces.py
    python docs/write_authorities.py
    python docs/write_installing.py
    python docs/play.py

# Take the pictures again; needs LibreOffice and poppler
pictures *names:
    python docs/write_pictures.py {{names}}

# Show the documentation in a browser
docs:
    mkdocs serve

# Lock the environment again, after a change of the dependencies
lock *options:
    uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-annotate --no-header {{options}} -o requirements/package.txt
    uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-annotate --no-header {{options}} --all-extras -c requirements/package.txt -o requirements/dev.txt

# Build everything that a release holds
release:
    .ci/dist
