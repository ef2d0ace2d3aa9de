# SPDX-FileCopyrightText: the lazyrisk authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Docstrings run, the stub is complete, results draw themselves."""

import ast
import doctest
import importlib
import inspect
from pathlib import Path

import lazyrisk as lr
import numpy as np
import pytest

PACKAGE = Path(lr.__file__).parent


@pytest.mark.parametrize("name", ["lazyrisk", "lazyrisk._problem", "lazyrisk._results", "lazyrisk._verbs", "lazyrisk.style"])
def test_docstrings(name):
    module = importlib.import_module(name)
    if name == "lazyrisk.style":
        pytest.importorskip("matplotlib")
    assert doctest.testmod(module).failed == 0


def test_everything_public_has_a_docstring():
    for name in lr.__all__:
        if name != "__version__":
            assert inspect.getdoc(getattr(lr, name)), name


def stub():
    tree = ast.parse((PACKAGE / "__init__.pyi").read_text())
    found = {}
    for node in tree.body:
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            found[node.name] = node
        elif isinstance(node, ast.AnnAssign):
            found[node.target.id] = node
        elif isinstance(node, ast.ImportFrom):
            found.update({alias.asname or alias.name: node for alias in node.names})
    return found


def arguments(node):
    a = node.args
    return [x.arg for x in a.posonlyargs + a.args + a.kwonlyargs] + [x.arg for x in (a.vararg, a.kwarg) if x]


def test_the_stub_has_every_public_name_and_argument():
    known = stub()
    assert (PACKAGE / "py.typed").exists()
    assert set(lr.__all__) <= set(known)
    for name in lr.__all__:
        value = getattr(lr, name)
        if inspect.isfunction(value):
            assert arguments(known[name]) == list(inspect.signature(value).parameters), name
        elif inspect.isclass(value) and not issubclass(value, Exception):
            members = {n.name: n for n in known[name].body if isinstance(n, ast.FunctionDef)}
            for method, function in vars(value).items():
                if not method.startswith("_") and inspect.isfunction(function):
                    assert method in members, f"{name}.{method}"
                    assert arguments(members[method]) == list(inspect.signature(function).parameters), f"{name}.{method}"


def test_the_stub_has_every_field_of_a_record():
    names = {n.target.id for n in stub()["Record"].body if isinstance(n, ast.AnnAssign)} | {
        n.name for n in stub()["Record"].body if isinstance(n, ast.FunctionDef)}
    problem = lr.Problem(lr.RandomFeatures("relu", dim=20), alpha=1.2, width=50, step_size=0.1, steps=5)
    fields = {c.split(".")[0] for c in lr.risk(problem).columns} - {"model", "activation", "version"}
    assert fields <= names, fields - names


def test_help_begins_with_three_examples():
    assert lr.__doc__.count("\n>>> ") >= 6 and lr.__doc__.index(">>>") < 200


def test_plots():
    pytest.importorskip("matplotlib").use("Agg")
    problem = lr.Problem(lr.RandomFeatures("relu", dim=20), samples=40, noise=0.1)
    ax = lr.curve(problem, ridge=[1e-3, 0.1], width="5:200:20").plot()
    assert len([line for line in ax.get_lines() if len(line.get_xdata()) == 20]) == 2
    assert [line.get_color() for line in ax.get_lines()[:2]] == list(lr.style.COLOURS[:2])
    assert any(text.get_text() == "p = n" for text in ax.texts)
    assert ax.get_xlabel() == "width p" and ax.get_ylabel() == "test error" and ax.get_legend()
    points = problem.replace(width=[10, 80])
    ax = lr.compare(points, trials=3, test_points=20).plot()
    assert len(ax.containers) == 1
    assert lr.simulate(points, trials=3, test_points=20).plot(ax) is ax
    stairs = lr.curve(lr.Problem(lr.Kernel("exp", dim=100), energy={1: 1, 2: 1}), alpha="0.2:2.6:13").plot()
    assert [text.get_text() for text in stairs.get_legend().get_texts()] == ["limit d = ∞"]
    assert np.isfinite(stairs.get_lines()[1].get_ydata()).any()
    ax = lr.compare(points, measured=[0.7, 0.5], standard_error=0.1).plot()
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["theory", "measured"]
    assert lr.risk(points).plot(quantity="bias").get_ylabel() == "bias"
    assert lr.density(problem.replace(width=60), points=50, simulate=1).plot().get_xlabel() == "eigenvalue"
    with pytest.raises(lr.DomainError, match="no curve"):
        lr.risk(problem.replace(width=3)).plot()
    with lr.style.context():
        pass


def test_kernels_and_activations_are_told_apart():
    for text, kernel in (("relu", False), ("ntk", True), ("exp(t-1)", True), ("tanh(x)+x", False), ("leaky-relu(0.1)", False),
                         ("1-acos(t)/pi", True), ("he3", False), ("NTK", True), ("gaussian", True), ("silu", False),
                         ("activation", True), ("2", True)):
        fields = lr.Kernel(text)._fields
        assert ("kernel" in fields) == kernel and ("activation" in fields) != kernel, text


def test_several_interpreters_threads_ask_at_once():
    from concurrent.futures import ThreadPoolExecutor

    problems = [lr.Problem(lr.RandomFeatures(a, dim=d), samples=np.arange(1, 400), width=50)
                for a in ("relu", "tanh") for d in (10, 20)] * 4
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda p: lr.risk(p, threads=2).test_error, problems))
    for i, errors in enumerate(found):
        assert (errors == found[i % 4]).all()
