# SPDX-FileCopyrightText: the lazyrisk authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What was finished before an interrupt or a crash is kept, and the next call goes on from there."""

import os
import signal
import subprocess
import sys

import lazyrisk as lr
import pytest

PROBLEM = ('lr.Problem(lr.RandomFeatures("relu", dim=30), samples=[100, 300], width=200, ridge=0.1, noise=0.1)')
SCRIPT = f"""
import sys, lazyrisk as lr
problem = {PROBLEM}
try:
    lr.simulate(problem, trials=int(sys.argv[2]), test_points=200, store=sys.argv[1], threads=1,
                progress=lambda what: print(what, flush=True))
except KeyboardInterrupt:
    print("kept", flush=True)
    raise SystemExit(7)
"""


def begun(store, trials):
    """A process that simulates, when its first units are finished."""
    process = subprocess.Popen([sys.executable, "-c", SCRIPT, store, str(trials)], stdout=subprocess.PIPE, text=True)
    for line in process.stdout:
        if line.startswith(("3 of", "4 of", "5 of")) or int(line.split(" ")[0] or 0) > 5:
            return process
    raise AssertionError("it ended before it could be interrupted")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
def test_ended_in_the_middle_and_resumed(tmp_path, number):
    store = tmp_path / "s.sqlite"
    process = begun(store, 3000)
    process.send_signal(number)
    rest = process.stdout.read()
    process.wait(timeout=60)
    if number == signal.SIGINT:
        assert process.returncode == 7 and "kept" in rest
    else:
        assert process.returncode == -signal.SIGKILL
    problem = eval(PROBLEM)
    said = []
    resumed = lr.simulate(problem, trials=3, test_points=200, store=store, threads=1, progress=said.append)
    fresh = lr.simulate(problem, trials=3, test_points=200, store=False, threads=1)
    assert (resumed.test_error.mean == fresh.test_error.mean).all()
    assert not any(" of " in what for what in said)  # nothing was left to do
    assert os.path.exists(store)


def test_an_interrupt_of_an_array():
    script = ("import os, signal, threading, numpy as np, lazyrisk as lr\n"
              "p = lr.Problem(lr.RandomFeatures('relu', dim=30), samples=np.arange(1, 200001), width=50, ridge='opt')\n"
              "threading.Timer(0.5, lambda: os.kill(os.getpid(), signal.SIGINT)).start()\n"
              "try:\n    lr.risk(p, threads=1)\nexcept KeyboardInterrupt:\n    print('interrupted')\n")
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=250, check=False)
    assert done.stdout == "interrupted\n", done.stderr
