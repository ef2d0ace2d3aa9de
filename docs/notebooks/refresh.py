#!/usr/bin/env python3
# SPDX-FileCopyrightText: the lazyrisk authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs the notebooks of this folder and stores what they print and draw, without times and places.

    PYTHONPATH=build/release/python docs/notebooks/refresh.py [NOTEBOOK.ipynb ...]

It needs nbconvert and ipykernel (Debian: jupyter-nbconvert, python3-ipykernel). Look at the difference before you commit
it: python/tests/test_notebooks.py compares the stored numbers with those of a new run.
"""

import json
import os
import pathlib
import sys

FOLDER = pathlib.Path(__file__).resolve().parent
#: What a notebook says about where it runs: nothing but the language.
METADATA = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"}}


def executed(path, timeout=300):
    """The notebook after a run in a kernel of its own. An exception in a cell is an exception here."""
    import nbformat
    from nbconvert.preprocessors import ExecutePreprocessor

    book = nbformat.read(path, as_version=4)
    kept = dict(os.environ)
    os.environ.pop("MPLBACKEND", None)  # pictures belong into the notebook
    os.environ["PYDEVD_DISABLE_FILE_VALIDATION"] = "1"  # the kernel's debugger is not used, and need not complain
    try:
        ExecutePreprocessor(timeout=timeout, kernel_name="python3").preprocess(book, {"metadata": {"path": str(FOLDER)}})
    finally:
        os.environ.clear()
        os.environ.update(kept)
    for cell in book.cells:
        for output in cell.get("outputs", []):
            if output.get("name") == "stderr":
                raise RuntimeError(f"{path.name}: a cell complains: {output.text}")
    return book


def text_of(value):
    return value if isinstance(value, str) else "".join(value)


def output_of(output):
    """An output without what changes from run to run or says nothing: times, places of objects, sizes of pictures."""
    if output["output_type"] == "stream":
        return {"name": output["name"], "output_type": "stream", "text": lines_of(text_of(output["text"]))}
    data = {kind: content if kind == "image/png" else lines_of(text_of(content))
            for kind, content in output["data"].items()}
    if "image/png" in data:
        data = {"image/png": data["image/png"], "text/plain": ["<Figure>"]}
    found = {"data": data, "metadata": {}, "output_type": output["output_type"]}
    if output["output_type"] == "execute_result":
        found["execution_count"] = output["execution_count"]
    return found


def joined(outputs):
    """What was printed in one piece, however it arrived."""
    found = []
    for output in outputs:
        if output["output_type"] == "stream" and found and found[-1].get("name") == output["name"]:
            found[-1] = {**found[-1], "text": text_of(found[-1]["text"]) + text_of(output["text"])}
        else:
            found.append(output)
    return found


def lines_of(text):
    return text.splitlines(keepends=True)


def clean(book):
    """The notebook as it is stored: JSON of one form."""
    cells = []
    for cell in book["cells"]:
        kept = {"cell_type": cell["cell_type"], "metadata": {}, "source": lines_of(text_of(cell["source"]))}
        if cell["cell_type"] == "code":
            kept["execution_count"] = cell["execution_count"]
            kept["outputs"] = [output_of(o) for o in joined(cell["outputs"])]
        cells.append(kept)
    return json.dumps({"cells": cells, "metadata": METADATA, "nbformat": 4, "nbformat_minor": 4}, indent=1,
                      ensure_ascii=False, sort_keys=True) + "\n"


def main():
    for path in [pathlib.Path(name) for name in sys.argv[1:]] or sorted(FOLDER.glob("*.ipynb")):
        text = clean(executed(path))
        changed = text != path.read_text(encoding="utf-8")
        path.write_text(text, encoding="utf-8")
        print(f"{path.name}: {'changed' if changed else 'as before'}, {len(text) // 1000} kB")


if __name__ == "__main__":
    main()
