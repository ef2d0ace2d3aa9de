# SPDX-FileCopyrightText: the lazyrisk authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The Python module for setuptools: CMake builds the extension where all else is built, so that what is there is used.

The folder is build/release, or the one that the environment variable LAZYRISK_BUILD names.
"""

import os
import re
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

from setuptools import Extension, setup
from setuptools.command.build_ext import build_ext

SOURCE = Path(__file__).resolve().parent
BUILD = Path(os.environ.get("LAZYRISK_BUILD") or SOURCE / "build" / "release").absolute()
SCRATCH = Path("build", "setuptools")  # of setuptools itself, which keeps what is there: files that are gone, too


def version():
    return re.search(r"project\(lazyrisk VERSION ([\d.]+)", (SOURCE / "CMakeLists.txt").read_text("utf-8"))[1]


def pybind11_option():
    """Where pybind11 is, unless this folder has one already, as of Debian's pybind11-dev: another compiles all anew."""
    cache = BUILD / "CMakeCache.txt"
    known = re.search(r"^pybind11_DIR:\w+=(.+)$", cache.read_text("utf-8"), re.M) if cache.exists() else None
    if known and Path(known[1]).is_dir():
        return []
    try:
        import pybind11
        return [f"-Dpybind11_DIR={pybind11.get_cmake_dir()}"]
    except ImportError:
        return []  # CMake looks by itself


class Build(build_ext):
    def build_extension(self, extension):
        # The interpreter itself: a virtual environment's may be gone at the next build in this folder.
        options = ["-DLAZYRISK_PYTHON=ON", f"-DPython_EXECUTABLE={os.path.realpath(sys.executable)}"]
        if not (SOURCE / "tests").is_dir():  # a source archive
            options += ["-DLAZYRISK_TESTS=OFF", "-DLAZYRISK_PROGRAM=OFF"]
        options += pybind11_option()
        subprocess.run(["cmake", "--preset", "release", "-B", BUILD, *options], cwd=SOURCE, check=True)
        subprocess.run(["cmake", "--build", BUILD, "--parallel", str(os.cpu_count()), "--target", "lazyrisk_python"],
                       check=True)
        target = Path(self.get_ext_fullpath(extension.name))
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(BUILD / "python" / "lazyrisk" / f"_core{sysconfig.get_config_var('EXT_SUFFIX')}", target)


os.chdir(SOURCE)
shutil.rmtree(SCRATCH, ignore_errors=True)
SCRATCH.mkdir(parents=True)
setup(version=version(), ext_modules=[Extension("lazyrisk._core", sources=[])], cmdclass={"build_ext": Build},
      options={"build": {"build_base": str(SCRATCH)}, "egg_info": {"egg_base": str(SCRATCH)}})
