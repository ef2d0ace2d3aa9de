#!/usr/bin/env python3
# SPDX-FileCopyrightText: the lazyrisk authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs every `$ lazyrisk` block of README.md and docs/ again and writes what it prints below it.

    docs/refresh.py build/release/apps/lazyrisk [FILE.md ...]

A line `...` keeps its place: as many lines as stood before and after it are shown. Look at the difference before you
commit it: the suite `documents` checks the same blocks to their digits, this script rewrites those that differ at all.
"""

import os
import pathlib
import re
import subprocess
import sys
import tempfile


def outputs(lines):
    """(first, end, command, None) of what is printed below a command, (first, end, None, name) of a file."""
    fenced = ours = saved = False
    before = ""
    found = []
    i = 0
    while i < len(lines):
        line = lines[i]
        if line.lstrip().startswith("```"):
            fenced = not fenced
            if fenced:
                name = re.search(r"as `([^`]+)`:$", before)
                ours = i + 1 < len(lines) and lines[i + 1].startswith("$ lazyrisk")
                if name:
                    end = next(j for j in range(i + 1, len(lines)) if lines[j].lstrip().startswith("```"))
                    found.append((i + 1, end, None, name[1]))
                    ours = False
            before = ""
        elif not fenced:
            if line.strip():
                before = line
        elif ours and line.startswith("$ "):
            command = line[2:]
            while command.endswith("\\"):
                i += 1
                command += "\n" + lines[i]
            end = i + 1
            while not lines[end].startswith("$ ") and not lines[end].lstrip().startswith("```"):
                end += 1
            found.append((i + 1, end, command, None))
            i = end - 1
        i += 1
    return found


def shown(old, seen):
    """What is printed, elided as before."""
    if "..." not in old:
        return seen
    first, last = old.index("..."), len(old) - 1 - old[::-1].index("...")
    if first != last:
        return None
    tail = len(old) - last - 1
    return seen[:first] + ["..."] + (seen[-tail:] if tail else [])


def refresh(program, path):
    lines = path.read_text().split("\n")
    changed = []
    with tempfile.TemporaryDirectory() as folder:
        bin_folder = pathlib.Path(folder, ".bin")
        bin_folder.mkdir()
        (bin_folder / "lazyrisk").symlink_to(program)
        environment = dict(os.environ, PATH=f"{bin_folder}:{os.environ['PATH']}")
        for first, end, command, name in outputs(lines):
            if name:
                pathlib.Path(folder, name).write_text("\n".join(lines[first:end]) + "\n")
                continue
            done = subprocess.run(["bash", "-c", command], cwd=folder, env=environment, capture_output=True, text=True)
            seen = done.stdout.split("\n")
            while seen and not seen[-1]:
                seen.pop()
            old = lines[first:end]
            new = shown(old, seen)
            if new is None:
                print(f"{path}:{first}: elided twice; look at it: $ {command}")
            elif [line.split() for line in new] != [line.split() for line in old]:
                changed.append((first, end, new))
    for first, end, new in reversed(changed):
        lines[first:end] = new
    path.write_text("\n".join(lines))
    print(f"{path}: {len(changed)} of its outputs changed")


def main():
    program = pathlib.Path(sys.argv[1]).resolve()
    root = pathlib.Path(__file__).resolve().parent.parent
    files = [pathlib.Path(name) for name in sys.argv[2:]] or [root / "README.md", *sorted((root / "docs").rglob("*.md"))]
    for path in files:
        refresh(program, path)


if __name__ == "__main__":
    main()
