# SPDX-FileCopyrightText: the lazyrisk authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The notebooks of docs/notebooks are run again, and the examples of docs/guide/python.md: words as they stand there,
numbers to 1e-6 or one unit of the last digit shown, pictures where there were pictures."""

import doctest
import json
import re
import runpy
from pathlib import Path
from types import SimpleNamespace

import pytest

DOCS = Path(__file__).resolve().parents[2] / "docs"
NOTEBOOKS = sorted((DOCS / "notebooks").glob("*.ipynb"))
GUIDE = DOCS / "guide" / "python.md"

refresh = SimpleNamespace(**runpy.run_path(str(DOCS / "notebooks" / "refresh.py")))

_NUMBER = re.compile(r"[-+]?\d+(?:\.\d*)?(?:[eE][-+]?\d+)?")
_TOKEN = re.compile(r"(?<![\w.])" + _NUMBER.pattern + r"(?!\w)|\w+|[^\w\s]")


def unit(number):
    """One unit of the last digit; 0 of a whole number."""
    mantissa, _, exponent = number.lower().partition("e")
    if "." not in mantissa and not exponent:
        return 0.0
    return 10.0 ** (int(exponent or 0) - len(mantissa.partition(".")[2]))


def same_number(one, other):
    a, b = float(one), float(other)
    return abs(a - b) <= max(1e-6 * abs(a), 1.001 * unit(one)) if unit(one) else a == b


def difference(stored, seen):
    """The first place where two texts differ, or None; white space separates and is otherwise ignored."""
    one, other = _TOKEN.findall(stored), _TOKEN.findall(seen)
    for a, b in zip(one, other):
        if a != b and not (_NUMBER.fullmatch(a) and _NUMBER.fullmatch(b) and same_number(a, b)):
            return f"{a} became {b}"
    return None if len(one) == len(other) else f"{len(one)} words and numbers became {len(other)}"


def outputs(cell):
    """(kind, text) of all that a cell printed and drew; of a picture that it is there."""
    found = []
    for output in refresh.joined(cell.get("outputs", [])):
        if output["output_type"] == "stream":
            found.append((output["name"], refresh.text_of(output["text"])))
            continue
        for kind, content in sorted(refresh.output_of(output)["data"].items()):
            found.append((kind, "" if kind == "image/png" else refresh.text_of(content)))
    return found


def cells(path):
    return json.loads(path.read_text(encoding="utf-8"))["cells"]


def test_texts_are_compared_by_words_and_numbers():
    assert difference("test_error  0.1234567", "test_error 0.1234568") is None
    assert difference("z 1.5", "z 1.7") == "1.5 became 1.7"
    assert difference("12 points", "13 points") == "12 became 13"
    assert difference("agrees", "disagrees") == "agrees became disagrees"
    assert difference("1e-13 [0.5 1.25]", "1e-13 [0.5 1.25]") is None
    assert difference("1e-13", "1e-11") is not None
    assert difference("-0.25", "0.25") is not None
    assert difference("a b", "a") is not None
    assert difference("x0.5", "x0.5") is None and difference("p^(-1/2)", "p^(-1/3)") is not None
    assert unit("1.250") == pytest.approx(1e-3) and unit("2.5e-7") == pytest.approx(1e-8) and unit("40") == 0


def test_there_are_notebooks():
    assert len(NOTEBOOKS) >= 5


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_is_stored_clean(path):
    text = path.read_text(encoding="utf-8")
    assert refresh.clean(json.loads(text)) == text, "docs/notebooks/refresh.py stores it so"
    assert len(text) < 300_000
    counts = [cell["execution_count"] for cell in cells(path) if cell["cell_type"] == "code"]
    assert counts == list(range(1, len(counts) + 1)), "run from the first cell to the last"
    assert "Traceback" not in text and "/tmp/" not in text and "/home/" not in text


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_links_lead_to_files_and_headings(path):
    text = "\n".join(refresh.text_of(cell["source"]) for cell in cells(path) if cell["cell_type"] == "markdown")
    links = re.findall(r"\]\(([^)\s]+)\)", text)
    assert links
    for link in links:
        if "://" in link:
            continue
        name, _, place = link.partition("#")
        to = (path.parent / name).resolve()
        assert to.exists(), link
        if place:
            headings = re.findall(r"^#+ (.*)$", to.read_text(encoding="utf-8"), re.MULTILINE)
            assert place in [re.sub(r"[^\w -]", "", h.lower()).replace(" ", "-") for h in headings], link


def test_every_notebook_is_named_where_one_looks_for_it():
    for index in (DOCS / "README.md", GUIDE):
        text = index.read_text(encoding="utf-8")
        for path in NOTEBOOKS:
            assert f"notebooks/{path.name})" in text, f"{index.name} does not name {path.name}"


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_prints_and_draws_again_what_it_shows(path):
    for needed in ("nbconvert", "ipykernel", "matplotlib"):
        pytest.importorskip(needed, reason=f"notebooks are run by nbconvert, ipykernel and matplotlib: no {needed} here")
    stored = cells(path)
    if any("sklearn" in refresh.text_of(cell["source"]) for cell in stored):
        pytest.importorskip("sklearn", reason="scikit-learn fits in this notebook, and it is not here")
    book = refresh.executed(path)
    for cell, again in zip(stored, book.cells):
        was, now = outputs(cell), outputs(again)
        source = refresh.text_of(cell["source"])
        assert [kind for kind, _ in was] == [kind for kind, _ in now], source
        for (kind, text), (_, seen) in zip(was, now):
            found = difference(text, seen)
            assert found is None, f"{found} in {kind} of the cell\n{source}\nwhich printed\n{seen}"


class ByNumber(doctest.OutputChecker):
    """An example prints what stands below it, compared as the notebooks are; `...` stands for any text."""

    def check_output(self, want, got, optionflags):
        if super().check_output(want, got, optionflags):
            return True
        return "..." not in want and difference(want, got) is None


def test_the_examples_of_the_guide_print_what_stands_below_them(tmp_path, monkeypatch):
    for needed in ("matplotlib", "pandas", "sklearn"):
        pytest.importorskip(needed, reason=f"the guide has an example with {needed}, which is not here")
    import matplotlib

    matplotlib.use("Agg")
    monkeypatch.chdir(tmp_path)  # examples write files
    text = re.sub(r"^```.*$", "", GUIDE.read_text(encoding="utf-8"), flags=re.MULTILINE)
    test = doctest.DocTestParser().get_doctest(text, {"__name__": "__main__"}, GUIDE.name, str(GUIDE), 0)
    runner = doctest.DocTestRunner(ByNumber(), optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE)
    complaints = []
    runner.run(test, out=complaints.append)
    assert runner.failures == 0, "".join(complaints)
    assert runner.tries > 30


def test_every_block_of_python_in_the_guide_is_an_example():
    text = GUIDE.read_text(encoding="utf-8")
    blocks = re.findall(r"^```(\w*)\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    assert blocks
    for kind, block in blocks:
        assert kind in ("python", "sh"), "a block says what it is"
        if kind == "python":
            assert block.startswith(">>> "), block
