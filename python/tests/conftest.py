# SPDX-FileCopyrightText: the lazyrisk authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The program beside the module. PYTHONPATH finds the module, LAZYRISK_PROGRAM is the program."""

import csv
import io
import os
import subprocess
from pathlib import Path

import pytest

os.environ["LAZYRISK_STORE"] = ""  # nothing is kept
REFERENCE = Path(__file__).resolve().parents[2] / "tests" / "reference"


def program(*arguments, check=True):
    """What the program prints."""
    path = os.environ.get("LAZYRISK_PROGRAM")
    if not path:
        pytest.skip("LAZYRISK_PROGRAM does not name the program")
    done = subprocess.run([path, *map(str, arguments)], capture_output=True, text=True, check=False)
    if check and done.returncode not in (0, 3, 4):
        raise AssertionError(f"{arguments}: {done.stderr}")
    return done.stdout


def printed(*arguments):
    """Its csv, column by column."""
    rows = list(csv.reader(io.StringIO(program(*arguments, "--format", "csv"))))
    return {name: [row[i] for row in rows[1:]] for i, name in enumerate(rows[0])}


def table(name):
    """A reference table: columns of texts."""
    lines = [line for line in (REFERENCE / name).read_text().splitlines() if line and not line.startswith("#")]
    rows = list(csv.reader(lines))
    return {column: [row[i] for row in rows[1:]] for i, column in enumerate(rows[0])}
