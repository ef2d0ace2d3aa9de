#!/usr/bin/env python3
# SPDX-FileCopyrightText: the lazyrisk authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes a wheel that brings its shared libraries along, for machines with the same Python and as new a C library.

    python3 python/packaging/wheel.py [--output build/wheel]

Libraries go to lazyrisk.libs/ under their own names, and find each other there. Taken: binutils, patchelf, pip, wheel.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[2]
# Part of every Linux with a Python: the C library in its parts, the compiler's runtime. The extension may not bring
# another of these into a process that has them.
SYSTEM = re.compile(r"(linux-vdso|ld-linux.*|lib(c|m|mvec|pthread|dl|rt|util|stdc\+\+|gcc_s))\.so[.\d]*")


def printed_by(*command):
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout


def libraries_of(binary):
    """Name and file of every shared library that `binary` loads, itself or through others, and a machine may lack."""
    found = {}
    for line in printed_by("ldd", binary).splitlines():
        name, _, rest = line.strip().partition(" => ")
        name = os.path.basename(name.split()[0])
        if SYSTEM.fullmatch(name):
            continue
        if rest.startswith("not found"):
            sys.exit(f"wheel.py: {binary} needs {name}, which is not here")
        found[name] = Path(rest.split()[0]).resolve()
    return found


def licence_of(library):
    """The package of a library's file and what Debian says of its copyright; None where that is not known."""
    if not shutil.which("dpkg-query"):
        return None
    for path in (str(library), str(library).removeprefix("/usr")):  # either is what the package calls it
        seen = subprocess.run(["dpkg-query", "-S", path], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        if seen.returncode == 0:
            package = seen.stdout.split(":")[0]
            text = Path("/usr/share/doc", package, "copyright")
            return (package, text) if text.exists() else None
    return None


def bring_libraries(root):
    """Copies what the extension of the unpacked wheel `root` loads beside it; returns the names."""
    extension, = (root / "lazyrisk").glob("_core*.so")
    folder = root / "lazyrisk.libs"
    libraries = libraries_of(extension)
    (folder / "copyright").mkdir(parents=True)
    for name, file in sorted(libraries.items()):
        copy = folder / name
        shutil.copyfile(file, copy)
        copy.chmod(0o755)
        subprocess.run(["patchelf", "--force-rpath", "--set-rpath", "$ORIGIN", copy], check=True)
        if licence := licence_of(file):
            shutil.copyfile(licence[1], folder / "copyright" / licence[0])
        else:
            print(f"wheel.py: no copyright file of {name} was found", file=sys.stderr)
    subprocess.run(["strip", "--strip-unneeded", extension], check=True)
    # RPATH, not RUNPATH: LD_LIBRARY_PATH shall not put others in their place.
    subprocess.run(["patchelf", "--force-rpath", "--set-rpath", "$ORIGIN/../lazyrisk.libs", extension], check=True)
    stray = {name: file for name, file in libraries_of(extension).items() if folder.resolve() not in file.parents}
    if stray:
        sys.exit(f"wheel.py: these would still be taken from this machine: {stray}")
    return sorted(libraries)


def isolation():
    """Without a registry where this Python has what a build takes."""
    try:
        import setuptools  # noqa: F401
        import wheel  # noqa: F401
        return ["--no-build-isolation", "--no-index"]
    except ImportError:
        return []


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--output", type=Path, default=SOURCE / "build" / "wheel", help="folder; default build/wheel")
    output = parser.parse_args().output.resolve()
    for tool in ("ldd", "patchelf", "strip"):
        if not shutil.which(tool):
            sys.exit(f"wheel.py: {tool} was not found; packages-python.txt lists what is needed")
    with tempfile.TemporaryDirectory() as scratch:
        plain, tree = Path(scratch, "plain"), Path(scratch, "tree")
        subprocess.run([sys.executable, "-m", "pip", "wheel", "--quiet", "--disable-pip-version-check", "--no-deps",
                        *isolation(), "--wheel-dir", plain, SOURCE], check=True)
        subprocess.run([sys.executable, "-m", "wheel", "unpack", "--dest", tree, next(plain.glob("*.whl"))], check=True,
                       stdout=subprocess.DEVNULL)
        root, = tree.iterdir()
        names = bring_libraries(root)
        output.mkdir(parents=True, exist_ok=True)
        # `pack` writes the list of files and their hashes anew.
        subprocess.run([sys.executable, "-m", "wheel", "pack", "--dest-dir", output, root], check=True,
                       stdout=subprocess.DEVNULL)
        made = output / next(plain.glob("*.whl")).name
        print(f"{made}: {made.stat().st_size / 1e6:.0f} MB, with {', '.join(names)}", file=sys.stderr)


if __name__ == "__main__":
    main()
